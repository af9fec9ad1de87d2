// The sections of the back office and of payments: what stops the start, and what their short forms mean.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadConfig } from '../../src/config/load-config.ts'
import { parseAddressRule } from '../../src/config/sections/admin.ts'

const load = (env: Record<string, string>) => loadConfig({ tomlPath: null, env })

const RULES: [string, string | undefined][] = [
  ['10.0.0.7', '10.0.0.7'],
  ['10.0.0.0/8', '10.0.0.0/8'],
  ['fd00::/8', 'fd00::/8'],
  ['::1', '::1'],
  ['10.*', '10.0.0.0/8'],
  ['10.10.*', '10.10.0.0/16'],
  ['10.10.3.*', '10.10.3.0/24'],
  ['*', undefined],
  ['.*', undefined],
  ['10.10.3.4.*', undefined],
  ['10.10*', undefined],
  ['10.*.3.*', undefined],
  ['999.*', undefined],
  ['^10\\.10\\.', undefined],
  ['10.0.0.0/33', undefined],
  ['localhost', undefined],
  ['', undefined],
]

for (const [written, block] of RULES) {
  test(`the address rule "${written}" means ${block ?? 'nothing'}`, () => {
    assert.equal(parseAddressRule(written), block)
  })
}

test("nanoserver's default list, which lets everybody in, stops the start", () => {
  const loaded = load({ XUEZHAN_WHITELIST__IP: '["10.10.*", ".*"]' })
  assert.ok(!loaded.ok)
  assert.deepEqual(
    loaded.error.map(({ code, key }) => [code, key]),
    [['IMPOSSIBLE', 'whitelist.ip']],
  )
})

test('without a word the back office is open to this machine alone', () => {
  const loaded = load({})
  assert.ok(loaded.ok)
  assert.deepEqual(loaded.value.whitelist.ip, ['127.0.0.1', '::1'])
})

test('a merchant key without the rest of the merchant stops the start', () => {
  const loaded = load({ XUEZHAN_WECHAT__APPSECRET: 'k', XUEZHAN_WECHAT__APPID: 'wx1' })
  assert.ok(!loaded.ok)
  assert.deepEqual(loaded.error.map(({ key }) => key).toSorted(), [
    'wechat.callback_url',
    'wechat.mer_id',
    'wechat.unify_order_url',
  ])
})

test('an empty merchant key stops the start: it would sign like no key', () => {
  const loaded = load({ XUEZHAN_WECHAT__APPSECRET: '' })
  assert.ok(!loaded.ok && loaded.error.some(({ key }) => key === 'wechat.appsecret'))
})

test('TLS without its two files stops the start', () => {
  const loaded = load({ XUEZHAN_WEBSERVER__ENABLE_SSL: 'true', XUEZHAN_WEBSERVER__CERTIFICATES_KEY: 'k.pem' })
  assert.ok(!loaded.ok)
  assert.deepEqual(
    loaded.error.map(({ key }) => key),
    ['webserver.certificates_cert'],
  )
})

for (const origin of ['play.example.com', 'https://a/b', 'null', '']) {
  test(`"${origin}" is no origin for CORS`, () => {
    assert.ok(!load({ XUEZHAN_WEBSERVER__CORS_ORIGINS: JSON.stringify([origin]) }).ok)
  })
}
