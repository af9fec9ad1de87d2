// Levels as they are now: tables, sessions, queues with their bounds, memory, and counts that have to stay 0.
import type { MetricName } from './catalogue.ts'
import type { Readable } from './live-readings.ts'
import type { Handler, Levels, Queue } from './live-shape.ts'
import { bucketsOf, byLabel, quantileOf, totalOf } from './live-readings.ts'

/** Each of them is a bug, a loss, or a hole in what can be seen. */
const FAULTS: Readonly<Record<string, MetricName>> = {
  'broken invariants': 'mj_invariant_violations_total',
  'handlers that threw': 'mj_handler_failures_total',
  'bots that failed': 'mj_bot_failures_total',
  'requests without a store': 'mj_store_failures_total',
  'log lines lost': 'mj_log_dropped_total',
}

export function readLevels(metrics: Readable): Levels {
  const state = byLabel(metrics.samples('mj_lifecycle_state'), 'state')
  return {
    tables: byLabel(metrics.samples('mj_tables'), 'phase'),
    seats: byLabel(metrics.samples('mj_seats'), 'kind'),
    sessions: byLabel(metrics.samples('mj_sessions'), 'state'),
    queues: [
      ...queues(metrics, { unit: 'entries', depth: 'mj_queue_depth', limit: 'mj_queue_limit' }),
      ...queues(metrics, { unit: 'bytes', depth: 'mj_queue_size_bytes', limit: 'mj_queue_size_limit_bytes' }),
    ],
    rssBytes: totalOf(metrics.samples('process_resident_memory_bytes')),
    heapBytes: totalOf(metrics.samples('nodejs_heap_size_used_bytes')),
    loopLoad: totalOf(metrics.samples('mj_event_loop_utilization_ratio')),
    state: Object.keys(state).find((name) => state[name] === 1) ?? 'unknown',
    faults: Object.fromEntries(
      Object.entries(FAULTS).map(([said, name]) => [said, totalOf(metrics.samples(name))]),
    ),
  }
}

type QueueNames = {
  readonly unit: Queue['unit']
  readonly depth: MetricName
  readonly limit: MetricName
}

function queues(metrics: Readable, { unit, depth, limit }: QueueNames): Queue[] {
  const limits = byLabel(metrics.samples(limit), 'queue')
  return Object.entries(byLabel(metrics.samples(depth), 'queue')).map(([queue, waiting]) => ({
    queue,
    unit,
    depth: waiting,
    limit: limits[queue] ?? null,
  }))
}

/** The fullest queue's share of its bound. */
export const fullestShare = (all: readonly Queue[]): number =>
  Math.max(0, ...all.map(({ depth, limit }) => (limit === null || limit === 0 ? 0 : depth / limit)))

const MS_PER_SECOND = 1000
const HALF = 0.5
const NEARLY_ALL = 0.99

/** Routes by their p99 since the start of the process, the slowest first. */
export function slowestHandlers(metrics: Readable, most: number): readonly Handler[] {
  const samples = metrics.samples('mj_handler_duration_seconds')
  const handlers = Object.keys(byLabel(samples, 'handler')).flatMap((handler) => {
    const where = { handler: [handler] }
    const buckets = bucketsOf(samples, where)
    const [p50, p99] = [quantileOf(buckets, HALF), quantileOf(buckets, NEARLY_ALL)]
    if (p50 === null || p99 === null) return []
    return [
      { handler, calls: totalOf(samples, where), p50Ms: p50 * MS_PER_SECOND, p99Ms: p99 * MS_PER_SECOND },
    ]
  })
  return handlers.sort((a, b) => b.p99Ms - a.p99Ms || b.calls - a.calls).slice(0, most)
}
