// One child of a metric: numbers that the hot path changes, and the samples that a scrape reads them into. The
// samples are made once, so that neither allocates.

/** A line of the exposition, as prom-client's registry formats it. */
export type Sample = {
  readonly metricName?: string
  readonly labels: Readonly<Record<string, string | number>>
  value: number
  /** Shown in OpenMetrics alone. */
  exemplar?: Exemplar
}

/** One observation of a bucket that can be looked at: its trace. In all under the 128 characters of OpenMetrics. */
export type Exemplar = {
  readonly labelSet: { readonly trace_id: string }
  readonly value: number
  /** Unix seconds. */
  readonly timestamp: number
}

export interface Cell {
  /** The samples with their present values. */
  read(): readonly Sample[]
}

export type CellLabels = Readonly<Record<string, string>>

export class CounterCell implements Cell {
  /** Only ever grows. */
  value = 0
  readonly #samples: readonly [Sample]

  constructor(labels: CellLabels) {
    this.#samples = [{ labels, value: 0 }]
  }

  inc(): void {
    this.value += 1
  }

  add(by: number): void {
    this.value += by
  }

  read(): readonly Sample[] {
    this.#samples[0].value = this.value
    return this.#samples
  }
}

const UNSET: readonly Sample[] = []

export class GaugeCell implements Cell {
  #value: number | null = null
  readonly #samples: readonly [Sample]

  constructor(labels: CellLabels) {
    this.#samples = [{ labels, value: 0 }]
  }

  set(value: number): void {
    this.#value = value
  }

  add(by: number): void {
    this.#value = (this.#value ?? 0) + by
  }

  /** Nothing until it was first set: 0 would be a claim. */
  read(): readonly Sample[] {
    if (this.#value === null) return UNSET
    this.#samples[0].value = this.#value
    return this.#samples
  }
}

export type Bounds = { readonly name: string; readonly upper: readonly number[] }

const MS_PER_SECOND = 1000

export class HistogramCell implements Cell {
  readonly #upper: readonly number[]
  /** By bucket, not summed up; the last is beyond every bound. */
  readonly #counts: Float64Array
  #sum = 0
  /** Buckets, +Inf, sum, count. */
  readonly #samples: readonly Sample[]

  constructor(labels: CellLabels, { name, upper }: Bounds) {
    this.#upper = upper
    this.#counts = new Float64Array(upper.length + 1)
    const bucket = (le: number | '+Inf'): Sample => ({
      metricName: `${name}_bucket`,
      labels: { le, ...labels },
      value: 0,
    })
    this.#samples = [
      ...upper.map(bucket),
      bucket('+Inf'),
      { metricName: `${name}_sum`, labels, value: 0 },
      { metricName: `${name}_count`, labels, value: 0 },
    ]
  }

  /** What is no number is left out; what is negative (a clock that was set) counts as 0. */
  observe(value: number): void {
    if (Number.isNaN(value)) return
    this.#counts[this.#bucketOf(value)]! += 1
    if (value > 0) this.#sum += value
  }

  /** The same; the bucket shows this one until the next. null: it was not followed. */
  observeTraced(value: number, traceId: string | null): void {
    this.observe(value)
    if (traceId === null || Number.isNaN(value)) return
    const exemplar = { labelSet: { trace_id: traceId }, value, timestamp: Date.now() / MS_PER_SECOND }
    this.#samples[this.#bucketOf(value)]!.exemplar = exemplar
  }

  #bucketOf(value: number): number {
    const upper = this.#upper
    let at = 0
    while (at < upper.length && value > upper[at]!) at += 1
    return at
  }

  read(): readonly Sample[] {
    const counts = this.#counts
    let total = 0
    for (let at = 0; at < counts.length; at += 1) {
      total += counts[at]!
      this.#samples[at]!.value = total
    }
    this.#samples[counts.length]!.value = this.#sum
    this.#samples[counts.length + 1]!.value = total
    return this.#samples
  }
}
