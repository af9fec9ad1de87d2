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
export const LOOP_SAMPLE_MS = 20
/** Less is the grain of the platform's timers. */
const STALL_MS = 2

export class LoopDelay {
  readonly #intervalMs: number
  readonly #nowMs: () => number
  readonly #onSample: (delayMs: number) => void
  #timer: NodeJS.Timeout | undefined
  #dueAtMs = Infinity
  /** Since when input may have waited that this turn of the loop will read; Infinity: none has. */
  #backlogSinceMs = Infinity

  constructor({ intervalMs = LOOP_SAMPLE_MS, nowMs = () => performance.now(), onSample }: LoopDelayOptions) {
    this.#intervalMs = intervalMs
    this.#nowMs = nowMs
    this.#onSample = onSample
  }

  start(): void {
    this.stop()
    this.#dueAtMs = this.#nowMs() + this.#intervalMs
    this.#timer = setTimeout(() => this.#ring(), this.#intervalMs)
    this.#timer.unref()
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#dueAtMs = Infinity
  }

  /**
   * Since when input that is read at `nowMs` may have waited in the kernel. A loop that was stalled reads late, and a
   * stamp at the read would not see it: whatever is read right after a stall, or in a turn that is overdue, counts
   * from when the timer should have rung. Early by the length of the stall at most, late by the interval.
   */
  arrivedAtMs = (nowMs: number): number => {
    const overdueSinceMs = nowMs - this.#dueAtMs >= STALL_MS ? this.#dueAtMs : Infinity
    return Math.min(nowMs, overdueSinceMs, this.#backlogSinceMs)
  }

  #ring(): void {
    const lateMs = Math.max(0, this.#nowMs() - this.#dueAtMs)
    this.#onSample(lateMs)
    if (lateMs >= STALL_MS) this.#noteStall(this.#dueAtMs)
    this.start()
  }

  /** Timers run before the sockets of the same turn, and immediates right after them. */
  #noteStall(sinceMs: number): void {
    this.#backlogSinceMs = sinceMs
    setImmediate(() => {
      this.#backlogSinceMs = Infinity
    })
  }
}
