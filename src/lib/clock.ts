// Time enters through this interface, so that tests own it.

export type Cancel = () => void

export interface Clock {
  /** Unix time in milliseconds. */
  nowMs(): number
  /** Monotonic time in milliseconds; its origin means nothing. */
  monotonicMs(): number
  /** Calls back once after `delayMs`; the returned function cancels it. */
  after(delayMs: number, callback: () => void): Cancel
}

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs)
    return () => clearTimeout(timer)
  },
}
