// A process whose metrics could be more than the operator allows says so instead of starting.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadConfig } from '../../src/config/load-config.ts'
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

test('no number of series is a wrong setting, named by its key', () => {
  for (const wrong of ['0', '-1', '1.5', 'many', '1000000000']) {
    const loaded = loadConfig({ tomlPath: null, env: { XUEZHAN_OPS__MAX_SERIES: wrong } })
    assert.ok(!loaded.ok, wrong)
    assert.match(JSON.stringify(loaded.error), /max_series/i, wrong)
  }
})
