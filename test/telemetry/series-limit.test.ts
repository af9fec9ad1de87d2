// A process whose metrics could be more than the operator allows says so instead of starting.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MOST_SERIES } from '../../src/telemetry/catalogue.ts'
import { failedStart } from '../support/server-process.ts'

test('too few series allowed: the start is refused with the key and the number that is needed', async () => {
  const { code, said } = await failedStart({ XUEZHAN_OPS__MAX_SERIES: '100' })
  assert.equal(code, 1)
  assert.match(
    said,
    new RegExp(`^cannot start: ops\\.max_series: 100 is too few: .* up to ${MOST_SERIES} `, 'm'),
  )
})

test('no number of series is refused before anything starts', async () => {
  for (const wrong of ['0', '-1', '1.5', 'many', '1000000000']) {
    const { code, said } = await failedStart({ XUEZHAN_OPS__MAX_SERIES: wrong })
    assert.notEqual(code, 0)
    assert.match(said, /ops\.max_series/, wrong)
  }
})
