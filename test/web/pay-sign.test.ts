import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isSigned, signFields } from '../../src/web/wechat/pay-sign.ts'

// The example of WeChat's own documentation (Pay API v2, "signature algorithm").
const KEY = '192006250b4c09247ec02edce69f6a2d'
const EXAMPLE = {
  appid: 'wxd930ea5d5a258f4f',
  mch_id: '10000100',
  device_info: '1000',
  body: 'test',
  nonce_str: 'ibuaiVcKdpRxkhJA',
}
const SIGN = '9A0A8659F005D6984697E2CA0A9CF3B7'

const withSign = (fields: Record<string, string>) => new Map(Object.entries(fields))

test("signs WeChat's example as WeChat does", () => {
  assert.equal(signFields(Object.entries(EXAMPLE), KEY), SIGN)
})

test('empty fields and the order of fields make no difference', () => {
  const fields = Object.entries({ attach: '', ...EXAMPLE, sign: 'x' }).toReversed()
  assert.equal(signFields(fields, KEY), SIGN)
})

test('B9: nothing is signed with an empty key, and an empty signature fits nothing', () => {
  assert.throws(() => signFields(Object.entries(EXAMPLE), ''))
  assert.equal(isSigned(withSign({ ...EXAMPLE, sign: '' }), KEY), false)
  assert.equal(isSigned(withSign(EXAMPLE), KEY), false)
})

const SIGNED: [string, Record<string, string>, boolean][] = [
  ['its own signature', { sign: SIGN }, true],
  [
    'MD5 by name',
    { sign_type: 'MD5', sign: signFields(Object.entries({ ...EXAMPLE, sign_type: 'MD5' }), KEY) },
    true,
  ],
  ['the signature in lower case', { sign: SIGN.toLowerCase() }, false],
  ['a signature cut short', { sign: SIGN.slice(1) }, false],
  ['one more field', { sign: SIGN, total_fee: '1' }, false],
  ['another way of signing', { sign: SIGN, sign_type: 'HMAC-SHA256' }, false],
]

for (const [name, more, expected] of SIGNED) {
  test(`${name}: ${expected ? 'believed' : 'not believed'}`, () => {
    assert.equal(isSigned(withSign({ ...EXAMPLE, ...more }), KEY), expected)
  })
}
