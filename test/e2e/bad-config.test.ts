// A configuration that cannot be stops the start with exit code 78 and a line for each fault that names the place, the
// key and why.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { failedStart } from '../support/server-process.ts'

const EX_CONFIG = 78
const SECRET = '0123456789abcdef0123456789abcdef'

/** Value, and what its line has to say of the reason. */
const ENVIRONMENT: Readonly<Record<string, readonly [string, RegExp]>> = {
  XUEZHAN_CORE__HEARTBEAT: ['1', /5/],
  XUEZHAN_CORE__CONSUME: ['four/two', /rounds\/cards/],
  XUEZHAN_TABLE__TURN_SECONDS: ['soon', /number/],
  XUEZHAN_TABLE__NO_SUCH_KEY: ['1', /./],
  XUEZHAN_GAME_SERVER__CRYPTO: ['rot13', /xxtea/],
}

const TOML = `
[core]
heartbeet = 30
[game-server]
host = 5
[croe]
debug = true
[token]
key = "${SECRET}"
`
const KEYS_OF_TOML = ['core.heartbeet', 'game-server.host', 'croe', 'token.key']

describe('a configuration that cannot be', { concurrency: true }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'xuezhan-config-'))
  after(() => rmSync(folder, { recursive: true, force: true }))

  function written(name: string, toml: string): string {
    const path = join(folder, name)
    writeFileSync(path, toml)
    return path
  }

  test('in the environment: every fault is told at once, by the name of its variable', async () => {
    const env = Object.fromEntries(Object.entries(ENVIRONMENT).map(([name, [value]]) => [name, value]))
    const { code, said } = await failedStart(env)
    assert.equal(code, EX_CONFIG, said)
    for (const [name, [, reason]] of Object.entries(ENVIRONMENT)) {
      const line = said.split('\n').find((each) => each.includes(name))
      assert.match(line ?? `no line names ${name} in:\n${said}`, reason)
    }
  })

  test('in the file: every fault is told at once, by file and key, and no secret is printed', async () => {
    const path = written('bad.toml', TOML)
    const { code, said } = await failedStart({ XUEZHAN_CONFIG: path })
    assert.equal(code, EX_CONFIG, said)
    for (const key of KEYS_OF_TOML) {
      const line = said.split('\n').find((each) => each.includes(key))
      assert.ok(line?.includes('bad.toml'), `no line names ${key} with its file in:\n${said}`)
    }
    assert.ok(!said.includes(SECRET))
    assert.ok(!said.includes('XUEZHAN_CONFIG'), 'the name of the file is no fault')
  })

  test('a file that is no TOML', async () => {
    const path = written('broken.toml', '[core\n')
    const { code, said } = await failedStart({ XUEZHAN_CONFIG: path })
    assert.equal(code, EX_CONFIG, said)
    assert.match(said, /broken\.toml/)
  })
})
