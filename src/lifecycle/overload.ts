// Whether this process can take more: measured by how late the event loop is, the memory it holds and its tables. Tables
// are refused before sockets are, and what was refused is let in again only when there is room to spare.

export type OverloadLimits = {
  /** For the 99th percentile of the window; 0 = not measured. */
  readonly loopDelayMs: number
  readonly windowMs: number
  /** Each sample of the window stands for so much time. */
  readonly sampleMs: number
  /** 0 = not measured. */
  readonly maxRssBytes: number
  readonly maxTables: number
  /** Share of a limit from which new tables are refused. */
  readonly tablesPercent: number
  /** Share of its threshold below which a refusal ends. */
  readonly reliefPercent: number
}

export type OverloadLevels = {
  readonly rssBytes: () => number
  readonly tables: () => number
}

const QUANTILE = 0.99
const PERCENT = 100

export class Overload {
  readonly #limits: OverloadLimits
  readonly #levels: OverloadLevels
  /** The newest `windowMs` of delays, in any order but that of the ring. */
  readonly #ring: Float64Array
  #at = 0
  #refusesSockets = false
  #refusesTables = false

  constructor(limits: OverloadLimits, levels: OverloadLevels) {
    this.#limits = limits
    this.#levels = levels
    this.#ring = new Float64Array(Math.max(1, Math.ceil(limits.windowMs / limits.sampleMs)))
  }

  get refusesSockets(): boolean {
    return this.#refusesSockets
  }

  get refusesTables(): boolean {
    return this.#refusesTables
  }

  /**
   * How late a timer of `sampleMs` rang. A stall hides the samples that it swallowed: they are put back, each as late
   * as it would have been.
   */
  sample(delayMs: number): void {
    const { sampleMs } = this.#limits
    let lateMs = delayMs
    for (let left = this.#ring.length; left > 0; left -= 1) {
      this.#ring[this.#at] = lateMs
      this.#at = (this.#at + 1) % this.#ring.length
      if (lateMs < sampleMs) return
      lateMs -= sampleMs
    }
  }

  /** The 99th percentile of the window, in milliseconds. */
  get loopDelayMs(): number {
    const sorted = this.#ring.toSorted()
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * QUANTILE))] ?? 0
  }

  /** Looks at everything once; to be called a few times a second. */
  judge(): void {
    const { loopDelayMs, maxRssBytes, maxTables, tablesPercent } = this.#limits
    const work = Math.max(
      shareOf(this.loopDelayMs, loopDelayMs),
      shareOf(this.#levels.rssBytes(), maxRssBytes),
    )
    const all = Math.max(work, shareOf(this.#levels.tables(), maxTables))
    this.#refusesSockets = this.#isOver(all, 1, this.#refusesSockets)
    this.#refusesTables = this.#isOver(work, tablesPercent / PERCENT, this.#refusesTables)
  }

  #isOver(share: number, threshold: number, wasOver: boolean): boolean {
    return share >= (wasOver ? (threshold * this.#limits.reliefPercent) / PERCENT : threshold)
  }
}

const shareOf = (level: number, limit: number): number => (limit === 0 ? 0 : level / limit)

const BYTES_PER_MB = 1024 * 1024
const CONTAINER_SHARE = 0.9

export type Memory = {
  /** What the process's container may have; 0, or more than the machine has, where nobody limits it. */
  readonly constrainedBytes: number
  readonly machineBytes: number
}

/** The bound of `max_rss_mb`; 0 there means nine tenths of the container. */
export function rssLimitBytes(maxRssMb: number, { constrainedBytes, machineBytes }: Memory): number {
  if (maxRssMb > 0) return maxRssMb * BYTES_PER_MB
  const isLimited = constrainedBytes > 0 && constrainedBytes < machineBytes
  return isLimited ? Math.floor(constrainedBytes * CONTAINER_SHARE) : 0
}
