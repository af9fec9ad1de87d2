// The catalogue on prom-client: what Prometheus reads is what was recorded.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CATALOGUE } from '../../src/telemetry/catalogue.ts'
import type { MetricSpec } from '../../src/telemetry/catalogue.ts'
import { Metrics } from '../../src/telemetry/metrics.ts'

async function samples(metrics: Metrics): Promise<Map<string, number>> {
  const lines = (await metrics.exposition())
    .split('\n')
    .filter((line) => !line.startsWith('#') && line !== '')
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(' ')
      return [line.slice(0, at), Number(line.slice(at + 1))]
    }),
  )
}

test('every name follows the conventions of Prometheus, and every histogram has rising buckets', () => {
  for (const [name, { type, labels = [], buckets = [] }] of Object.entries<MetricSpec>(CATALOGUE)) {
    assert.match(name, /^(mj|http)_[a-z_]+$/)
    assert.equal(name.endsWith('_total'), type === 'counter', name)
    assert.equal(buckets.length > 0, type === 'histogram', name)
    assert.deepEqual(
      buckets,
      [...new Set(buckets)].sort((a, b) => a - b),
      name,
    )
    assert.ok(!labels.some((label) => ['uid', 'table', 'tableId', 'ip', 'le'].includes(label)), name)
  }
})

test('the promises about a move are bounds of its buckets, so that what met them can be counted exactly', () => {
  const { buckets } = CATALOGUE.mj_action_duration_seconds
  for (const promised of [0.002, 0.015]) assert.ok(buckets.includes(promised), String(promised))
  assert.ok(CATALOGUE.mj_event_loop_delay_seconds.buckets.includes(0.02))
})

test('counters, gauges, histograms and levels arrive at the scrape', async () => {
  const metrics = new Metrics()
  let level = 3
  metrics.count('mj_actions_total', ['act', 'ok'])
  metrics.count('mj_actions_total', ['act', 'ok'], 2)
  metrics.set('mj_journal_state', 1)
  metrics.add('mj_ws_connections', 2, ['ws'])
  metrics.add('mj_ws_connections', -1, ['ws'])
  metrics.observe('mj_action_duration_seconds', 0.0019, ['act'])
  metrics.level('mj_tables', () => level)
  level = 4
  const seen = await samples(metrics)
  assert.equal(seen.get('mj_actions_total{action="act",result="ok"}'), 3)
  assert.equal(seen.get('mj_journal_state'), 1)
  assert.equal(seen.get('mj_ws_connections{transport="ws"}'), 1)
  assert.equal(seen.get('mj_tables'), 4)
  assert.equal(seen.get('mj_action_duration_seconds_bucket{le="0.0015",action="act"}'), 0)
  assert.equal(seen.get('mj_action_duration_seconds_bucket{le="0.002",action="act"}'), 1)
})

test('an event loop that was held up is seen as held up', async () => {
  const metrics = new Metrics()
  metrics.start()
  const heldUntil = performance.now() + 60
  while (performance.now() < heldUntil);
  while (((await samples(metrics)).get('mj_event_loop_delay_seconds_count') ?? 0) === 0) {
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  metrics.stop()
  const seen = await samples(metrics)
  assert.equal(seen.get('mj_event_loop_delay_seconds_bucket{le="0.02"}'), 0)
})
