// The one timer of a room: it rings at the table's next deadline.
import type { Cancel, Clock } from '../lib/clock.ts'

/** Timers of the platform overflow beyond 2^31 ms; a longer wait is taken in parts. */
const LONGEST_DELAY_MS = 86_400_000

export class DueTimer {
  readonly #clock: Clock
  readonly #ring: (lagMs: number) => void
  #dueAtMs: number | null = null
  #cancel: Cancel | null = null

  /** `ring` hears how late it rings. */
  constructor(clock: Clock, ring: (lagMs: number) => void) {
    this.#clock = clock
    this.#ring = ring
  }

  /** Rings at `dueAtMs` (Unix ms) instead of when it would have; null: not at all. */
  arm(dueAtMs: number | null): void {
    if (dueAtMs === this.#dueAtMs && this.#cancel) return
    this.stop()
    if (dueAtMs === null) return
    this.#dueAtMs = dueAtMs
    const delayMs = Math.min(LONGEST_DELAY_MS, Math.max(0, dueAtMs - this.#clock.nowMs()))
    this.#cancel = this.#clock.after(delayMs, () => this.#wake(dueAtMs))
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = null
    this.#dueAtMs = null
  }

  /** A timer may be early: the wall clock is not the one that it runs by. */
  #wake(dueAtMs: number): void {
    this.stop()
    const lagMs = this.#clock.nowMs() - dueAtMs
    if (lagMs < 0) this.arm(dueAtMs)
    else this.#ring(lagMs)
  }
}
