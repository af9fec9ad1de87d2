import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadConfig } from '../../src/config/load-config.ts'
import { configWarnings } from '../../src/config/warnings.ts'

function warned(env: Record<string, string>): readonly string[] {
  const loaded = loadConfig({ tomlPath: null, env })
  assert.ok(loaded.ok)
  return configWarnings(loaded.value).map(({ setting }) => setting)
}

test('the defaults are nothing to warn of', () => {
  assert.deepEqual(warned({}), [])
})

const DANGERS: readonly (readonly [string, Record<string, string>])[] = [
  ['login.trust_uid', { XUEZHAN_LOGIN__TRUST_UID: 'true' }],
  ['whitelist.ip', { XUEZHAN_WHITELIST__IP: '127.0.0.1,0.0.0.0/0' }],
  ['whitelist.ip', { XUEZHAN_WHITELIST__IP: '::/0' }],
  ['limits.max_sessions_per_ip', { XUEZHAN_LIMITS__MAX_SESSIONS_PER_IP: '500' }],
  [
    'wechat.callback_url',
    {
      XUEZHAN_WECHAT__APPID: 'a',
      XUEZHAN_WECHAT__APPSECRET: 's',
      XUEZHAN_WECHAT__MER_ID: 'm',
      XUEZHAN_WECHAT__CALLBACK_URL: 'http://play.example.com/v1/order/notify/wechat',
      XUEZHAN_WECHAT__UNIFY_ORDER_URL: 'https://pay.example.com/unifiedorder',
    },
  ],
]

for (const [key, env] of DANGERS) {
  test(`${Object.entries(env)[0]!.join('=')} is warned of as ${key}`, () => {
    assert.deepEqual(warned(env), [key])
  })
}
