// The way from the handlers to the store: a database that does not answer is a refusal, not a crash.
import { InvariantError } from '../lib/assert.ts'
import type { Result } from '../lib/result.ts'
import { ok } from '../lib/result.ts'
import type { Refusal } from '../protocol/refusals.ts'
import type { Store } from '../store/repositories.ts'
import { refuse } from './refuse.ts'

/** Refused with STORE_DOWN when the store throws. */
export type AskStore = <T>(question: (store: Store) => Promise<T>) => Promise<Result<T, Refusal>>

/** `onFailure` hears why; a broken invariant is a bug, and goes on as an exception. */
export const storeGate =
  (store: Store, onFailure: (error: unknown) => void): AskStore =>
  async (question) => {
    try {
      return ok(await question(store))
    } catch (error) {
      if (error instanceof InvariantError) throw error
      onFailure(error)
      return refuse('STORE_DOWN')
    }
  }
