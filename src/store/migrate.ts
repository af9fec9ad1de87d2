// Brings a database to this version's schema. Forward only: what a release has written is mended by a new migration.

import { type Kysely, type Migration, Migrator } from 'kysely'
import { firstTables } from './migrations/0001-first-tables.ts'
import { backOffice } from './migrations/0002-back-office.ts'
import type { Database } from './schema.ts'

/** In order, for ever: a released entry is never changed, renamed or removed. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-first-tables': firstTables,
  '0002-back-office': backOffice,
}

/** Runs what is missing under the database's lock, all or nothing; returns the names that ran. */
export async function migrate(
  db: Kysely<Database>,
  migrations: Readonly<Record<string, Migration>> = MIGRATIONS,
): Promise<readonly string[]> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } })
  const { error, results = [] } = await migrator.migrateToLatest()
  if (error !== undefined) throw new MigrationError(error)
  return results.filter((result) => result.status === 'Success').map((result) => result.migrationName)
}

export class MigrationError extends Error {
  readonly code = 'MIGRATION_FAILED'

  constructor(cause: unknown) {
    super('the database could not be brought to this version', { cause })
  }
}
