// Prepared statements by their text: preparing costs more than most of our queries. Bounded, least recently used out.

import type { DatabaseSync, StatementSync } from 'node:sqlite'

/** Far above the number of distinct queries that the repositories write. */
const DEFAULT_CAPACITY = 200

export class StatementCache {
  readonly #database: DatabaseSync
  readonly #capacity: number
  readonly #statements = new Map<string, StatementSync>()

  constructor(database: DatabaseSync, capacity = DEFAULT_CAPACITY) {
    this.#database = database
    this.#capacity = capacity
  }

  get size(): number {
    return this.#statements.size
  }

  prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql)
    const statement = known ?? this.#database.prepare(sql)
    this.#statements.delete(sql)
    this.#statements.set(sql, statement)
    if (this.#statements.size > this.#capacity) this.#evictOldest()
    return statement
  }

  clear(): void {
    this.#statements.clear()
  }

  #evictOldest(): void {
    for (const oldest of this.#statements.keys()) {
      this.#statements.delete(oldest)
      return
    }
  }
}
