// The figures of the live page against the metrics they come from.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { must } from '../../src/lib/assert.ts'
import { readLevels, slowestHandlers } from '../../src/telemetry/live-levels.ts'
import { bucketsOf, bucketsSince, quantileOf } from '../../src/telemetry/live-readings.ts'
import type { Buckets } from '../../src/telemetry/live-readings.ts'
import { LiveSampler } from '../../src/telemetry/live-sampler.ts'
import { Metrics } from '../../src/telemetry/metrics.ts'
import { fc } from '../support/property.ts'

test('a quantile lies within the bucket that holds it, as histogram_quantile has it', () => {
  const buckets: Buckets = { bounds: [1, 2, 4, Infinity], counts: [0, 10, 20, 20] }
  assert.equal(quantileOf(buckets, 0.5), 2)
  assert.equal(quantileOf(buckets, 0.25), 1.5)
  assert.equal(quantileOf(buckets, 1), 4)
  assert.equal(quantileOf({ bounds: [1, Infinity], counts: [0, 5] }, 0.5), 1)
  assert.equal(quantileOf({ bounds: [1, Infinity], counts: [0, 0] }, 0.5), null)
  assert.equal(quantileOf({ bounds: [], counts: [] }, 0.5), null)
})

test('quantiles rise with their share and stay within the bounds', () => {
  const inside = fc.array(fc.nat(50), { minLength: 5, maxLength: 5 })
  fc.assert(
    fc.property(inside, fc.double({ min: 0, max: 1, noNaN: true }), (each, share) => {
      let sum = 0
      const counts = each.map((count) => (sum += count))
      const buckets = { bounds: [1, 2, 4, 8, Infinity], counts }
      const [less, more] = [quantileOf(buckets, share / 2), quantileOf(buckets, share)]
      if (sum === 0) assert.equal(more, null)
      else assert.ok(less !== null && more !== null && less <= more && more <= 8 && less >= 0)
    }),
  )
})

test('a point tells of its two seconds alone: rates, latencies and shares', () => {
  const metrics = new Metrics()
  let nowMs = 0
  const sampler = new LiveSampler({ metrics, nowMs: () => nowMs })
  metrics.count('mj_actions_total', ['discard', 'ok'], 1000)
  sampler.sample()
  assert.deepEqual([sampler.window, sampler.pointsSince(0)], [null, []])

  nowMs = 2000
  metrics.count('mj_actions_total', ['discard', 'ok'], 30)
  metrics.count('mj_actions_total', ['peng', 'timeout'], 10)
  metrics.count('mj_actions_total', ['peng', 'rejected'], 999)
  metrics.count('mj_bot_moves_total', ['hu'], 8)
  metrics.count('mj_ws_handshakes_total', ['ok'], 3)
  metrics.count('mj_ws_handshakes_total', ['overload'], 1)
  metrics.count('mj_ws_handshakes_total', ['bad_request'], 50)
  for (let at = 0; at < 100; at += 1)
    metrics.observe('mj_action_duration_seconds', at < 98 ? 0.0015 : 0.02, ['discard'])
  metrics.set('mj_tables', 3, ['playing'])
  metrics.set('mj_tables', 2, ['waiting'])
  sampler.sample()

  const [point, ...others] = sampler.pointsSince(0)
  assert.deepEqual(others, [])
  assert.ok(point)
  assert.equal(point.moves, 15)
  assert.equal(point.botMoves, 4)
  assert.equal(point.moveSuccess, 0.75)
  assert.equal(point.connectSuccess, 0.75)
  assert.ok(point.moveP50Ms !== null && point.moveP50Ms > 1 && point.moveP50Ms <= 1.5)
  assert.ok(point.moveP99Ms !== null && point.moveP99Ms > 15 && point.moveP99Ms <= 20)
  assert.equal(point.syncP99Ms, null)
  assert.equal(point.tables, 5)
  assert.deepEqual(sampler.pointsSince(2000), [])

  nowMs = 4000
  sampler.sample()
  const [idle] = sampler.pointsSince(2000)
  assert.equal(idle?.moves, 0)
  assert.equal(idle?.moveP99Ms, null)
  assert.equal(must(sampler.window, 'a window').moves, 7.5)
})

