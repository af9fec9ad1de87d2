// A clock that only moves when a test moves it.
import type { Cancel, Clock } from '../../src/lib/clock.ts'

type Timer = { readonly atMs: number; readonly order: number; readonly callback: () => void }

/** Lets everything run that waits for a promise. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

export class FakeClock implements Clock {
  #nowMs: number
  #order = 0
  readonly #timers = new Set<Timer>()

  constructor(nowMs: number) {
    this.#nowMs = nowMs
  }

  nowMs(): number {
    return this.#nowMs
  }

  monotonicMs(): number {
    return this.#nowMs
  }

  after(delayMs: number, callback: () => void): Cancel {
    this.#order += 1
    const timer = { atMs: this.#nowMs + delayMs, order: this.#order, callback }
    this.#timers.add(timer)
    return () => void this.#timers.delete(timer)
  }

  get pending(): number {
    return this.#timers.size
  }

  /** Runs the next timer, and what follows from it; false when there is none before `untilMs`. */
  async step(untilMs = Infinity): Promise<boolean> {
    const next = [...this.#timers].sort((a, b) => a.atMs - b.atMs || a.order - b.order)[0]
    if (!next || next.atMs > untilMs) return false
    this.#timers.delete(next)
    this.#nowMs = Math.max(this.#nowMs, next.atMs)
    next.callback()
    await settle()
    return true
  }

  async advance(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms
    while (await this.step(untilMs)) continue
    this.#nowMs = untilMs
    await settle()
  }
}
