import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AccountLimit } from '../../src/web/account-limit.ts'

test('the count of an account that keeps asking is never forgotten, whatever crowd asks once', () => {
  const limit = new AccountLimit(20, { monotonicMs: () => 0 })
  const crowd = 60_000
  let passed = 0
  for (let n = 0; n < crowd; n += 1) {
    limit.take(`crowd ${n}`)
    if (n % 1000 === 0 && limit.take('mine').ok) passed += 1
  }
  assert.equal(passed, 20)
})
