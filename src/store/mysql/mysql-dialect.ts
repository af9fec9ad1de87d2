// Kysely's MySQL grammar over our own driver, with a lock of our own for migrations.

import {
  type DatabaseIntrospector,
  type Dialect,
  type Kysely,
  MysqlAdapter,
  MysqlIntrospector,
  MysqlQueryCompiler,
  type QueryCompiler,
  sql,
} from 'kysely'
import { MysqlDriver } from './mysql-driver.ts'
import type { MysqlOptions } from './mysql-options.ts'
import type { PoolLevels } from './mysql-pool.ts'

/** Longer than a migration of big tables takes; it is another process's turn meanwhile. */
const LOCK_WAIT_SECONDS = 600
/** MySQL's limit for the name of a lock. */
const LOCK_NAME_MAX = 64

/** Locks are the server's, not the database's: the name has to tell them apart. */
const lockName = (database: string): string => `xuezhan-migrate:${database}`.slice(0, LOCK_NAME_MAX)

class LockingMysqlAdapter extends MysqlAdapter {
  readonly #database: string

  constructor(database: string) {
    super()
    this.#database = database
  }

  // The interface's own type: migrations know no schema.
  override async acquireMigrationLock(
    db: Parameters<MysqlAdapter['acquireMigrationLock']>[0],
  ): Promise<void> {
    const { rows } = await sql<{
      taken: number | null
    }>`select get_lock(${lockName(this.#database)}, ${LOCK_WAIT_SECONDS}) as taken`.execute(db)
    if (rows[0]?.taken !== 1) throw new Error('another process migrates this database and does not end')
  }

  override async releaseMigrationLock(
    db: Parameters<MysqlAdapter['releaseMigrationLock']>[0],
  ): Promise<void> {
    await sql`select release_lock(${lockName(this.#database)})`.execute(db)
  }
}

export class MysqlDialect implements Dialect {
  readonly #options: MysqlOptions
  readonly #driver: MysqlDriver

  constructor(options: MysqlOptions) {
    this.#options = options
    this.#driver = new MysqlDriver(options)
  }

  get levels(): PoolLevels {
    return this.#driver.levels
  }

  createAdapter(): MysqlAdapter {
    return new LockingMysqlAdapter(this.#options.database)
  }

  createDriver(): MysqlDriver {
    return this.#driver
  }

  createIntrospector(database: Parameters<Dialect['createIntrospector']>[0]): DatabaseIntrospector {
    return new MysqlIntrospector(database)
  }

  createQueryCompiler(): QueryCompiler {
    return new MysqlQueryCompiler()
  }
}

/**
 * Sets how the database's texts compare before the first table is made: by their bytes, spaces at the end included,
 * as SQLite does. MariaDB and MySQL have different names for it. Tables made later inherit it.
 */
export async function compareTextsByBytes<T>(db: Kysely<T>): Promise<void> {
  const { rows } = await sql<{ version: string }>`select version() as version`.execute(db)
  const isMariaDb = /mariadb/i.test(rows[0]?.version ?? '')
  const collation = isMariaDb ? 'utf8mb4_nopad_bin' : 'utf8mb4_0900_bin'
  const known = await sql<{ collation: string }>`select @@collation_database as collation`.execute(db)
  if (known.rows[0]?.collation === collation) return
  await sql`alter database character set utf8mb4 collate ${sql.raw(collation)}`.execute(db)
}
