import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FAN_BIT, FAN_ITEM_NAMES, FAN_NAMES } from '../../../src/rules/hand/fan-names.ts'
import { PRESETS } from '../../../src/rules/presets.ts'

test('every fan option has a name in both languages, and its bit is its place in the list', () => {
  const options = Object.keys(PRESETS.nanoserver.fan)
  assert.deepEqual([...options, 'pingHu', 'qingLongQiDui', 'ziMo'].sort(), [...FAN_ITEM_NAMES].sort())
  for (const [index, name] of FAN_ITEM_NAMES.entries()) {
    assert.equal(FAN_BIT[name], 1 << index, name)
    assert.match(FAN_NAMES[name].zh, /^\p{Script=Han}+$/u)
    assert.match(FAN_NAMES[name].en, /^[a-z0-9 ,-]+$/)
  }
})
