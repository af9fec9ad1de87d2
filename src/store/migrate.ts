// Brings a database to this version's schema. Forward only: what a release has written is mended by a new migration.

import { type Kysely, type Migration, Migrator, sql } from 'kysely'
import { firstTables } from './migrations/0001-first-tables.ts'
import { backOffice } from './migrations/0002-back-office.ts'
import type { Database } from './schema.ts'

/** In order, for ever: a released entry is never changed, renamed or removed. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-first-tables': firstTables,
  '0002-back-office': backOffice,
}

export type MigrationState = 'done' | 'pending' | 'unknown'

const migratorOf = (db: Kysely<Database>, migrations: Readonly<Record<string, Migration>>): Migrator =>
  new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } })

/** Every migration in order, changing nothing; `unknown` is one that a later release has run. */
export async function migrationStates(db: Kysely<Database>): Promise<ReadonlyMap<string, MigrationState>> {
  const infos = await migratorOf(db, MIGRATIONS).getMigrations()
  const states = new Map<string, MigrationState>()
  for (const { name, executedAt } of infos) states.set(name, executedAt === undefined ? 'pending' : 'done')
  const hasRun = infos.some(({ executedAt }) => executedAt !== undefined)
  if (!hasRun) return states
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db)
  for (const { name } of rows) if (!states.has(name)) states.set(name, 'unknown')
  return states
}

/** Runs what is missing under the database's lock, all or nothing; returns the names that ran. */
export async function migrate(
  db: Kysely<Database>,
  migrations: Readonly<Record<string, Migration>> = MIGRATIONS,
): Promise<readonly string[]> {
  const { error, results = [] } = await migratorOf(db, migrations).migrateToLatest()
  if (error !== undefined) throw new MigrationError(error)
  return results.filter((result) => result.status === 'Success').map((result) => result.migrationName)
}

export class MigrationError extends Error {
  readonly code = 'MIGRATION_FAILED'

  constructor(cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    super(`the database could not be brought to this version: ${reason}`, { cause })
  }
}
