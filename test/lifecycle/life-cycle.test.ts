// Starting, ready, draining; and what a process that is up may suffer from.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LifeCycle } from '../../src/lifecycle/life-cycle.ts'
import type { LifeState } from '../../src/lifecycle/life-cycle.ts'
import { makeWaitLine } from '../../src/lifecycle/wait-line.ts'

function newLife() {
  const heard: string[] = []
  const say = ({ phase, troubles, isReady }: LifeState): string =>
    `${phase}${isReady ? '' : ' not ready'}${troubles.map((trouble) => ` ${trouble}`).join('')}`
  return { life: new LifeCycle((state) => heard.push(say(state))), heard }
}

test('a process that starts is not ready, and is ready once it has started', () => {
  const { life, heard } = newLife()
  assert.equal(life.state.isReady, false)
  life.started()
  life.started()
  assert.deepEqual(heard, ['ready'])
})

test('trouble takes readiness away and gives it back; the same trouble is told once', () => {
  const { life, heard } = newLife()
  life.started()
  life.suffer(['journal'])
  life.suffer(['journal'])
  life.suffer(['journal', 'overload'])
  life.suffer([])
  assert.deepEqual(heard, ['ready', 'ready not ready journal', 'ready not ready journal overload', 'ready'])
})

test('trouble during the start keeps the process from being ready', () => {
  const { life } = newLife()
  life.suffer(['store'])
  life.started()
  assert.equal(life.state.isReady, false)
  life.suffer([])
  assert.equal(life.state.isReady, true)
})

test('nothing makes a draining process ready again', () => {
  const { life, heard } = newLife()
  life.started()
  life.drain()
  life.drain()
  life.started()
  life.suffer(['overload'])
  life.suffer([])
  assert.equal(life.state.phase, 'draining')
  assert.ok(heard.slice(1).every((line) => line.includes('not ready')))
  assert.equal(heard.length, 4)
})

test('a terminal is told in both languages what a stop waits for', () => {
  assert.match(makeWaitLine(1, 30), /30 s for 1 round with.*\n.*1 桌.*30 秒/)
  assert.match(makeWaitLine(2, 5), /5 s for 2 rounds with/)
})
