// What the runtime does to everybody: stalls and load of the event loop, garbage collection, memory, descriptors.
import { readdirSync, readFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { getHeapSpaceStatistics } from 'node:v8'
import { GcPauses } from './gc-pauses.ts'
import { LoopDelay } from './loop-delay.ts'
import type { Metrics } from './metrics.ts'

const MS_PER_SECOND = 1000
const US_PER_SECOND = 1e6
/** The window of the event loop's load. */
const LOAD_WINDOW_MS = 1000
const MAX_FDS = /^Max open files\s+(\d+)/m

export type TickListener = (delayMs: number) => void

export class RuntimeWatch {
  readonly loop: LoopDelay
  readonly #metrics: Metrics
  readonly #gc: GcPauses
  readonly #listeners: TickListener[] = []
  #loadTimer: NodeJS.Timeout | undefined

  constructor(metrics: Metrics) {
    this.#metrics = metrics
    const delays = metrics.histogram('mj_event_loop_delay_seconds').child()
    this.loop = new LoopDelay({
      onSample: (ms) => {
        delays.observe(ms / MS_PER_SECOND)
        for (const hear of this.#listeners) hear(ms)
      },
    })
    const pauses = metrics.histogram('mj_gc_pause_seconds')
    this.#gc = new GcPauses((kind, ms) => pauses.child(kind).observe(ms / MS_PER_SECOND))
    metrics.set('process_start_time_seconds', performance.timeOrigin / MS_PER_SECOND)
    const maxFds = maxOpenFiles()
    if (maxFds !== null) metrics.set('process_max_fds', maxFds)
    metrics.beforeScrape(() => this.#readProcess())
  }

  /** Tells `listener` each sample of the event loop's delay, from the next that begins. */
  onTick(listener: TickListener): void {
    let isUnderWay = true
    this.#listeners.push((delayMs) => {
      if (!isUnderWay) listener(delayMs)
      isUnderWay = false
    })
  }

  start(): void {
    this.loop.start()
    this.#gc.start()
    this.#watchLoad()
  }

  stop(): void {
    this.loop.stop()
    this.#gc.stop()
    clearInterval(this.#loadTimer)
  }

  /** Sampled by the clock and not by the scrape, so that every scraper sees the same window. */
  #watchLoad(): void {
    const load = this.#metrics.gauge('mj_event_loop_utilization_ratio').child()
    let last = performance.eventLoopUtilization()
    clearInterval(this.#loadTimer)
    this.#loadTimer = setInterval(() => {
      const now = performance.eventLoopUtilization()
      load.set(performance.eventLoopUtilization(now, last).utilization)
      last = now
    }, LOAD_WINDOW_MS)
    this.#loadTimer.unref()
  }

  #readProcess(): void {
    const metrics = this.#metrics
    const { user, system } = process.cpuUsage()
    metrics.counter('process_cpu_seconds_total').child().value = (user + system) / US_PER_SECOND
    const { rss, heapUsed, heapTotal, external } = process.memoryUsage()
    metrics.set('process_resident_memory_bytes', rss)
    metrics.set('nodejs_heap_size_used_bytes', heapUsed)
    metrics.set('nodejs_heap_size_total_bytes', heapTotal)
    metrics.set('nodejs_external_memory_bytes', external)
    metrics.set('nodejs_active_resources', process.getActiveResourcesInfo().length)
    for (const { space_name: space, space_used_size: used } of getHeapSpaceStatistics()) {
      metrics.set('nodejs_heap_space_size_used_bytes', used, [space.replace(/_space$/, '')])
    }
    const open = openFiles()
    if (open !== null) metrics.set('process_open_fds', open)
  }
}

function openFiles(): number | null {
  try {
    // The listing itself holds one.
    return readdirSync('/proc/self/fd').length - 1
  } catch {
    return null
  }
}

function maxOpenFiles(): number | null {
  try {
    return Number(MAX_FDS.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? Number.NaN) || null
  } catch {
    return null
  }
}
