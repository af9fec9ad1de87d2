// SQLite in another thread, seen from this one. The thread holds the process only while it is asked something.

import { Worker } from 'node:worker_threads'
import type { Ran, SqliteOptions, Statement } from './sqlite-engine.ts'
import type { ThreadAnswer, ThreadError, ThreadQuestion } from './sqlite-thread.ts'
import { StoreUnavailable } from './store-unavailable.ts'

const THREAD = new URL('./sqlite-thread.ts', import.meta.url)

/** SQLite's own error, as this thread would have thrown it. */
class SqliteError extends Error {
  readonly errcode: unknown
  readonly code: unknown

  constructor({ message, errcode, code }: ThreadError) {
    super(message)
    this.errcode = errcode
    this.code = code
  }
}

export class ThreadedSqlite {
  readonly #worker: Worker
  /** Who waits for an answer, in order. */
  readonly #waiting: PromiseWithResolvers<ThreadAnswer>[] = []
  #failure: unknown = null

  private constructor(options: SqliteOptions) {
    // Arguments of the main thread (a profiler, a debugger, a preload) are not for this one.
    const execArgv = ['--disable-warning=ExperimentalWarning']
    this.#worker = new Worker(THREAD, { name: 'sqlite', workerData: options, execArgv })
    this.#worker.on('message', (answer: Partial<ThreadAnswer>) => {
      // `node --watch` has every thread tell, on this way too, which files it has loaded.
      if (answer.kind !== undefined) this.#settle(answer as ThreadAnswer)
    })
    this.#worker.on('error', (error) => this.#fail(error))
    this.#worker.on('exit', () => this.#fail(new Error('the thread of the database has ended')))
    this.#worker.unref()
  }

  /** Throws what SQLite says when the file cannot be opened. */
  static async open(options: SqliteOptions): Promise<ThreadedSqlite> {
    const sqlite = new ThreadedSqlite(options)
    await sqlite.#next()
    return sqlite
  }

  async run({ sql, parameters }: Statement): Promise<Ran> {
    const answer = await this.#ask({ sql, parameters })
    if (answer.kind !== 'ran') throw new Error(`the thread of the database answered: ${answer.kind}`)
    return answer.ran
  }

  async close(): Promise<void> {
    if (this.#failure === null) await this.#ask(null)
    await this.#worker.terminate()
  }

  async #ask(question: ThreadQuestion): Promise<ThreadAnswer> {
    if (this.#failure !== null) throw new StoreUnavailable('not-done', this.#failure)
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    this.#worker.postMessage(question)
    return await this.#next()
  }

  async #next(): Promise<ThreadAnswer> {
    const waiter = Promise.withResolvers<ThreadAnswer>()
    this.#waiting.push(waiter)
    this.#worker.ref()
    return await waiter.promise
  }

  #settle(answer: ThreadAnswer): void {
    const waiter = this.#waiting.shift()
    if (this.#waiting.length === 0) this.#worker.unref()
    if (answer.kind === 'failed') waiter?.reject(new SqliteError(answer.error))
    else waiter?.resolve(answer)
  }

  /** Nobody knows what became of the questions that are open; those that come are refused. */
  #fail(error: unknown): void {
    this.#failure ??= error
    for (const waiter of this.#waiting.splice(0)) waiter.reject(new StoreUnavailable('unknown', error))
  }
}
