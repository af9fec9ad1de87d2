// One timer watches the event loop for everybody who wants to know.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Metrics } from '../../src/telemetry/metrics.ts'
import { RuntimeWatch } from '../../src/telemetry/runtime-watch.ts'
import { until } from '../support/until.ts'

const STALL_MS = 500

test('who listens after a stall has begun hears nothing of it, others do', async () => {
  const watch = new RuntimeWatch(new Metrics())
  const [early, late]: [number[], number[]] = [[], []]
  watch.onTick((delayMs) => early.push(delayMs))
  watch.start()
  try {
    await until('the first hears', () => early.length > 0)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, STALL_MS)
    const before = early.length
    watch.onTick((delayMs) => late.push(delayMs))
    await until('both hear', () => late.length > 0)
    assert.ok(early[before]! > STALL_MS / 2, `the stall was heard as ${early[before]} ms`)
    assert.deepEqual(late, early.slice(before + 1))
  } finally {
    watch.stop()
  }
})
