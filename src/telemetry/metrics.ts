// The catalogue brought to life on prom-client, whose registries ask our cells for their values at each scrape.
// Recording goes by name, so a metric that is not in the catalogue does not compile.
import { Registry } from 'prom-client'
import type { Metric } from 'prom-client'
import { must } from '../lib/assert.ts'
import { CATALOGUE, MOST_SERIES } from './catalogue.ts'
import type { MetricName, NameOf } from './catalogue.ts'
import type { Cell, CellLabels, Sample } from './cells.ts'
import { CounterCell, GaugeCell, HistogramCell } from './cells.ts'
import { Family } from './family.ts'
import type { MetricSpec } from './metric-spec.ts'

export type ExpositionFormat = 'prometheus' | 'openmetrics'
const CONTENT_TYPES = {
  prometheus: Registry.PROMETHEUS_CONTENT_TYPE,
  openmetrics: Registry.OPENMETRICS_CONTENT_TYPE,
} as const
const TOTAL = /_total$/

export class SeriesBudgetError extends Error {
  readonly code = 'TOO_MANY_SERIES'

  constructor(limit: number) {
    super(`${limit} is too few: the metrics of this version can have up to ${MOST_SERIES} time series`)
  }
}

/** Throws where the metrics could have more time series than the operator allows. */
export function checkSeries(limit: number): void {
  if (MOST_SERIES > limit) throw new SeriesBudgetError(limit)
}

export class Metrics {
  readonly #counters = new Map<string, Family<CounterCell>>()
  readonly #gauges = new Map<string, Family<GaugeCell>>()
  readonly #histograms = new Map<string, Family<HistogramCell>>()
  readonly #refreshers: (() => void)[] = []
  readonly #registries = { prometheus: new Registry(), openmetrics: new Registry() }

  constructor() {
    for (const [name, spec] of Object.entries<MetricSpec>(CATALOGUE)) this.#declare(name, spec)
    // Its type knows one format, its code both.
    this.#registries.openmetrics.setContentType(CONTENT_TYPES.openmetrics as never)
    this.level('mj_metrics_series', () => this.series, ['now'])
    this.set('mj_metrics_series', MOST_SERIES, ['most'])
  }

  /** Time series that a scrape would see. */
  get series(): number {
    let count = 0
    for (const family of this.#all()) count += family.samples().length
    return count
  }

  counter(name: NameOf<'counter'>): Family<CounterCell> {
    return must(this.#counters.get(name), name)
  }

  gauge(name: NameOf<'gauge'>): Family<GaugeCell> {
    return must(this.#gauges.get(name), name)
  }

  histogram(name: NameOf<'histogram'>): Family<HistogramCell> {
    return must(this.#histograms.get(name), name)
  }

  count(name: NameOf<'counter'>, labels: readonly string[] = [], by = 1): void {
    this.counter(name).child(labels[0], labels[1]).add(by)
  }

  set(name: NameOf<'gauge'>, value: number, labels: readonly string[] = []): void {
    this.gauge(name).child(labels[0], labels[1]).set(value)
  }

  add(name: NameOf<'gauge'>, by: number, labels: readonly string[] = []): void {
    this.gauge(name).child(labels[0], labels[1]).add(by)
  }

  observe(name: NameOf<'histogram'>, value: number, labels: readonly string[] = []): void {
    this.histogram(name).child(labels[0], labels[1]).observe(value)
  }

  /** A child whose labels are the names and values given, at 1: what runs, not how much. */
  info(name: NameOf<'gauge'>, labels: CellLabels): void {
    this.gauge(name).addFixed(labels).set(1)
  }

  /** Asks for a level whenever somebody scrapes. */
  level(name: NameOf<'gauge'>, read: () => number, labels: readonly string[] = []): void {
    const cell = this.gauge(name).child(labels[0], labels[1])
    this.#refreshers.push(() => cell.set(read()))
  }

  /** Runs before each scrape: sets levels that are found together. */
  beforeScrape(refresh: () => void): void {
    this.#refreshers.push(refresh)
  }

  /** Brings levels that are read on demand up to date; whoever reads samples without an exposition calls it first. */
  refresh(): void {
    for (const refresh of this.#refreshers) refresh()
  }

  /** The samples of one metric as they are now: shared with the next reader, so to be read at once. */
  samples(name: MetricName): readonly Sample[] {
    const family = this.#counters.get(name) ?? this.#gauges.get(name) ?? this.#histograms.get(name)
    return family?.samples() ?? []
  }

  /** Everything as text. Reading changes nothing: two scrapers do not take anything from each other. */
  async exposition(format: ExpositionFormat = 'prometheus'): Promise<string> {
    this.refresh()
    return await this.#registries[format].metrics()
  }

  contentType(format: ExpositionFormat = 'prometheus'): string {
    return CONTENT_TYPES[format]
  }

  /** prom-client's registry of the Prometheus format. */
  get registry(): Registry {
    return this.#registries.prometheus
  }

  #all(): (Family<CounterCell> | Family<GaugeCell> | Family<HistogramCell>)[] {
    return [...this.#counters.values(), ...this.#gauges.values(), ...this.#histograms.values()]
  }

  #declare(name: string, spec: MetricSpec): void {
    const onOverflow = (): void => this.counter('mj_metrics_label_overflow_total').child().inc()
    const parts = { name, spec, onOverflow }
    const bounds = { name, upper: spec.buckets ?? [] }
    switch (spec.type) {
      case 'counter':
        this.#keep(this.#counters, new Family({ ...parts, makeCell: (labels) => new CounterCell(labels) }))
        this.counter(name as NameOf<'counter'>).makeAll()
        return
      case 'gauge':
        this.#keep(this.#gauges, new Family({ ...parts, makeCell: (labels) => new GaugeCell(labels) }))
        return
      case 'histogram': {
        const family = new Family({ ...parts, makeCell: (labels) => new HistogramCell(labels, bounds) })
        this.#keep(this.#histograms, family)
        // An objective is evaluated before the first event; the others come when they are first used.
        if (spec.slo !== undefined || spec.labels === undefined) family.makeAll()
      }
    }
  }

  #keep<C extends Cell>(families: Map<string, Family<C>>, family: Family<C>): void {
    families.set(family.name, family)
    this.#registries.prometheus.registerMetric(collectorOf(family, family.name))
    // prom-client adds the suffix of a counter to its samples in this format.
    this.#registries.openmetrics.registerMetric(collectorOf(family, family.name.replace(TOTAL, '')))
  }
}

/** What a registry of prom-client needs of a metric, which is less than its type asks for. */
function collectorOf<C extends Cell>(family: Family<C>, name: string): Metric {
  const { type, help } = family.spec
  const collector = { name, help, type, aggregator: 'sum' }
  const withValues = { ...collector, get: () => ({ ...collector, values: family.samples() }) }
  return withValues as unknown as Metric
}
