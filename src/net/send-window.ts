// The slow consumer rule: how far behind a peer may be. What it misses it gets from the next full view, so
// nothing is queued for it.
import type { Clock } from '../lib/clock.ts'
import type { SendLimits } from './session-context.ts'

export class SendWindow {
  readonly #limits: SendLimits
  readonly #clock: Clock
  /** Since when the peer is over the soft limit; -1 = it is not. */
  #overSinceMs = -1

  constructor(limits: SendLimits, clock: Clock) {
    this.#limits = limits
    this.#clock = clock
  }

  /** Whether `size` more bytes may be handed to a socket that has `bufferedBytes` unsent. */
  admits(bufferedBytes: number, size: number): boolean {
    const { softBytes, softMs, hardBytes } = this.#limits
    const behind = bufferedBytes + size
    if (behind <= softBytes) {
      this.#overSinceMs = -1
      return true
    }
    // A single packet over the hard limit may go to a socket that has nothing else to send.
    if (behind > hardBytes && bufferedBytes > 0) return false
    const nowMs = this.#clock.monotonicMs()
    if (this.#overSinceMs < 0) this.#overSinceMs = nowMs
    return nowMs - this.#overSinceMs <= softMs
  }
}
