// The clocks of a table. They are fixed when the table is made and journalled with it, so that a replay
// under another configuration gives the same deadlines.

export type Timing = {
  /** Own turn: self-check and discard. */
  readonly turnMs: number
  /** Claims on a discard, and robbing a kong. */
  readonly claimMs: number
  readonly swapMs: number
  readonly voidMs: number
  /** How long the deal's animation may take before the table goes on without its answer. */
  readonly sortMs: number
  /** Between rounds: a seat that is not ready by then is made ready. */
  readonly readyMs: number
  /** A seat offline for longer is played by the server. */
  readonly offlineGraceMs: number
  readonly dissolveMs: number
  /** Each consent cuts the rest of a dissolve vote to this. */
  readonly dissolveConsentMs: number
  /** On expiry a possible win is taken rather than passed. */
  readonly autoWin: boolean
}

/** Two deadlines missed in a row put a seat in 托管 (rules: timers). */
export const EXPIRIES_BEFORE_TRUST = 2
