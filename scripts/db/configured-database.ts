// The configured database, opened as it is or brought to this version.

import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Kysely } from 'kysely'
import type { Config } from '../../src/config/schema.ts'
import { MIGRATIONS, type MigrationState, migrationStates } from '../../src/store/migrate.ts'
import { MysqlDialect } from '../../src/store/mysql/mysql-dialect.ts'
import { mysqlOptionsOf } from '../../src/store/open-configured.ts'
import { connect, openMysql, openSqlite, type OpenedStore } from '../../src/store/open-store.ts'
import type { Database } from '../../src/store/schema.ts'
import { SqliteDialect } from '../../src/store/sqlite-dialect.ts'

export class ConfiguredDatabase {
  readonly config: Config
  readonly #dataDir: string

  constructor(config: Config, dataDir: string) {
    this.config = config
    this.#dataDir = dataDir
  }

  /** For messages: never a password. */
  get name(): string {
    const { driver, host, port, dbname } = this.config.database
    return driver === 'sqlite' ? this.#file : `mysql://${host}:${port}/${dbname}`
  }

  get #file(): string {
    return resolve(this.#dataDir, this.config.database.file)
  }

  /** Changes nothing, and makes no file. */
  async states(): Promise<ReadonlyMap<string, MigrationState>> {
    const known = await this.look(migrationStates)
    return known ?? new Map(Object.keys(MIGRATIONS).map((name) => [name, 'pending']))
  }

  /** Undefined where there is no file yet. */
  async look<T>(work: (db: Kysely<Database>) => Promise<T>): Promise<T | undefined> {
    const { database } = this.config
    if (database.driver === 'sqlite' && !existsSync(this.#file)) return undefined
    const dialect =
      database.driver === 'sqlite'
        ? new SqliteDialect({ ...database, file: this.#file })
        : new MysqlDialect(await mysqlOptionsOf(database))
    const db = connect(dialect)
    try {
      return await work(db)
    } finally {
      await db.destroy()
    }
  }

  /** Migrated; the caller closes its store. */
  async open(): Promise<OpenedStore> {
    const { database } = this.config
    const extras = { timeZone: database.statsTimeZone }
    return database.driver === 'sqlite'
      ? await openSqlite({ ...database, file: this.#file }, extras)
      : await openMysql(await mysqlOptionsOf(database), extras)
  }
}
