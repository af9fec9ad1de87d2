// What the metrics hold at one moment, added up for people: totals that only grow, and levels.
import type { MetricName } from './catalogue.ts'
import type { Sample } from './cells.ts'

/** Metrics that can be read without an exposition. */
export interface Readable {
  /** Brings levels that are read on demand up to date. */
  refresh(): void
  samples(name: MetricName): readonly Sample[]
}

type Where = Readonly<Record<string, readonly string[]>>

/** Observations by upper bound, each bucket counting those below it too, as Prometheus has them. */
export type Buckets = { readonly bounds: readonly number[]; readonly counts: readonly number[] }

const matches = ({ labels }: Sample, where: Where): boolean =>
  Object.entries(where).every(([label, values]) => values.includes(String(labels[label])))

/** The sum over every child with these labels; of a histogram, its observations. */
export function totalOf(samples: readonly Sample[], where: Where = {}): number {
  let total = 0
  for (const sample of samples) {
    const isPart = sample.metricName !== undefined && !sample.metricName.endsWith('_count')
    if (!isPart && matches(sample, where)) total += sample.value
  }
  return total
}

/** Each value of a label with its sum. */
export function byLabel(samples: readonly Sample[], label: string): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {}
  for (const { labels, value } of samples) {
    const key = String(labels[label])
    sums[key] = (sums[key] ?? 0) + value
  }
  return sums
}

/** All children of a histogram as one. */
export function bucketsOf(samples: readonly Sample[], where: Where = {}): Buckets {
  const counts = new Map<number, number>()
  for (const sample of samples) {
    if (!sample.metricName?.endsWith('_bucket') || !matches(sample, where)) continue
    const bound = sample.labels['le'] === '+Inf' ? Infinity : Number(sample.labels['le'])
    counts.set(bound, (counts.get(bound) ?? 0) + sample.value)
  }
  const sorted = [...counts].sort(([a], [b]) => a - b)
  return { bounds: sorted.map(([bound]) => bound), counts: sorted.map(([, count]) => count) }
}

/** What was observed between two readings of the same histogram. */
export function bucketsSince(now: Buckets, then: Buckets): Buckets {
  return { bounds: now.bounds, counts: now.counts.map((count, at) => count - (then.counts[at] ?? 0)) }
}

/**
 * The value that a share of the observations stays below, by straight lines within buckets, as histogram_quantile
 * has it: beyond the last bound it is that bound. null without observations.
 */
export function quantileOf({ bounds, counts }: Buckets, share: number): number | null {
  const all = counts.at(-1) ?? 0
  if (all <= 0) return null
  const rank = share * all
  const at = counts.findIndex((count) => count >= rank)
  const upper = bounds[at] ?? Infinity
  const lower = bounds[at - 1] ?? 0
  if (upper === Infinity) return lower
  const below = counts[at - 1] ?? 0
  const inside = (counts[at] ?? 0) - below
  return inside === 0 ? upper : lower + ((upper - lower) * (rank - below)) / inside
}
