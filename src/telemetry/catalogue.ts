// Every metric of the process, as data: name, type, unit, help, closed label sets, buckets, use. Nothing else
// constructs a metric; docs/metrics.md is written from here.
import { NET_METRICS } from './catalogue-net.ts'
import { PLAY_METRICS } from './catalogue-play.ts'
import { PROCESS_METRICS } from './catalogue-process.ts'
import { STORE_METRICS } from './catalogue-store.ts'
import type { MetricSpec, MetricType } from './metric-spec.ts'
import { seriesOf } from './metric-spec.ts'

export const CATALOGUE = {
  ...PLAY_METRICS,
  ...NET_METRICS,
  ...STORE_METRICS,
  ...PROCESS_METRICS,
} as const satisfies Readonly<Record<string, MetricSpec>>

export type MetricName = keyof typeof CATALOGUE
export type NameOf<T extends MetricType> = {
  [N in MetricName]: (typeof CATALOGUE)[N]['type'] extends T ? N : never
}[MetricName]

export const METRIC_NAMES = Object.keys(CATALOGUE) as readonly MetricName[]

/** Time series of one process when every label has had every value. */
export const MOST_SERIES = Object.values<MetricSpec>(CATALOGUE).reduce((sum, spec) => sum + seriesOf(spec), 0)
