// Opens the database, brings it to this version and hands out the repositories.

import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { CamelCasePlugin, type Dialect, Kysely, type LogEvent, sql } from 'kysely'
import { invariant } from '../lib/assert.ts'
import { SqlAccounts } from './accounts.ts'
import { SqlAdminRecharges } from './admin-recharges.ts'
import { SqlAgents } from './agents.ts'
import { announced } from './announced.ts'
import { SqlAuditTrail } from './audit-trail.ts'
import { LedgerCards } from './card-ledger.ts'
import { SqlClubAdmin } from './club-admin.ts'
import { SqlClubs } from './clubs.ts'
import { SqlDesks } from './desks.ts'
import { SqlHistories } from './histories.ts'
import { migrate } from './migrate.ts'
import type { MysqlOptions } from './mysql/mysql-options.ts'
import type { PoolLevels } from './mysql/mysql-pool.ts'
import { SqlOrders } from './orders.ts'
import { SqlPlayers } from './players.ts'
import type { OnlineSamples, Store } from './repositories.ts'
import type { Database } from './schema.ts'
import { SqlSettings } from './settings.ts'
import { SqliteDialect } from './sqlite-dialect.ts'
import type { SqliteOptions } from './sqlite-engine.ts'
import { SqlStatistics } from './statistics.ts'

const DEFAULT_TIME_ZONE = 'Asia/Shanghai'
const MIGRATION_TIMEOUT_MS = 3_600_000

const onlineSamples = (db: Kysely<Database>): OnlineSamples => ({
  async record({ at, userCount, deskCount }) {
    await db.insertInto('online').values({ time: at, userCount, deskCount }).execute()
  },
})

/** The repositories over a database that `migrate` has brought to this version. */
export function makeStore(db: Kysely<Database>, { timeZone = DEFAULT_TIME_ZONE }: StoreExtras = {}): Store {
  return {
    accounts: new SqlAccounts(db),
    cards: new LedgerCards(db),
    desks: new SqlDesks(db),
    histories: new SqlHistories(db),
    clubs: new SqlClubs(db),
    online: onlineSamples(db),
    orders: new SqlOrders(db),
    recharges: new SqlAdminRecharges(db),
    audit: new SqlAuditTrail(db),
    settings: new SqlSettings(db),
    players: new SqlPlayers(db),
    clubAdmin: new SqlClubAdmin(db),
    agents: new SqlAgents(db),
    statistics: new SqlStatistics(db, timeZone),
    async ping() {
      await sql`select 1`.execute(db)
    },
    async close() {
      await db.destroy()
    },
  }
}

/** Hears of every statement: its text with placeholders, never the values. */
export type StoreObserver = {
  onQuery(query: {
    readonly sql: string
    readonly durationMs: number
    readonly failed: boolean
    /** What a failed one failed with. */
    readonly error?: unknown
  }): void
  /** A statement goes to the database; what it returns hears of its rows, or of -1: it failed. null, absent: nobody asks. */
  onStatement?(sql: string): ((rows: number) => void) | null
}

export type StoreExtras = {
  readonly observer?: StoreObserver
  /** Where a day of the statistics begins, such as Asia/Shanghai. */
  readonly timeZone?: string
}

const logTo = (observer: StoreObserver) => (event: LogEvent) =>
  observer.onQuery({
    sql: event.query.sql,
    durationMs: event.queryDurationMillis,
    failed: event.level === 'error',
    ...(event.level === 'error' ? { error: event.error } : {}),
  })

/** The typed database behind a dialect; the store's tests write rows with it that no repository writes. */
export const connect = (dialect: Dialect, observer?: StoreObserver): Kysely<Database> =>
  new Kysely<Database>({
    dialect: announced(dialect, observer),
    plugins: [new CamelCasePlugin()],
    ...(observer === undefined ? {} : { log: logTo(observer) }),
  })

async function prepared(
  db: Kysely<Database>,
  extras: StoreExtras,
  prepare: () => Promise<unknown>,
): Promise<OpenedStore> {
  try {
    await prepare()
  } catch (error) {
    await db.destroy().catch(() => undefined)
    throw error
  }
  return { db, store: makeStore(db, extras) }
}

/** The database is closed by the store's `close`. */
export type OpenedStore = { readonly db: Kysely<Database>; readonly store: Store }

export async function openSqlite(options: SqliteOptions, extras: StoreExtras = {}): Promise<OpenedStore> {
  if (options.file !== ':memory:') await mkdir(dirname(options.file), { recursive: true })
  const db = connect(new SqliteDialect(options), extras.observer)
  return await prepared(db, extras, () => migrate(db))
}

/** A database of a MySQL 8 or MariaDB server. Throws when it cannot be reached or migrated. */
export async function openMysql(
  options: MysqlOptions,
  extras: StoreExtras = {},
): Promise<OpenedStore & { readonly poolLevels: () => PoolLevels }> {
  // Only here: a start on SQLite need not read the driver of another database.
  const { compareTextsByBytes, MysqlDialect } = await import('./mysql/mysql-dialect.ts')
  // A pool of its own: an index over a big table, or another process's migration, takes longer than a statement may.
  const migrating = connect(new MysqlDialect({ ...options, queryTimeoutMs: MIGRATION_TIMEOUT_MS }))
  try {
    await compareTextsByBytes(migrating)
    await migrate(migrating)
  } finally {
    await migrating.destroy()
  }
  const dialect = new MysqlDialect(options)
  const db = connect(dialect, extras.observer)
  const opened = { db, store: makeStore(db, extras) }
  return { ...opened, poolLevels: () => dialect.levels }
}

/**
 * The store in a SQLite file, made with its folder where it is missing. Throws when it cannot be opened or migrated.
 *
 * @example
 * const store = await openSqliteStore({ file: 'data/xuezhan.db', busyTimeoutMs: 5000, synchronous: 'full' })
 */
export async function openSqliteStore(
  options: SqliteOptions & { readonly driver?: string },
  extras: StoreExtras = {},
): Promise<Store> {
  invariant((options.driver ?? 'sqlite') === 'sqlite', 'the options of another database were given to SQLite')
  return (await openSqlite(options, extras)).store
}
