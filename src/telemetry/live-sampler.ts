// The last ten minutes for the live page, sampled once for all of its viewers: who opens it because something
// is wrong sees how it began.
import { systemClock } from '../lib/clock.ts'
import { fullestShare, readLevels } from './live-levels.ts'
import type { Readable } from './live-readings.ts'
import type { Levels, LivePoint, Rates } from './live-shape.ts'
import type { Totals } from './live-totals.ts'
import { ratesBetween, readTotals } from './live-totals.ts'

export const STEP_MS = 2000
const KEPT_MS = 600_000
const KEPT_POINTS = KEPT_MS / STEP_MS
/** What the large figures of the page are taken over. */
const WINDOW_MS = 300_000
const WINDOW_POINTS = WINDOW_MS / STEP_MS

export type LiveSamplerOptions = {
  readonly metrics: Readable
  readonly nowMs?: () => number
}

export class LiveSampler {
  readonly #metrics: Readable
  readonly #nowMs: () => number
  /** One more than points: a point lies between two of them. */
  #totals: Totals[] = []
  #points: LivePoint[] = []
  #timer: NodeJS.Timeout | undefined

  constructor({ metrics, nowMs = () => systemClock.nowMs() }: LiveSamplerOptions) {
    this.#metrics = metrics
    this.#nowMs = nowMs
  }

  start(): void {
    this.stop()
    this.sample()
    this.#timer = setInterval(() => this.sample(), STEP_MS)
    this.#timer.unref()
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  /** Points after `sinceMs`, oldest first. */
  pointsSince(sinceMs: number): readonly LivePoint[] {
    return this.#points.filter(({ atMs }) => atMs > sinceMs)
  }

  /** Over the last five minutes, or since the start if that is less; null before the second sample. */
  get window(): Rates | null {
    const now = this.#totals.at(-1)
    const then = this.#totals.at(-1 - WINDOW_POINTS) ?? this.#totals[0]
    return now === undefined || then === undefined || now === then ? null : ratesBetween(then, now)
  }

  /** Takes the next point; `start` does so by the clock. */
  sample(): void {
    this.#metrics.refresh()
    const totals = readTotals(this.#metrics, this.#nowMs())
    const before = this.#totals.at(-1)
    this.#totals.push(totals)
    if (this.#totals.length > WINDOW_POINTS + 1) this.#totals.shift()
    if (before === undefined) return
    this.#points.push({
      ...ratesBetween(before, totals),
      ...levelsOf(readLevels(this.#metrics)),
      atMs: totals.atMs,
    })
    if (this.#points.length > KEPT_POINTS) this.#points.shift()
  }
}

const sum = (parts: Readonly<Record<string, number>>): number =>
  Object.values(parts).reduce((total, part) => total + part, 0)

const levelsOf = ({ tables, sessions, queues, rssBytes, heapBytes, loopLoad }: Levels) => ({
  tables: sum(tables),
  sessions: sum(sessions),
  rssBytes,
  heapBytes,
  loopLoad,
  fullestQueue: fullestShare(queues),
})
