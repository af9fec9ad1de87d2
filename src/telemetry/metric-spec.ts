// What a metric is said to be before it exists: enough to make it, to bound it, and to explain it.

export type MetricType = 'counter' | 'gauge' | 'histogram'
/** `1` is a number of things or a state; everything else is a base unit of Prometheus. */
export type MetricUnit = '1' | 'seconds' | 'bytes' | 'ratio'
/** experimental: name or labels may change with any version. stable: only with a note in docs/metrics.md. */
export type Stability = 'stable' | 'experimental'

export const SLOS = [
  'action-success',
  'action-latency',
  'connect-success',
  'resume-success',
  'hand-completion',
  'settlement',
  'api-availability',
  'api-latency',
] as const
export type Slo = (typeof SLOS)[number]

export type MetricSpec = {
  readonly type: MetricType
  readonly unit: MetricUnit
  readonly help: string
  /** Which question it answers, and when its value is bad. */
  readonly purpose: string
  /** Each label with every value it can have. A value that is none of them is counted as `other`. */
  readonly labels?: Readonly<Record<string, readonly string[]>>
  /** Upper bounds, in the unit; those that a promise is measured by are among them exactly. */
  readonly buckets?: readonly number[]
  readonly slo?: Slo
  readonly stability?: Stability
}

/** What stands for every value that a label was not declared with. */
export const OTHER = 'other'
/** `+Inf`, `_sum` and `_count` beside the finite buckets. */
const HISTOGRAM_EXTRAS = 3

/** Children of a metric that can exist at once: every declared combination, and one for all others. */
export function childrenOf({ labels = {} }: MetricSpec): number {
  const domains = Object.values(labels)
  if (domains.length === 0) return 1
  return domains.reduce((product, values) => product * values.length, 1) + 1
}

/** Time series in the worst case. */
export function seriesOf(spec: MetricSpec): number {
  const each = spec.type === 'histogram' ? (spec.buckets ?? []).length + HISTOGRAM_EXTRAS : 1
  return childrenOf(spec) * each
}

/** Every declared combination of label values, in order; one empty combination where there are no labels. */
export function tuplesOf({ labels = {} }: MetricSpec): readonly (readonly string[])[] {
  return Object.values(labels).reduce<readonly (readonly string[])[]>(
    (tuples, values) => tuples.flatMap((tuple) => values.map((value) => [...tuple, value])),
    [[]],
  )
}
