// How often one account may ask, from however many addresses: windows of a minute, counted by account.

import type { Clock } from '../lib/clock.ts'
import { err, ok, type Result } from '../lib/result.ts'

const WINDOW_MS = 60_000
/** Accounts whose requests are remembered; whoever asked longest ago is forgotten first. */
const MAX_ACCOUNTS = 10_000

type Window = { readonly sinceMs: number; count: number }

export type AccountLimitRefusal = { readonly code: 'RATE_LIMITED' }

export class AccountLimit {
  readonly #max: number
  readonly #clock: Pick<Clock, 'monotonicMs'>
  readonly #windows = new Map<string, Window>()

  constructor(max: number, clock: Pick<Clock, 'monotonicMs'>) {
    this.#max = max
    this.#clock = clock
  }

  /** Counts one request. */
  take(account: string): Result<null, AccountLimitRefusal> {
    const nowMs = this.#clock.monotonicMs()
    const known = this.#windows.get(account)
    const window = known && nowMs - known.sinceMs < WINDOW_MS ? known : { sinceMs: nowMs, count: 0 }
    // Set anew, so that the map's order is that of the last request.
    this.#windows.delete(account)
    this.#windows.set(account, window)
    if (this.#windows.size > MAX_ACCOUNTS) this.#forgetOldest()
    window.count += 1
    return window.count > this.#max ? err({ code: 'RATE_LIMITED' }) : ok(null)
  }

  #forgetOldest(): void {
    for (const account of this.#windows.keys()) {
      this.#windows.delete(account)
      return
    }
  }
}
