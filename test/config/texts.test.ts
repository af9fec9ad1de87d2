// Texts that the system would take in another way than they look: refused by name.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { loadConfig } from '../../src/config/load-config.ts'

const REFUSALS: readonly [name: string, key: string, value: string, reason: RegExp][] = [
  ['XUEZHAN_CORE__DATA_DIR', 'core.data_dir', 'a\0b', /control characters/],
  ['XUEZHAN_CORE__DATA_DIR', 'core.data_dir', ' ', /blank/],
  ['XUEZHAN_CORE__DATA_DIR', 'core.data_dir', '', /empty/],
  ['XUEZHAN_DATABASE__FILE', 'database.file', 'x.db ', /blank/],
  ['XUEZHAN_DATABASE__FILE', 'database.file', '\0', /control characters/],
  ['XUEZHAN_DATABASE__HOST', 'database.host', 'a b', /blanks/],
  ['XUEZHAN_GAME_SERVER__BIND', 'game-server.bind', '127.0.0.1 ::1', /blanks/],
  ['XUEZHAN_GAME_SERVER__BIND', 'game-server.bind', '\u3000', /blank/],
  ['XUEZHAN_GAME_SERVER__HOST', 'game-server.host', 'a\nb', /control characters/],
  ['XUEZHAN_SHARE__TITLE', 'share.title', 'a\0', /control characters/],
  ['XUEZHAN_GAME_SERVER__TCP_PORT', 'game-server.tcp_port', '33251', /same as port/],
]

for (const [name, key, value, reason] of REFUSALS) {
  test(`refuses ${key} = ${JSON.stringify(value)}`, () => {
    const result = loadConfig({ tomlPath: null, env: { [name]: value } })
    assert.ok(!result.ok, 'this configuration should have been refused')
    assert.ok(
      result.error.some((error) => error.key === key && reason.test(error.reason)),
      inspect(result.error),
    )
  })
}

test('blanks within a path and lines within a text stay', () => {
  const env = { XUEZHAN_CORE__DATA_DIR: '/srv/my games', XUEZHAN_SHARE__DESC: '血战\n到底' }
  const result = loadConfig({ tomlPath: null, env })
  assert.ok(result.ok, inspect(result))
  assert.deepEqual([result.value.core.dataDir, result.value.share.desc], ['/srv/my games', '血战\n到底'])
})
