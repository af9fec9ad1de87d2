import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAllowList } from '../../src/auth/allow-list.ts'

const LIST = createAllowList(['127.0.0.1', '10.10.0.0/16', '192.168.1.0/24', '::1', 'fd00::/8', 'fe80::/10'])

const CASES: [string, boolean][] = [
  ['127.0.0.1', true],
  ['127.0.0.2', false],
  ['10.10.0.1', true],
  ['10.10.255.255', true],
  ['10.11.0.1', false],
  ['110.10.0.1', false],
  ['192.168.1.255', true],
  ['192.168.10.1', false],
  ['::1', true],
  ['0:0:0:0:0:0:0:1', true],
  ['::2', false],
  ['fd12:3456::1', true],
  ['fe80::1%eth0', true],
  ['fc00::1', false],
  ['::ffff:10.10.1.1', true],
  ['::ffff:10.11.1.1', false],
  ['10.10.1.1:443', false],
  ['10.10.1.1 ', false],
  ['10.10.1', false],
  ['010.010.1.1', false],
  ['unknown', false],
  ['', false],
  ['::ffff:127.0.0.1, 10.10.1.1', false],
]

for (const [address, allowed] of CASES) {
  test(`"${address}" is ${allowed ? 'let in' : 'kept out'}`, () => {
    assert.equal(LIST.has(address), allowed)
  })
}

test('B11: a rule is anchored, so no longer address that holds it is let in', () => {
  const list = createAllowList(['10.1.2.3'])
  for (const address of ['110.1.2.3', '10.1.2.33', '210.1.2.34', '1.10.1.2'])
    assert.equal(list.has(address), false)
})

test('an empty list lets nobody in', () => {
  assert.equal(createAllowList([]).has('127.0.0.1'), false)
})
