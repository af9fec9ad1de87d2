// The sampler against the mock timers of the runtime and a clock of its own.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LoopDelay } from '../../src/telemetry/loop-delay.ts'

test('a timer that rings on time is no delay, one that rings late is as late as it is', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] })
  const samples: number[] = []
  let nowMs = 100
  const loop = new LoopDelay({ intervalMs: 20, nowMs: () => nowMs, onSample: (ms) => samples.push(ms) })
  loop.start()
  for (const lateMs of [0, 7, 0]) {
    nowMs += 20 + lateMs
    context.mock.timers.tick(20)
  }
  loop.stop()
  context.mock.timers.tick(1000)
  assert.deepEqual(samples, [0, 7, 0])
})

test('a timer that rings early is no negative delay', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] })
  const samples: number[] = []
  const loop = new LoopDelay({ intervalMs: 20, nowMs: () => 0, onSample: (ms) => samples.push(ms) })
  loop.start()
  context.mock.timers.tick(20)
  loop.stop()
  assert.deepEqual(samples, [0])
})

test('what is read after a stall counts from when the stall began, what is read later does not', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] })
  let nowMs = 100
  const loop = new LoopDelay({ intervalMs: 20, nowMs: () => nowMs, onSample: () => undefined })
  assert.equal(loop.arrivedAtMs(150), 150, 'before it is started')
  loop.start()
  assert.equal(loop.arrivedAtMs(121), 121, 'the grain of timers is no stall')
  // The turn itself is overdue: something before this read took 500 ms.
  assert.equal(loop.arrivedAtMs(620), 120)
  nowMs = 620
  context.mock.timers.tick(20)
  // The timer has rung late, and the sockets of the same turn follow.
  assert.equal(loop.arrivedAtMs(621), 120)
  await new Promise((resolve) => setImmediate(resolve))
  assert.equal(loop.arrivedAtMs(622), 622, 'the turn is over')
  loop.stop()
})
