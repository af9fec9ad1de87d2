// Which migrations ran, and how many rows there are of what people ask about.

import { type Kysely, sql } from 'kysely'
import type { Database } from '../../src/store/schema.ts'
import type { ConfiguredDatabase } from './configured-database.ts'

const COUNTED = ['user', 'club', 'agent', 'desk', 'history', 'order', 'audit'] as const

async function countsOf(db: Kysely<Database>): Promise<readonly string[]> {
  const lines: string[] = []
  for (const table of COUNTED) {
    const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(table)}`.execute(
      db,
    )
    lines.push(`${table} ${rows[0]?.count ?? 0}`)
  }
  return lines
}

/** False where the schema is not this version's. */
export async function tellStatus(database: ConfiguredDatabase): Promise<boolean> {
  const states = await database.states()
  console.log(database.name)
  for (const [name, state] of states) console.log(`  ${state.padEnd(8)} ${name}`)
  const isCurrent = [...states.values()].every((state) => state === 'done')
  if (!isCurrent) {
    const isNewer = [...states.values()].includes('unknown')
    console.log(isNewer ? '  of a later release: this one refuses it' : '  run: npm run db -- migrate')
    return false
  }
  console.log(`  rows: ${((await database.look(countsOf)) ?? []).join(', ')}`)
  return true
}
