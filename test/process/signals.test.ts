// The first signal asks, the second presses, the third ends; npm passes each press on a second time.
import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { test } from 'node:test'
import { hearStopSignals } from '../../src/process/signals.ts'

class FakeProcess extends EventEmitter {
  readonly exits: number[] = []

  exit(code: number): void {
    this.exits.push(code)
  }
}

function heard() {
  const source = new FakeProcess()
  const lines: string[] = []
  const note = (event: string): void => void lines.push(event)
  const time = { nowMs: 0 }
  const stop = hearStopSignals({ info: note, warn: note }, source, () => time.nowMs)
  const press = (signal: string, atMs: number): void => {
    time.nowMs = atMs
    source.emit(signal, signal)
  }
  return { source, lines, stop, press }
}

const isSettled = async (promise: Promise<void>): Promise<boolean> =>
  await Promise.race([
    promise.then(() => true),
    new Promise<false>((resolve) => setImmediate(resolve, false)),
  ])

test('one Ctrl-C that arrives twice is one', async () => {
  const { lines, stop, press } = heard()
  assert.equal(stop.isAsked, false)
  press('SIGINT', 1000)
  press('SIGINT', 1003)
  press('SIGTERM', 1499)
  assert.equal(stop.isAsked, true)
  assert.deepEqual([await isSettled(stop.asked), await isSettled(stop.forced)], [true, false])
  assert.deepEqual(lines, ['stopping'])
})

test('a second one forces, a third ends the process as it stands', async () => {
  const { source, lines, stop, press } = heard()
  press('SIGTERM', 0)
  press('SIGINT', 500)
  assert.equal(await isSettled(stop.forced), true)
  assert.deepEqual([lines, source.exits], [['stopping', 'stop_forced'], []])
  press('SIGINT', 1000)
  assert.deepEqual(source.exits, [1])
})
