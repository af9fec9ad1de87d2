// One open SQLite database: runs a statement and says what came of it. Lives where its statements may block: in a
// thread of its own (sqlite-thread.ts), or in the caller's for a database in memory.

import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { StatementCache } from './statement-cache.ts'

export type SqliteOptions = {
  /** Path of the file, or `:memory:`. */
  readonly file: string
  readonly busyTimeoutMs: number
  /** full: a commit survives a power cut; normal: it survives a crash of the process. */
  readonly synchronous: 'full' | 'normal'
}

export type Statement = { readonly sql: string; readonly parameters: readonly unknown[] }

export type Ran =
  | { readonly kind: 'rows'; readonly rows: readonly unknown[] }
  | { readonly kind: 'changes'; readonly changes: number | bigint; readonly lastInsertRowid: number | bigint }

export class SqliteEngine {
  readonly #database: DatabaseSync
  readonly #statements: StatementCache

  /** Throws when the file cannot be opened. */
  constructor({ file, busyTimeoutMs, synchronous }: SqliteOptions) {
    this.#database = new DatabaseSync(file, {
      timeout: busyTimeoutMs,
      enableForeignKeyConstraints: true,
      enableDoubleQuotedStringLiterals: false,
    })
    this.#database.exec('pragma journal_mode = wal')
    this.#database.exec(`pragma synchronous = ${synchronous}`)
    // From here on the caller waits and asks again: it knows when to give up, and what else to do meanwhile.
    this.#database.exec('pragma busy_timeout = 0')
    this.#statements = new StatementCache(this.#database)
  }

  run({ sql, parameters }: Statement): Ran {
    const statement = this.#statements.prepare(sql)
    const values = parameters as readonly SQLInputValue[]
    if (statement.columns().length > 0) return { kind: 'rows', rows: statement.all(...values) }
    return { kind: 'changes', ...statement.run(...values) }
  }

  close(): void {
    this.#statements.clear()
    this.#database.close()
  }
}
