// The catalogue brought to life on prom-client. Recording goes through here by name, so a metric that is
// not in the catalogue does not compile.
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'
import { CATALOGUE } from './catalogue.ts'
import type { MetricName, MetricSpec } from './catalogue.ts'
import { LoopDelay } from './loop-delay.ts'

type OfType<T extends MetricSpec['type']> = {
  [N in MetricName]: (typeof CATALOGUE)[N]['type'] extends T ? N : never
}[MetricName]

const MS_PER_SECOND = 1000

export class Metrics {
  readonly registry = new Registry()
  readonly #counters = new Map<string, Counter>()
  readonly #gauges = new Map<string, Gauge>()
  readonly #histograms = new Map<string, Histogram>()
  readonly #loop = new LoopDelay({
    onSample: (delayMs) => this.observe('mj_event_loop_delay_seconds', delayMs / MS_PER_SECOND),
  })

  constructor() {
    for (const [name, spec] of Object.entries<MetricSpec>(CATALOGUE)) this.#declare(name, spec)
    collectDefaultMetrics({ register: this.registry })
  }

  count(name: OfType<'counter'>, labels: readonly string[] = [], by = 1): void {
    const counter = this.#counters.get(name)!
    if (labels.length === 0) counter.inc(by)
    else counter.labels(...labels).inc(by)
  }

  set(name: OfType<'gauge'>, value: number, labels: readonly string[] = []): void {
    const gauge = this.#gauges.get(name)!
    if (labels.length === 0) gauge.set(value)
    else gauge.labels(...labels).set(value)
  }

  add(name: OfType<'gauge'>, by: number, labels: readonly string[] = []): void {
    const gauge = this.#gauges.get(name)!
    if (labels.length === 0) gauge.inc(by)
    else gauge.labels(...labels).inc(by)
  }

  observe(name: OfType<'histogram'>, value: number, labels: readonly string[] = []): void {
    const histogram = this.#histograms.get(name)!
    if (labels.length === 0) histogram.observe(value)
    else histogram.labels(...labels).observe(value)
  }

  /** Asks for a level whenever somebody scrapes. */
  level(name: OfType<'gauge'>, read: () => number, labels: readonly string[] = []): void {
    this.#levels.push(() => this.set(name, read(), labels))
  }

  readonly #levels: (() => void)[] = []

  async exposition(): Promise<string> {
    for (const read of this.#levels) read()
    return await this.registry.metrics()
  }

  /** Begins to watch the event loop. */
  start(): void {
    this.#loop.start()
  }

  stop(): void {
    this.#loop.stop()
  }

  #declare(name: string, { type, help, labels = [], buckets = [] }: MetricSpec): void {
    const base = { name, help, labelNames: [...labels], registers: [this.registry] }
    if (type === 'counter') this.#counters.set(name, new Counter(base))
    else if (type === 'gauge') this.#gauges.set(name, new Gauge(base))
    else this.#histograms.set(name, new Histogram({ ...base, buckets: [...buckets] }))
  }
}
