// Opens the database that [database] names, and the queue in front of it.

import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { assertNever, must } from '../lib/assert.ts'
import type { Clock } from '../lib/clock.ts'
import { MYSQL_DEFAULTS, type MysqlOptions, parseDsnArgs } from './mysql/mysql-options.ts'
import type { PoolLevels } from './mysql/mysql-pool.ts'
import {
  type OpenedStore,
  openMysql,
  openSqlite,
  type StoreExtras,
  type StoreObserver,
} from './open-store.ts'
import type { Store } from './repositories.ts'
import { Spool } from './write-behind/spool.ts'
import type { SpoolObserver } from './write-behind/spool-files.ts'
import { WriteBehind, type WriteBehindObserver } from './write-behind/write-behind.ts'

const BYTES_PER_MB = 1024 * 1024
const SEGMENT_BYTES = 8 * BYTES_PER_MB
const QUEUE_FOLDER = 'write-behind'

/** The part of the configuration's [database] that the store reads. */
export type DatabaseOptions = {
  readonly driver: 'sqlite' | 'mysql'
  readonly file: string
  readonly busyTimeoutMs: number
  readonly synchronous: 'full' | 'normal'
  readonly host: string
  readonly port: number
  readonly dbname: string
  readonly username: string
  /** Null or absent: `passwordFile` holds it. */
  readonly password?: { reveal(): string } | null
  readonly passwordFile: string
  readonly args: string
  readonly maxIdleConns: number
  readonly maxOpenConns: number
  readonly idleTimeoutSeconds: number
  readonly connectTimeoutMs: number
  readonly maxWaiting: number
  readonly acquireTimeoutMs: number
  readonly queryTimeoutMs: number
  readonly showSql: boolean
  readonly statsTimeZone: string
  readonly queueMaxMb: number
}

export type StoreContext = {
  /** A relative `file` lies in here. */
  readonly dataDir: string
  /** Hears of every statement. */
  readonly observer: StoreObserver & SpoolObserver & WriteBehindObserver
  readonly clock: Clock
}

export type ConfiguredStore = {
  readonly store: Store
  /** Not started: what an earlier process left is written from `start` on. Close it before the store. */
  readonly queue: WriteBehind
  /** Null for SQLite, which has one connection. */
  readonly poolLevels: (() => PoolLevels) | null
}

async function passwordOf({ password, passwordFile }: DatabaseOptions): Promise<string> {
  if (password) return password.reveal()
  if (passwordFile === '') return ''
  return (await readFile(passwordFile, 'utf8')).replace(/\r?\n$/, '')
}

export async function mysqlOptionsOf(options: DatabaseOptions): Promise<MysqlOptions> {
  const { host, port, dbname, username, maxOpenConns, maxIdleConns, idleTimeoutSeconds } = options
  const { connectTimeoutMs, maxWaiting, acquireTimeoutMs, queryTimeoutMs } = options
  return {
    ...MYSQL_DEFAULTS,
    ...must(parseDsnArgs(options.args), 'the meaning of database.args'),
    host,
    port,
    database: dbname,
    user: username,
    password: await passwordOf(options),
    maxConnections: maxOpenConns,
    maxIdle: maxIdleConns,
    idleTimeoutMs: idleTimeoutSeconds * 1000,
    connectTimeoutMs,
    maxWaiting,
    acquireTimeoutMs,
    queryTimeoutMs,
  }
}

/** Throws when the database cannot be opened or brought to this version. */
export async function openConfiguredStore(
  options: DatabaseOptions,
  context: StoreContext,
): Promise<ConfiguredStore> {
  const { dataDir, clock, observer } = context
  const { db, store, poolLevels } = await openDatabase(options, context)
  const spoolOptions = {
    folder: resolve(dataDir, QUEUE_FOLDER),
    maxBytes: options.queueMaxMb * BYTES_PER_MB,
    segmentBytes: SEGMENT_BYTES,
    sync: options.synchronous === 'full',
  }
  const spool = await Spool.open(spoolOptions, observer)
  return { store, poolLevels, queue: new WriteBehind({ db, spool, clock, observer }) }
}

async function openDatabase(
  options: DatabaseOptions,
  { dataDir, observer }: StoreContext,
): Promise<OpenedStore & Pick<ConfiguredStore, 'poolLevels'>> {
  const extras: StoreExtras = { timeZone: options.statsTimeZone, observer }
  switch (options.driver) {
    case 'sqlite':
      return {
        ...(await openSqlite({ ...options, file: resolve(dataDir, options.file) }, extras)),
        poolLevels: null,
      }
    case 'mysql':
      return await openMysql(await mysqlOptionsOf(options), extras)
    default:
      return assertNever(options.driver)
  }
}
