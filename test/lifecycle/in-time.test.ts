// A step that hangs is waited for from a moment on, and only so long.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inTime } from '../../src/lifecycle/in-time.ts'

function fakeClock() {
  const timers = new Set<() => void>()
  return {
    timers,
    after(_delayMs: number, callback: () => void) {
      timers.add(callback)
      return () => void timers.delete(callback)
    },
  }
}

const turn = async (): Promise<void> => await new Promise((resolve) => setImmediate(resolve))
const never = new Promise<never>(() => undefined)

test('a step that hangs is late once the time since the moment is over, and not before', async () => {
  const clock = fakeClock()
  const since = Promise.withResolvers<void>()
  const waiting = inTime({ clock, since: since.promise, withinMs: 5 }, never)
  await turn()
  assert.equal(clock.timers.size, 0)
  since.resolve()
  await turn()
  for (const ring of clock.timers) ring()
  assert.equal(await waiting, 'late')
  assert.equal(clock.timers.size, 0)
})

test('a step that ends first leaves no timer, even when the moment comes later', async () => {
  const clock = fakeClock()
  const since = Promise.withResolvers<void>()
  assert.equal(await inTime({ clock, since: since.promise, withinMs: 5 }, Promise.resolve(7)), 7)
  since.resolve()
  await turn()
  assert.equal(clock.timers.size, 0)
  const failing = inTime({ clock, since: Promise.resolve(), withinMs: 5 }, Promise.reject(new Error('no')))
  await assert.rejects(failing, /no/)
  assert.equal(clock.timers.size, 0)
})
