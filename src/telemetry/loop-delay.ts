// How late the event loop is, by a timer that knows when it should have rung. The runtime's own histogram adds
// the length of its interval to each sample, and its quantiles cannot be summed over processes or windows.

export type LoopDelayOptions = {
  readonly intervalMs?: number
  /** Monotonic milliseconds. */
  readonly nowMs?: () => number
  /** Hears how late each ring was, in milliseconds; 0 or more. */
  readonly onSample: (delayMs: number) => void
}

/** 50 samples a second: a p99 over twenty seconds stands on ten samples, and the cost is not seen. */
const INTERVAL_MS = 20

export class LoopDelay {
  readonly #intervalMs: number
  readonly #nowMs: () => number
  readonly #onSample: (delayMs: number) => void
  #timer: NodeJS.Timeout | undefined

  constructor({ intervalMs = INTERVAL_MS, nowMs = () => performance.now(), onSample }: LoopDelayOptions) {
    this.#intervalMs = intervalMs
    this.#nowMs = nowMs
    this.#onSample = onSample
  }

  start(): void {
    this.stop()
    const dueAtMs = this.#nowMs() + this.#intervalMs
    this.#timer = setTimeout(() => {
      this.#onSample(Math.max(0, this.#nowMs() - dueAtMs))
      this.start()
    }, this.#intervalMs)
    this.#timer.unref()
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }
}
