// The database is away, full or too busy: nothing is wrong with the request, and later it may pass.

/**
 * `not-done`: nothing was written. `unknown`: the connection broke while the database was at work, so a write may
 * have happened; only what is idempotent may be tried again.
 */
export type Outcome = 'not-done' | 'unknown'

export class StoreUnavailable extends Error {
  readonly code = 'STORE_DOWN'
  readonly outcome: Outcome

  constructor(outcome: Outcome, cause: unknown) {
    super(`the database does not answer: ${reasonOf(cause)}`, { cause })
    this.name = 'StoreUnavailable'
    this.outcome = outcome
  }
}

/** The code alone: a driver's message may quote a statement. */
function reasonOf(cause: unknown): string {
  if (typeof cause !== 'object' || cause === null) return 'unknown'
  if ('code' in cause && typeof cause.code === 'string') return cause.code
  return cause instanceof Error ? cause.name : 'unknown'
}
