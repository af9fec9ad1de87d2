// Kysely's driver over mysql2: prepared statements with typed parameters, a deadline for each.

import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely'
import mysql from 'mysql2'
import type { PoolConnection } from 'mysql2/promise'
import { withDeadline } from '../deadline.ts'
import { StoreUnavailable } from '../store-unavailable.ts'
import { isSessionBroken, mysqlErrorOf } from './mysql-errors.ts'
import type { MysqlOptions } from './mysql-options.ts'
import { MysqlPool, type PoolLevels } from './mysql-pool.ts'

type Parameter = string | number | bigint | boolean | Buffer | null

/** mysql2 sends a number as a double, which LIMIT refuses and which no bigint index is compared with exactly. */
const wireParameter = (value: unknown): unknown =>
  typeof value === 'number' && Number.isSafeInteger(value) ? mysql.TypedParameter.BIGINT(value) : value

export class MysqlDriver implements Driver {
  readonly #options: MysqlOptions
  #pool: MysqlPool | undefined

  constructor(options: MysqlOptions) {
    this.#options = options
  }

  get levels(): PoolLevels {
    return this.#pool?.levels ?? { open: 0, used: 0, waiting: 0 }
  }

  async init(): Promise<void> {
    this.#pool = new MysqlPool(this.#options)
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    if (this.#pool === undefined) throw new Error('the database is not open')
    return new MysqlConnection(await this.#pool.acquire(), this.#options.queryTimeoutMs)
  }

  async beginTransaction(connection: MysqlConnection): Promise<void> {
    await connection.command('start transaction')
  }

  async commitTransaction(connection: MysqlConnection): Promise<void> {
    await connection.command('commit')
  }

  /** On a broken session there is nothing left to roll back: the server does it when the connection ends. */
  async rollbackTransaction(connection: MysqlConnection): Promise<void> {
    if (connection.isBroken) return
    try {
      await connection.command('rollback')
    } catch {
      // The reason for the rollback is the error that matters; the connection is discarded below.
      connection.isBroken = true
    }
  }

  async releaseConnection(connection: MysqlConnection): Promise<void> {
    if (connection.isBroken) this.#pool?.discard(connection.session)
    else this.#pool?.release(connection.session)
  }

  async destroy(): Promise<void> {
    const pool = this.#pool
    this.#pool = undefined
    await pool?.close()
  }
}

class MysqlConnection implements DatabaseConnection {
  readonly session: PoolConnection
  readonly #timeoutMs: number
  /** Its state is unknown: it must not be used again. */
  isBroken = false

  constructor(session: PoolConnection, timeoutMs: number) {
    this.session = session
    this.#timeoutMs = timeoutMs
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const values = parameters.map(wireParameter) as Parameter[]
    // Statements about the schema cannot all be prepared; they have no parameters.
    const [result] = await this.#guarded(
      values.length === 0 ? this.session.query(sql) : this.session.execute(sql, values),
    )
    if (Array.isArray(result)) return { rows: result as R[] }
    const { affectedRows, changedRows, insertId } = result
    return {
      rows: [],
      insertId: BigInt(insertId),
      numAffectedRows: BigInt(affectedRows),
      numChangedRows: BigInt(changedRows),
    }
  }

  async command(sql: string): Promise<void> {
    await this.#guarded(this.session.query(sql))
  }

  // oxlint-disable-next-line require-yield -- the interface wants a generator, the store never streams
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('the MySQL driver does not stream')
  }

  async #guarded<T>(work: Promise<T>): Promise<T> {
    const onTimeout = () => {
      this.isBroken = true
    }
    try {
      return await withDeadline(work, {
        afterMs: this.#timeoutMs,
        code: 'PROTOCOL_SEQUENCE_TIMEOUT',
        onTimeout,
      })
    } catch (error) {
      const known = mysqlErrorOf(error)
      if (isSessionBroken(known)) this.isBroken = true
      if (known instanceof StoreUnavailable) throw known
      throw error
    }
  }
}
