// mysql2's pool with what it lacks: a deadline for waiting, sessions that are set up and proven before use.

import { createPool, type Pool, type PoolConnection } from 'mysql2/promise'
import { withDeadline } from '../deadline.ts'
import { StoreUnavailable } from '../store-unavailable.ts'
import { mysqlErrorOf } from './mysql-errors.ts'
import type { MysqlOptions } from './mysql-options.ts'

/** Per connection; the server's own limit is one for all connections together. */
const MAX_PREPARED_STATEMENTS = 100
/** A session that rested longer is asked before it is used: firewalls and restarts end sessions without a word. */
const PROVE_AFTER_IDLE_MS = 5_000
const PROVE_TIMEOUT_MS = 1_000
const CLOSE_TIMEOUT_MS = 5_000
/** Shorter than a statement's deadline, so that a lock is reported as a lock. */
const LOCK_WAIT_SECONDS = 5
/** Each transaction sees what others have committed; too long texts are errors; times are UTC. */
const SESSION = [
  `set session sql_mode = 'STRICT_TRANS_TABLES,ONLY_FULL_GROUP_BY,NO_ENGINE_SUBSTITUTION'`,
  `session innodb_lock_wait_timeout = ${LOCK_WAIT_SECONDS}`,
  `session time_zone = '+00:00'`,
].join(', ')
const ISOLATION = 'set session transaction isolation level read committed'

export type PoolLevels = { readonly open: number; readonly used: number; readonly waiting: number }

const tlsOf = (tls: MysqlOptions['tls']) =>
  tls === 'off' ? {} : { ssl: { rejectUnauthorized: tls === 'verify' } }

export class MysqlPool {
  readonly #options: MysqlOptions
  readonly #pool: Pool
  /** By the connection itself: mysql2 wraps it anew for everyone who takes it. */
  readonly #restingSince = new WeakMap<object, number>()
  #used = 0
  #waiting = 0
  #open = 0

  constructor(options: MysqlOptions) {
    this.#options = options
    const { host, port, database, user, password, maxConnections, maxIdle } = options
    this.#pool = createPool({
      host,
      port,
      database,
      user,
      password,
      ...tlsOf(options.tls),
      connectTimeout: options.connectTimeoutMs,
      connectionLimit: maxConnections,
      // The sweep for idle connections runs only below the limit.
      maxIdle: Math.min(maxIdle, maxConnections - 1),
      idleTimeout: options.idleTimeoutMs,
      queueLimit: options.maxWaiting,
      maxPreparedStatements: MAX_PREPARED_STATEMENTS,
      charset: 'utf8mb4_bin',
      timezone: 'Z',
      supportBigNumbers: true,
      multipleStatements: false,
      enableKeepAlive: true,
    })
  }

  get levels(): PoolLevels {
    return { open: this.#open, used: this.#used, waiting: this.#waiting }
  }

  /** Throws StoreUnavailable when none is free in time. */
  async acquire(): Promise<PoolConnection> {
    if (this.#waiting >= this.#options.maxWaiting) {
      throw new StoreUnavailable(
        'not-done',
        Object.assign(new Error('too many wait'), { code: 'STORE_BUSY' }),
      )
    }
    this.#waiting += 1
    try {
      return await this.#provenConnection()
    } catch (error) {
      const known = mysqlErrorOf(error)
      // Whatever a connection died of, no statement has run on it yet.
      throw known instanceof StoreUnavailable ? new StoreUnavailable('not-done', known.cause) : known
    } finally {
      this.#waiting -= 1
    }
  }

  release(connection: PoolConnection): void {
    this.#used -= 1
    this.#restingSince.set(connection.connection, performance.now())
    connection.release()
  }

  /** Instead of `release`, for a session whose state nobody knows. */
  discard(connection: PoolConnection): void {
    this.#used -= 1
    connection.destroy()
  }

  async close(): Promise<void> {
    await withDeadline(this.#pool.end(), { afterMs: CLOSE_TIMEOUT_MS, code: 'ETIMEDOUT' })
  }

  async #provenConnection(): Promise<PoolConnection> {
    const deadlineMs = performance.now() + this.#options.acquireTimeoutMs
    for (;;) {
      const connection = await this.#next(deadlineMs - performance.now())
      this.#used += 1
      let isUsable = false
      try {
        isUsable = await this.#isUsable(connection)
        if (isUsable) return connection
      } finally {
        // Whatever it died of: a connection that nobody gives back is lost to the pool for ever.
        if (!isUsable) this.discard(connection)
      }
    }
  }

  async #next(waitMs: number): Promise<PoolConnection> {
    const coming = this.#pool.getConnection()
    const afterMs = Math.max(waitMs, 0)
    try {
      return await withDeadline(coming, { afterMs, code: 'STORE_BUSY' })
    } catch (error) {
      // It may still come; nobody waits for it then.
      coming.then(
        (late) => late.release(),
        () => undefined,
      )
      throw unavailableWhenBusy(error)
    }
  }

  /** Sets a new session up, proves one that rested long; false when it is dead. */
  async #isUsable(connection: PoolConnection): Promise<boolean> {
    const restingSince = this.#restingSince.get(connection.connection)
    const timeout = { afterMs: PROVE_TIMEOUT_MS, code: 'ETIMEDOUT' }
    if (restingSince === undefined) {
      this.#open += 1
      // The pool's own sweep and the server end sessions too.
      connection.connection.once('end', () => (this.#open -= 1))
      await withDeadline(connection.query(SESSION), timeout)
      await withDeadline(connection.query(ISOLATION), timeout)
      return true
    }
    if (performance.now() - restingSince < PROVE_AFTER_IDLE_MS) return true
    try {
      await withDeadline(connection.ping(), timeout)
      return true
    } catch {
      return false
    }
  }
}

/** mysql2 gives its own full queue no code. */
function unavailableWhenBusy(error: unknown): unknown {
  const isBusy =
    error instanceof Error &&
    ('code' in error ? error.code === 'STORE_BUSY' : error.message.startsWith('Queue limit'))
  return isBusy ? new StoreUnavailable('not-done', error) : error
}
