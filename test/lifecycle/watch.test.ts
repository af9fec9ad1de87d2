// What takes readiness away from a process that is up, and gives it back.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MemoryJournal } from '../../src/journal/memory.ts'
import { LifeCycle } from '../../src/lifecycle/life-cycle.ts'
import { untilEmpty } from '../../src/lifecycle/until-empty.ts'
import { Watch } from '../../src/lifecycle/watch.ts'
import { FakeClock } from '../room/fake-clock.ts'

function watched() {
  const clock = new FakeClock(1_000_000)
  const life = new LifeCycle(() => undefined)
  const journal = new MemoryJournal({ nowMs: () => clock.nowMs() })
  const queue = { levels: { oldestAgeMs: 0 } }
  const overload = { refusesSockets: false, looks: 0, judge: () => void (overload.looks += 1) }
  const lag = { oldestQueuedMs: 0 }
  const watch = new Watch({
    clock,
    life,
    limits: { journalLagMs: 5000, storeLagMs: 60_000 },
    watched: {
      journal: { state: () => journal.state(), depth: () => ({ ...journal.depth(), ...lag }) },
      queue,
      overload,
    },
  })
  watch.start()
  life.started()
  return { clock, life, journal, queue, overload, lag, watch }
}

test('a journal that cannot be written takes readiness away until it can', async () => {
  const { clock, life, journal } = watched()
  assert.equal(life.state.isReady, true)
  journal.fail('ENOSPC')
  await clock.advance(300)
  assert.deepEqual([life.state.isReady, life.state.troubles], [false, ['journal']])
  journal.heal()
  await clock.advance(300)
  assert.equal(life.state.isReady, true)
})

test('so does a journal that falls behind, and a database that the queue waits for', async () => {
  const { clock, life, lag, queue } = watched()
  lag.oldestQueuedMs = 5000
  queue.levels.oldestAgeMs = 60_000
  await clock.advance(300)
  assert.equal(life.state.isReady, true)
  lag.oldestQueuedMs = 5001
  await clock.advance(300)
  assert.deepEqual(life.state.troubles, ['journal'])
  lag.oldestQueuedMs = 0
  queue.levels.oldestAgeMs = 60_001
  await clock.advance(300)
  assert.deepEqual(life.state.troubles, ['store'])
})

test('so does an overload, which is judged anew at every look', async () => {
  const { clock, life, overload } = watched()
  overload.refusesSockets = true
  await clock.advance(1000)
  assert.deepEqual(life.state.troubles, ['overload'])
  assert.ok(overload.looks >= 4)
})

test('a watch that was stopped leaves no timer', () => {
  const { clock, watch } = watched()
  watch.start()
  assert.equal(clock.pending, 1)
  watch.stop()
  assert.equal(clock.pending, 0)
})

test('a queue is waited for until it is empty, or the time is over', async () => {
  const clock = new FakeClock(0)
  let depth = 3
  let isOver = false
  const over = untilEmpty(clock, () => depth, 1000).then(() => (isOver = true))
  await clock.advance(500)
  assert.equal(isOver, false)
  depth = 0
  await clock.advance(20)
  await over
  depth = 1
  const late = untilEmpty(clock, () => depth, 1000)
  await clock.advance(1010)
  await late
  assert.equal(clock.pending, 0)
})
