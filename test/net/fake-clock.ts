// Time that a test moves by hand.
import type { Cancel, Clock } from '../../src/lib/clock.ts'

type Timer = { readonly atMs: number; readonly callback: () => void }

export class FakeClock implements Clock {
  #elapsedMs = 0
  readonly #timers = new Set<Timer>()
  readonly #startMs: number

  constructor(startMs = 1_700_000_000_000) {
    this.#startMs = startMs
  }

  nowMs(): number {
    return this.#startMs + this.#elapsedMs
  }

  monotonicMs(): number {
    return this.#elapsedMs
  }

  after(delayMs: number, callback: () => void): Cancel {
    const timer = { atMs: this.#elapsedMs + delayMs, callback }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  /** Runs every timer that falls due, in order, each at its own time. */
  advance(ms: number): void {
    const endMs = this.#elapsedMs + ms
    for (;;) {
      const due = [...this.#timers].filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs)[0]
      if (due === undefined) break
      this.#timers.delete(due)
      this.#elapsedMs = Math.max(this.#elapsedMs, due.atMs)
      due.callback()
    }
    this.#elapsedMs = endMs
  }
}
