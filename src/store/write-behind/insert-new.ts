// Many rows in one statement, those whose unique key is there already left out. The dialects say it differently.

import { type Insertable, type Kysely, SqliteAdapter, sql } from 'kysely'
import type { Database } from '../schema.ts'

/** Powers of two, so that few different statements are prepared. */
const MAX_ROWS = 64

export function chunksOf<T>(rows: readonly T[]): readonly (readonly T[])[] {
  const chunks: (readonly T[])[] = []
  let from = 0
  for (let size = MAX_ROWS; size >= 1; size /= 2) {
    for (; rows.length - from >= size; from += size) chunks.push(rows.slice(from, from + size))
  }
  return chunks
}

export const isSqlite = (db: Kysely<Database>): boolean => db.getExecutor().adapter instanceof SqliteAdapter

export async function insertNew<T extends 'desk' | 'history' | 'login' | 'online'>(
  db: Kysely<Database>,
  table: T,
  rows: readonly Insertable<Database[T]>[],
): Promise<void> {
  for (const chunk of chunksOf(rows)) {
    const insert = db.insertInto(table).values([...chunk])
    // INSERT IGNORE would hide texts that are too long, too.
    const once = isSqlite(db)
      ? insert.onConflict((conflict) => conflict.doNothing())
      : insert.onDuplicateKeyUpdate({ id: sql`${sql.table(table)}.id` } as never)
    await once.execute()
  }
}
