// A store whose answers a test can hold back, lose or refuse, in front of a real one.
import type { Kysely } from 'kysely'
import type { Store } from '../../src/store/repositories.ts'
import type { Database } from '../../src/store/schema.ts'
import { StoreUnavailable } from '../../src/store/store-unavailable.ts'

const REPOSITORIES = ['accounts', 'cards', 'desks', 'histories', 'clubs'] as const

export class StoreSwitch {
  /** Every call throws before it reaches the database. */
  isDown = false
  /** So many calls are carried out, and throw all the same. */
  lostAnswers = 0
  calls: string[] = []
  #gate: Promise<void> | null = null

  /** Calls from now on wait, until the result is called. */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#gate = promise
    return () => {
      if (this.#gate === promise) this.#gate = null
      resolve()
    }
  }

  /** Calls from now on do not wait; those that do go on waiting. */
  passOthers(): void {
    this.#gate = null
  }

  wrap(store: Store): Store {
    const wrapped = REPOSITORIES.map((name) => [name, this.#wrapRepository(name, store[name])])
    return { ...store, ...Object.fromEntries(wrapped) }
  }

  /** For the queue: its transactions wait, fail and lose their answers as the repositories' calls do. */
  wrapDatabase(db: Kysely<Database>): Kysely<Database> {
    const transaction = () => ({
      execute: (work: (db: Kysely<Database>) => Promise<unknown>) =>
        this.#pass('queue', () => db.transaction().execute(work)),
    })
    return new Proxy(db, {
      get: (target, name) => (name === 'transaction' ? transaction : (Reflect.get(target, name) as unknown)),
    })
  }

  #wrapRepository<T extends object>(name: string, repository: T): T {
    return new Proxy(repository, {
      get: (target, method) => {
        const call = Reflect.get(target, method) as (...given: unknown[]) => Promise<unknown>
        return (...given: unknown[]) =>
          this.#pass(`${name}.${String(method)}`, () => call.apply(target, given))
      },
    })
  }

  async #pass(call: string, work: () => Promise<unknown>): Promise<unknown> {
    this.calls.push(call)
    if (this.#gate) await this.#gate
    if (this.isDown) throw new StoreUnavailable('not-done', new Error('the database is away'))
    const answer = await work()
    if (this.lostAnswers === 0) return answer
    this.lostAnswers -= 1
    throw new StoreUnavailable('unknown', new Error('the answer was lost'))
  }
}
