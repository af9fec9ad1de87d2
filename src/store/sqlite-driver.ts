// Kysely's driver over node:sqlite: one connection, one query or transaction at a time. A database in a file runs in
// a thread of its own, so that a commit's wait for the disk holds up nothing but the store.

import { setTimeout } from 'node:timers/promises'
import { CompiledQuery, type DatabaseConnection, type Driver, type QueryResult } from 'kysely'
import { type Ran, SqliteEngine, type SqliteOptions, type Statement } from './sqlite-engine.ts'
import { isSqliteBusy, sqliteErrorOf } from './sqlite-errors.ts'
import { ThreadedSqlite } from './sqlite-threaded.ts'
import { StoreUnavailable } from './store-unavailable.ts'
import { Turnstile } from './turnstile.ts'

const IN_MEMORY = ':memory:'
const MAX_WAITING_QUERIES = 10_000
const BUSY_PAUSE_MS = 10

type Sqlite = { run(statement: Statement): Ran | Promise<Ran>; close(): void | Promise<void> }

export class SqliteDriver implements Driver {
  readonly #options: SqliteOptions
  readonly #turnstile = new Turnstile(MAX_WAITING_QUERIES)
  #sqlite: Sqlite | undefined

  constructor(options: SqliteOptions) {
    this.#options = options
  }

  async init(): Promise<void> {
    const isInMemory = this.#options.file === IN_MEMORY
    this.#sqlite = isInMemory ? new SqliteEngine(this.#options) : await ThreadedSqlite.open(this.#options)
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    try {
      await this.#turnstile.enter()
    } catch (error) {
      throw new StoreUnavailable('not-done', error)
    }
    if (this.#sqlite !== undefined) return new SqliteConnection(this.#sqlite, this.#options.busyTimeoutMs)
    this.#turnstile.leave()
    throw new Error('the database is not open')
  }

  /** Immediate: the write lock is taken now, so that a transaction cannot fail halfway on another process's write. */
  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'))
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'))
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('rollback'))
  }

  async releaseConnection(): Promise<void> {
    this.#turnstile.leave()
  }

  async destroy(): Promise<void> {
    const sqlite = this.#sqlite
    this.#sqlite = undefined
    await sqlite?.close()
  }
}

class SqliteConnection implements DatabaseConnection {
  readonly #sqlite: Sqlite
  readonly #busyTimeoutMs: number

  constructor(sqlite: Sqlite, busyTimeoutMs: number) {
    this.#sqlite = sqlite
    this.#busyTimeoutMs = busyTimeoutMs
  }

  /** While another process holds the file, the query is tried again until the timeout. */
  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const deadlineMs = performance.now() + this.#busyTimeoutMs
    for (;;) {
      try {
        return resultOf(await this.#sqlite.run({ sql, parameters }))
      } catch (error) {
        if (!isSqliteBusy(error) || performance.now() >= deadlineMs) throw sqliteErrorOf(error)
      }
      await setTimeout(BUSY_PAUSE_MS)
    }
  }

  // oxlint-disable-next-line require-yield -- the interface wants a generator, the store never streams
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('the SQLite driver does not stream')
  }
}

function resultOf<R>(ran: Ran): QueryResult<R> {
  if (ran.kind === 'rows') return { rows: ran.rows as R[] }
  return { rows: [], numAffectedRows: BigInt(ran.changes), insertId: BigInt(ran.lastInsertRowid) }
}
