// Kysely's driver over node:sqlite: one connection, one query or transaction at a time.

import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { setTimeout } from 'node:timers/promises'
import { CompiledQuery, type DatabaseConnection, type Driver, type QueryResult } from 'kysely'
import { isSqliteBusy, sqliteErrorOf } from './sqlite-errors.ts'
import { StatementCache } from './statement-cache.ts'
import { StoreUnavailable } from './store-unavailable.ts'
import { Turnstile } from './turnstile.ts'

export type SqliteOptions = {
  /** Path of the file, or `:memory:`. */
  readonly file: string
  readonly busyTimeoutMs: number
  /** full: a commit survives a power cut; normal: it survives a crash of the process. */
  readonly synchronous: 'full' | 'normal'
}

const MAX_WAITING_QUERIES = 10_000
const BUSY_PAUSE_MS = 10

function openDatabase(options: SqliteOptions): DatabaseSync {
  const database = new DatabaseSync(options.file, {
    timeout: options.busyTimeoutMs,
    enableForeignKeyConstraints: true,
    enableDoubleQuotedStringLiterals: false,
  })
  database.exec('pragma journal_mode = wal')
  database.exec(`pragma synchronous = ${options.synchronous}`)
  // From here on SQLite must not wait by itself: it would stop every table of the process. The connection waits instead.
  database.exec('pragma busy_timeout = 0')
  return database
}

export class SqliteDriver implements Driver {
  readonly #options: SqliteOptions
  readonly #turnstile = new Turnstile(MAX_WAITING_QUERIES)
  #database: DatabaseSync | undefined
  #connection: SqliteConnection | undefined

  constructor(options: SqliteOptions) {
    this.#options = options
  }

  async init(): Promise<void> {
    this.#database = openDatabase(this.#options)
    this.#connection = new SqliteConnection(this.#database, this.#options.busyTimeoutMs)
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    if (this.#connection === undefined) throw new Error('the database is not open')
    try {
      await this.#turnstile.enter()
    } catch (error) {
      throw new StoreUnavailable('not-done', error)
    }
    return this.#connection
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
    this.#connection?.forget()
    this.#database?.close()
    this.#database = undefined
    this.#connection = undefined
  }
}

class SqliteConnection implements DatabaseConnection {
  readonly #statements: StatementCache
  readonly #busyTimeoutMs: number

  constructor(database: DatabaseSync, busyTimeoutMs: number) {
    this.#statements = new StatementCache(database)
    this.#busyTimeoutMs = busyTimeoutMs
  }

  /** While another process holds the file, the query is tried again until the timeout; the event loop goes on. */
  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const deadlineMs = performance.now() + this.#busyTimeoutMs
    for (;;) {
      try {
        return this.#execute(query)
      } catch (error) {
        if (!isSqliteBusy(error) || performance.now() >= deadlineMs) throw sqliteErrorOf(error)
      }
      await setTimeout(BUSY_PAUSE_MS)
    }
  }

  #execute<R>({ sql, parameters }: CompiledQuery): QueryResult<R> {
    const statement = this.#statements.prepare(sql)
    const values = parameters as readonly SQLInputValue[]
    if (statement.columns().length > 0) return { rows: statement.all(...values) as R[] }
    const { changes, lastInsertRowid } = statement.run(...values)
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) }
  }

  // oxlint-disable-next-line require-yield -- the interface wants a generator, the store never streams
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('the SQLite driver does not stream')
  }

  forget(): void {
    this.#statements.clear()
  }
}
