// The catalogue on prom-client: what Prometheus reads is what was recorded, and never more series than declared.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CATALOGUE, METRIC_NAMES, MOST_SERIES } from '../../src/telemetry/catalogue.ts'
import type { MetricName, NameOf } from '../../src/telemetry/catalogue.ts'
import type { MetricSpec } from '../../src/telemetry/metric-spec.ts'
import { OTHER, SLOS, tuplesOf } from '../../src/telemetry/metric-spec.ts'
import { checkSeries, Metrics, SeriesBudgetError } from '../../src/telemetry/metrics.ts'
import { RuntimeWatch } from '../../src/telemetry/runtime-watch.ts'
import { fc } from '../support/property.ts'
import { until } from '../support/until.ts'
import { samplesOf } from './exposition.ts'

const specOf = (name: MetricName): MetricSpec => CATALOGUE[name]
const nameOf = (name: string, { labels = {} }: MetricSpec, values: readonly string[]): string => {
  const pairs = Object.keys(labels).map((label, at) => `${label}="${values[at]}"`)
  return pairs.length === 0 ? name : `${name}{${pairs.join(',')}}`
}

/** Everything that can be recorded, once, as a process of 500 busy tables would have after a while. */
function recordEverything(metrics: Metrics): void {
  for (const name of METRIC_NAMES) {
    const spec = specOf(name)
    for (const labels of [...tuplesOf(spec), Object.keys(spec.labels ?? {}).map(() => 'nothing we know')]) {
      if (spec.type === 'counter') metrics.count(name as NameOf<'counter'>, labels, 123_456)
      else if (spec.type === 'gauge') metrics.set(name as NameOf<'gauge'>, 123_456.789, labels)
      else metrics.observe(name as NameOf<'histogram'>, 0.012345, labels)
    }
  }
}

test('counters, gauges, histograms and levels arrive at the scrape', async () => {
  const metrics = new Metrics()
  let level = 3
  metrics.count('mj_actions_total', ['peng', 'ok'])
  metrics.count('mj_actions_total', ['peng', 'ok'], 2)
  metrics.set('mj_journal_state', 1)
  metrics.add('mj_ws_connections', 2, ['ws'])
  metrics.add('mj_ws_connections', -1, ['ws'])
  metrics.observe('mj_action_duration_seconds', 0.0019, ['peng'])
  metrics.level('mj_drain_tables_remaining', () => level)
  level = 4
  const seen = await samplesOf(metrics)
  assert.equal(seen.get('mj_actions_total{action="peng",result="ok"}'), 3)
  assert.equal(seen.get('mj_journal_state'), 1)
  assert.equal(seen.get('mj_ws_connections{transport="ws"}'), 1)
  assert.equal(seen.get('mj_drain_tables_remaining'), 4)
  assert.equal(seen.get('mj_action_duration_seconds_bucket{le="0.0015",action="peng"}'), 0)
  assert.equal(seen.get('mj_action_duration_seconds_bucket{le="0.002",action="peng"}'), 1)
})

test('a histogram counts every value in exactly the buckets that it is not above', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.double({ min: 0, max: 60, noNaN: true }), { maxLength: 40 }),
      async (values) => {
        const metrics = new Metrics()
        for (const value of values) metrics.observe('mj_action_duration_seconds', value, ['hu'])
        const seen = await samplesOf(metrics)
        const at = (le: number | string): number | undefined =>
          seen.get(`mj_action_duration_seconds_bucket{le="${le}",action="hu"}`)
        for (const le of CATALOGUE.mj_action_duration_seconds.buckets) {
          assert.equal(at(le), values.filter((value) => value <= le).length)
        }
        assert.equal(at('+Inf'), values.length)
        assert.equal(seen.get('mj_action_duration_seconds_count{action="hu"}'), values.length)
      },
    ),
    { numRuns: 20 },
  )
})

test('what is no number, or comes from a clock that was set back, spoils no sum', async () => {
  const metrics = new Metrics()
  for (const value of [Number.NaN, -5, 0.5]) metrics.observe('mj_push_fanout_seconds', value)
  const seen = await samplesOf(metrics)
  assert.equal(seen.get('mj_push_fanout_seconds_sum'), 0.5)
  assert.equal(seen.get('mj_push_fanout_seconds_count'), 2)
})

