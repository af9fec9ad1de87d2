import assert from 'node:assert/strict'
import { test } from 'node:test'
import { StoreUnavailable } from '../../src/store/store-unavailable.ts'
import { isUniqueViolation, retried } from '../../src/store/transact.ts'

const duplicate = Object.assign(new Error('UNIQUE constraint failed'), { errcode: 2067 })
const otherwise = Object.assign(new Error('disk full'), { errcode: 13 })

/** Throws what is listed, then succeeds; counts the runs. */
function runs(errors: Error[]) {
  const state = { count: 0 }
  const run = async (): Promise<string> => {
    state.count += 1
    const error = errors.shift()
    if (error !== undefined) throw error
    return 'done'
  }
  return { state, run }
}

test('a duplicate is retried once', async () => {
  const { state, run } = runs([duplicate])
  assert.equal(await retried(run), 'done')
  assert.equal(state.count, 2)
})

test('a second duplicate and any other error are thrown', async () => {
  await assert.rejects(retried(runs([duplicate, duplicate]).run), duplicate)
  const { state, run } = runs([otherwise])
  await assert.rejects(retried(run), otherwise)
  assert.equal(state.count, 1)
})

test('only a hit on a unique key is one', () => {
  for (const error of [otherwise, new Error('x'), null, undefined, 'UNIQUE', 2067]) {
    assert.equal(isUniqueViolation(error), false)
  }
  assert.equal(isUniqueViolation(duplicate), true)
})

const deadlock = () => Object.assign(new Error('deadlock'), { errno: 1213, code: 'ER_LOCK_DEADLOCK' })
const lost = () => new StoreUnavailable('unknown', new Error('reset'))

test('a deadlock is tried five times again, then the store is away', async () => {
  const few = runs(Array.from({ length: 5 }, deadlock))
  assert.equal(await retried(few.run), 'done')
  const many = runs(Array.from({ length: 6 }, deadlock))
  await assert.rejects(retried(many.run), { code: 'STORE_DOWN', outcome: 'not-done' })
  assert.equal(many.state.count, 6)
})

test('after a lost connection only what is idempotent runs again, once', async () => {
  assert.equal(await retried(runs([lost()]).run), 'done')
  await assert.rejects(retried(runs([lost(), lost()]).run), { code: 'STORE_DOWN', outcome: 'unknown' })
  const { state, run } = runs([lost()])
  await assert.rejects(retried(run, { isIdempotent: false }), { code: 'STORE_DOWN' })
  assert.equal(state.count, 1)
})

test('a refused connection is not tried again: the caller knows better when', async () => {
  const { state, run } = runs([new StoreUnavailable('not-done', otherwise)])
  await assert.rejects(retried(run), { code: 'STORE_DOWN' })
  assert.equal(state.count, 1)
})