test('every objective has its figure, of what counts for it alone', () => {
  const metrics = new Metrics()
  const sampler = new LiveSampler({ metrics, nowMs: () => 0 })
  sampler.sample()
  for (const [name, ...labels] of [
    ['mj_ws_resumes_total', 'ok'],
    ['mj_ws_resumes_total', 'expired'],
    ['mj_ws_resumes_total', 'state_lost'],
    ['mj_hands_total', 'wall_exhausted'],
    ['mj_hands_total', 'server_aborted'],
    ['mj_settlements_total', 'retry_ok'],
    ['mj_settlements_total', 'failed'],
    ['http_server_requests_total', '/ping', '4xx'],
    ['http_server_requests_total', '/ping', '5xx'],
  ] as const)
    metrics.count(name, labels)
  metrics.observe('http_server_request_duration_seconds', 0.2, ['/ping'])
  sampler.sample()
  const { resumeSuccess, handsCompleted, settled, apiSuccess, apiP99Ms } = must(sampler.window, 'a window')
  assert.deepEqual([resumeSuccess, handsCompleted, settled, apiSuccess], [0.5, 0.5, 0.5, 0.5])
  assert.ok(apiP99Ms !== null && apiP99Ms > 100 && apiP99Ms <= 250)
})

test('ten minutes of points are kept, however long the process runs', () => {
  const metrics = new Metrics()
  let nowMs = 0
  const sampler = new LiveSampler({ metrics, nowMs: () => nowMs })
  for (let at = 0; at < 700; at += 1) {
    sampler.sample()
    nowMs += 2000
  }
  assert.equal(sampler.pointsSince(0).length, 300)
})

test('queues stand with their bounds, faults with what they are, routes with the slowest first', () => {
  const metrics = new Metrics()
  metrics.set('mj_queue_depth', 48, ['mailbox'])
  metrics.set('mj_queue_limit', 64, ['mailbox'])
  metrics.set('mj_queue_depth', 7, ['records'])
  metrics.count('mj_store_failures_total', [], 2)
  metrics.set('mj_lifecycle_state', 0, ['ready'])
  metrics.set('mj_lifecycle_state', 1, ['draining'])
  metrics.observe('mj_handler_duration_seconds', 0.001, ['Manager.Login', 'ok'])
  metrics.observe('mj_handler_duration_seconds', 0.4, ['DeskManager.Ready', 'ok'])
  const { queues, faults, state } = readLevels(metrics)
  assert.deepEqual(
    queues.filter(({ unit }) => unit === 'entries'),
    [
      { queue: 'mailbox', unit: 'entries', depth: 48, limit: 64 },
      { queue: 'records', unit: 'entries', depth: 7, limit: null },
    ],
  )
  assert.equal(faults['requests without a store'], 2)
  assert.equal(state, 'draining')
  assert.deepEqual(
    slowestHandlers(metrics, 5).map(({ handler, calls }) => [handler, calls]),
    [
      ['DeskManager.Ready', 1],
      ['Manager.Login', 1],
    ],
  )
  assert.equal(slowestHandlers(metrics, 1).length, 1)
})

test('buckets of all children are added up, and those of before taken off', () => {
  const metrics = new Metrics()
  metrics.observe('mj_action_duration_seconds', 0.001, ['discard'])
  const then = bucketsOf(metrics.samples('mj_action_duration_seconds'))
  metrics.observe('mj_action_duration_seconds', 0.001, ['peng'])
  metrics.observe('mj_action_duration_seconds', 9, ['hu'])
  const since = bucketsSince(bucketsOf(metrics.samples('mj_action_duration_seconds')), then)
  assert.equal(since.counts.at(-1), 2)
  assert.equal(since.counts[since.bounds.indexOf(0.001)], 1)
})
