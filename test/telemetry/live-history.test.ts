// What the live page makes of its feed: columns for plots, and figures for eyes.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LivePoint } from '../../src/telemetry/live-shape.ts'
import { formatDuration, formatMark, formatValue } from '../../src/telemetry/live/format.ts'
import { History } from '../../src/telemetry/live/history.ts'

const STEP_MS = 2000
const pointAt = (atMs: number, moves = 1): LivePoint => ({
  atMs,
  moves,
  botMoves: 0,
  pushes: 0,
  moveSuccess: null,
  resumeSuccess: null,
  handsCompleted: null,
  settled: null,
  apiSuccess: null,
  apiP99Ms: null,
  moveP50Ms: null,
  moveP99Ms: null,
  connectSuccess: null,
  loopP99Ms: null,
  syncP99Ms: null,
  tables: 0,
  sessions: 0,
  rssBytes: 0,
  heapBytes: 0,
  loopLoad: 0,
  fullestQueue: 0,
})
const points = (...steps: number[]): LivePoint[] => steps.map((step) => pointAt(step * STEP_MS, step))

test('points that come twice are kept once, and the next question begins after the last', () => {
  const history = new History()
  assert.equal(history.sinceMs, 0)
  history.add({ process: 'a', stepMs: STEP_MS, points: points(1, 2) })
  history.add({ process: 'a', stepMs: STEP_MS, points: points(2, 3) })
  assert.deepEqual(history.times(), [2, 4, 6])
  assert.deepEqual(history.column('moves'), [1, 2, 3])
  assert.equal(history.sinceMs, 3 * STEP_MS)
})

test('a server that was away or started anew leaves a gap, a moment without moves does not', () => {
  const history = new History()
  history.add({ process: 'a', stepMs: STEP_MS, points: points(1, 2) })
  history.add({ process: 'a', stepMs: STEP_MS, points: points(9) })
  history.add({ process: 'b', stepMs: STEP_MS, points: points(10, 11) })
  assert.deepEqual(history.column('moves'), [1, 2, null, 9, null, 10, 11])
  assert.deepEqual(history.column('moveP50Ms').slice(0, 3), [undefined, undefined, null])
})

test('ten minutes are kept, and no more', () => {
  const history = new History()
  for (let step = 1; step <= 1000; step += 1)
    history.add({ process: 'a', stepMs: STEP_MS, points: points(step) })
  assert.equal(history.times().length, 301)
  assert.equal(history.beganSeconds, 1400)
})

test('figures have three digits and a unit, and nothing is 100 % that is not', () => {
  const said: readonly (readonly [Parameters<typeof formatValue>, string])[] = [
    [[0.6543, 'ms'], '0.65 ms'],
    [[12.34, 'ms'], '12.3 ms'],
    [[1500, 'ms'], '1.50 s'],
    [[0, 'ms'], '0 ms'],
    [[null, 'ms'], '–'],
    [[undefined, 'count'], '–'],
    [[Number.NaN, 'rate'], '–'],
    [[-3, 'rate'], '−3.00 /s'],
    [[54_321.4, 'rate'], '54,321 /s'],
    [[1, 'share'], '100 %'],
    [[0.99999, 'share'], '99.99 %'],
    [[0.5, 'share'], '50.0 %'],
    [[1536, 'bytes'], '1.50 KB'],
    [[0, 'bytes'], '0 B'],
    [[12, 'count'], '12'],
  ]
  for (const [[value, unit], text] of said) assert.equal(formatValue(value, unit), text)
})

test('marks of an axis have no digits to spare', () => {
  assert.equal(formatMark(0.2, 'share'), '20 %')
  assert.equal(formatMark(100, 'ms'), '100 ms')
  assert.equal(formatMark(10_000, 'ms'), '10 s')
  assert.equal(formatMark(128 * 1024 * 1024, 'bytes'), '128 MB')
  assert.equal(formatMark(64 * 1024 * 1024, 'bytes'), '64 MB')
  assert.equal(formatDuration(42), '42 s')
  assert.equal(formatDuration(7265), '2 h 1 min')
  assert.equal(formatDuration(180_000), '2 d 2 h')
})