test('a label value that was not declared becomes other and is counted, however many there are', async () => {
  const metrics = new Metrics()
  const before = (await samplesOf(metrics)).size
  for (let id = 0; id < 1000; id += 1) metrics.count('mj_actions_total', [`table-${id}`, 'ok'])
  metrics.count('mj_actions_total', ['hu', 'tiemout'])
  metrics.count('mj_ws_closes_total')
  metrics.count('mj_bot_failures_total', ['surplus'])
  const seen = await samplesOf(metrics)
  assert.equal(seen.get('mj_actions_total{action="other",result="other"}'), 1001)
  assert.equal(seen.get('mj_metrics_label_overflow_total'), 1003)
  // One each for the actions and the closes; a metric without labels has its one child already.
  assert.equal(metrics.series, before + 2)
})

test('before the first event every objective can be evaluated: its children are there, at 0', async () => {
  const seen = await samplesOf(new Metrics())
  const withSlo = METRIC_NAMES.filter((name) => specOf(name).slo !== undefined)
  assert.deepEqual(new Set(withSlo.map((name) => specOf(name).slo)), new Set(SLOS))
  for (const name of withSlo) {
    const spec = specOf(name)
    const suffixes = spec.type === 'histogram' ? ['_count', '_sum'] : ['']
    for (const suffix of suffixes)
      for (const tuple of tuplesOf(spec)) assert.equal(seen.get(nameOf(name + suffix, spec, tuple)), 0)
  }
})

test('a gauge that nobody has set says nothing, where 0 would be a claim', async () => {
  assert.ok(!(await samplesOf(new Metrics())).has('mj_journal_state'))
})

test('whatever is recorded, there are never more series than the catalogue promises', async () => {
  const metrics = new Metrics()
  recordEverything(metrics)
  metrics.info('mj_build_info', { version: '1', revision: '2', node: '3' })
  const seen = await samplesOf(metrics)
  assert.equal(metrics.series, seen.size)
  assert.ok(seen.size <= MOST_SERIES, `${seen.size} of ${MOST_SERIES}`)
  assert.ok(seen.size > MOST_SERIES * 0.95, `the promise of ${MOST_SERIES} is not far above ${seen.size}`)
  assert.ok([...seen.keys()].some((name) => name.includes(`"${OTHER}"`)))
})

test('the exposition of a process that has seen everything is under 300 KB, in both formats', async () => {
  const metrics = new Metrics()
  recordEverything(metrics)
  for (const format of ['prometheus', 'openmetrics'] as const) {
    const { length } = Buffer.from(await metrics.exposition(format))
    assert.ok(length > 100_000 && length < 300_000, `${format}: ${length} bytes`)
  }
})

test('two scrapers take nothing from each other, also at once', async () => {
  const metrics = new Metrics()
  recordEverything(metrics)
  const [first, second] = await Promise.all([metrics.exposition(), metrics.exposition()])
  const third = await metrics.exposition()
  assert.equal(second, first)
  assert.equal(third, first)
})

test('OpenMetrics names counters once and ends with EOF', async () => {
  const text = await new Metrics().exposition('openmetrics')
  assert.ok(text.includes('# TYPE mj_bot_failures counter\nmj_bot_failures_total 0\n'))
  assert.ok(text.endsWith('# EOF\n'))
  // The second time is as the first.
  const metrics = new Metrics()
  await metrics.exposition('openmetrics')
  assert.ok((await metrics.exposition('openmetrics')).includes('\nmj_bot_failures_total 0\n'))
})

test('a bound below what the metrics can become refuses the start', () => {
  checkSeries(MOST_SERIES)
  assert.throws(() => checkSeries(MOST_SERIES - 1), SeriesBudgetError)
})

test('stalls, load and garbage collection are seen by the clock, not by the scrape', async () => {
  const metrics = new Metrics()
  const watch = new RuntimeWatch(metrics)
  watch.start()
  try {
    const heldUntil = performance.now() + 60
    while (performance.now() < heldUntil);
    const kept: unknown[] = []
    await until('all have been seen', async () => {
      for (let some = 0; some < 20_000; some += 1) kept[some % 1000] = { some: [some] }
      const seen = await samplesOf(metrics)
      const pauses = seen.get('mj_gc_pause_seconds_count{kind="minor"}') ?? 0
      const delays = seen.get('mj_event_loop_delay_seconds_count') ?? 0
      return pauses > 0 && delays > 0 && seen.has('mj_event_loop_utilization_ratio')
    })
  } finally {
    watch.stop()
  }
  const seen = await samplesOf(metrics)
  const delays = (le: string): number => seen.get(`mj_event_loop_delay_seconds_bucket{le="${le}"}`)!
  assert.ok(delays('+Inf') > delays('0.02'), 'the stall of 60 ms')
  const load = seen.get('mj_event_loop_utilization_ratio')!
  assert.ok(load > 0 && load <= 1, String(load))
  assert.ok(seen.get('process_resident_memory_bytes')! > 1e6)
  assert.equal(seen.get('mj_metrics_label_overflow_total'), 0)
})
