import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Turnstile } from '../../src/store/turnstile.ts'

test('lets one through at a time, in the order of arrival', async () => {
  const turnstile = new Turnstile(10)
  const order: string[] = []
  let inside = 0
  const pass = async (name: string): Promise<void> => {
    await turnstile.enter()
    inside += 1
    assert.equal(inside, 1)
    await Promise.resolve()
    order.push(name)
    inside -= 1
    turnstile.leave()
  }
  await Promise.all([pass('a'), pass('b'), pass('c')])
  await pass('d')
  assert.deepEqual(order, ['a', 'b', 'c', 'd'])
})

test('turns away who would make the queue too long', async () => {
  const turnstile = new Turnstile(1)
  await turnstile.enter()
  const waiting = turnstile.enter()
  await assert.rejects(turnstile.enter(), { code: 'STORE_BUSY' })
  assert.equal(turnstile.waiting, 1)
  turnstile.leave()
  await waiting
  turnstile.leave()
  await turnstile.enter()
})
