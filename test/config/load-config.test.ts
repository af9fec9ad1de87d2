// A configuration is either whole and frozen, or refused with every mistake named.

import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { makeConfigErrorLine } from '../../src/config/config-error.ts'
import { loadConfig } from '../../src/config/load-config.ts'
import { folder, load, loaded, refused, SECRET_TEXT, writeFile } from './config-files.ts'

test('no file and no variables is the laptop default', () => {
  const result = loadConfig({ tomlPath: null, env: { HOME: '/root', PATH: '/bin' } })
  assert.ok(result.ok)
  assert.equal(result.value.gameServer.port, 33_251)
  assert.deepEqual(result.value.webserver.addr, { host: '0.0.0.0', port: 12_307 })
  assert.deepEqual(result.value.core.consume, [
    { rounds: 4, cards: 2 },
    { rounds: 8, cards: 3 },
    { rounds: 16, cards: 4 },
  ])
})

test('a file that is not there is refused', () => {
  const result = loadConfig({ tomlPath: join(folder, 'absent.toml'), env: {} })
  assert.ok(!result.ok)
  assert.deepEqual(
    result.error.map((error) => error.code),
    ['UNREADABLE'],
  )
})

test('a variable wins over the file, the file over the default', () => {
  const config = loaded('[table]\nturn_seconds = 20\nclaim_seconds = 9', {
    XUEZHAN_TABLE__TURN_SECONDS: '30',
    XUEZHAN_GAME_SERVER__MAX_PACKET_BYTES: '8192',
    XUEZHAN_WEBSERVER__ADDR: '[::1]:0',
    XUEZHAN_TABLE__AUTO_HU: 'false',
  })
  assert.equal(config.table.turnSeconds, 30)
  assert.equal(config.table.claimSeconds, 9)
  assert.equal(config.table.swapSeconds, 10)
  assert.equal(config.table.autoHu, false)
  assert.equal(config.gameServer.maxPacketBytes, 8192)
  assert.deepEqual(config.webserver.addr, { host: '::1', port: 0 })
})

test('a variable mends what the file has wrong', () => {
  const config = loaded('[core]\nheartbeat = 1', { XUEZHAN_CORE__HEARTBEAT: '10' })
  assert.equal(config.core.heartbeat, 10)
})

test('lists come as a,b,c, as JSON, or empty', () => {
  const lists = (written: string) => loaded('', { XUEZHAN_LOGIN__LISTS: written }).login.lists
  assert.deepEqual(lists('web, ios'), ['web', 'ios'])
  assert.deepEqual(lists('["a,b","c"]'), ['a,b', 'c'])
  assert.deepEqual(lists(' '), [])
})

test('every mistake of file and environment is told at once', () => {
  const errors = refused(
    '[core]\nheartbeat = 1\nnope = 2\n[table]\nturn_seconds = "x"\n[nope]\n[token]\nkey = "k"',
    {
      XUEZHAN_NOPE: '1',
      XUEZHAN_OPS__HEALTH_PORT: 'x',
    },
  )
  assert.deepEqual(errors.map((error) => error.key || error.source).sort(), [
    'XUEZHAN_NOPE',
    'core.heartbeat',
    'core.nope',
    'nope',
    'ops.health_port',
    'table.turn_seconds',
    'token.key',
  ])
})

test('an error line names the source, the key and the reason', () => {
  const [error] = refused('', { XUEZHAN_CORE__HEARTBEAT: '4' })
  assert.ok(error)
  assert.equal(makeConfigErrorLine(error), 'XUEZHAN_CORE__HEARTBEAT: core.heartbeat: must be at least 5')
})

test('the addresses that Kubernetes gives pods of a service named xuezhan do not stop the start', () => {
  const config = loaded('', {
    XUEZHAN_SERVICE_HOST: '10.96.0.7',
    XUEZHAN_SERVICE_PORT: '33251',
    XUEZHAN_SERVICE_PORT_GAME: '33251',
    XUEZHAN_PORT: 'tcp://10.96.0.7:33251',
    XUEZHAN_PORT_33251_TCP: 'tcp://10.96.0.7:33251',
    XUEZHAN_PORT_33251_TCP_ADDR: '10.96.0.7',
    XUEZHAN_WEB_SERVICE_HOST: '10.96.0.8',
  })
  assert.deepEqual(config, loaded(''), 'nor do they say anything')
})

test('a secret comes from the environment or from its file', () => {
  const fromEnv = loaded('', { XUEZHAN_TOKEN__KEY: SECRET_TEXT })
  assert.equal(fromEnv.token.key?.reveal(), SECRET_TEXT)
  const keyFile = writeFile(`${SECRET_TEXT}\n`)
  const fromFile = loaded('', { XUEZHAN_TOKEN__KEY_FILE: keyFile })
  assert.equal(fromFile.token.key?.reveal(), SECRET_TEXT)
})

test('files that the configuration names lie beside it, not where the process was started', () => {
  writeFileSync(join(folder, 'key.txt'), `${SECRET_TEXT}\n`)
  const config = loaded(
    '[token]\nkey_file = "key.txt"\n[webserver]\nstatic_dir = "www"\ncertificates_cert = "/etc/cert.pem"',
  )
  assert.equal(config.token.key?.reveal(), SECRET_TEXT)
  assert.equal(config.webserver.staticDir, join(folder, 'www'))
  assert.equal(config.webserver.certificatesCert, '/etc/cert.pem')
  assert.equal(config.webserver.certificatesKey, '')
  const without = loadConfig({ tomlPath: null, env: {} })
  assert.ok(without.ok)
  assert.equal(without.value.webserver.staticDir, join(process.cwd(), 'static'))
})

test("the database's password comes like any secret, and is in no dump", () => {
  const fromEnv = loaded('', { XUEZHAN_DATABASE__PASSWORD: SECRET_TEXT })
  assert.equal(fromEnv.database.password?.reveal(), SECRET_TEXT)
  assert.doesNotMatch(inspect(fromEnv, { depth: 9, showHidden: true }) + JSON.stringify(fromEnv), /horse/)
  const fromFile = loaded('', { XUEZHAN_DATABASE__PASSWORD_FILE: writeFile(`${SECRET_TEXT}\n`) })
  assert.equal(fromFile.database.password?.reveal(), SECRET_TEXT)
  const [error] = refused(`[database]\npassword = "${SECRET_TEXT}"`)
  assert.equal(error?.code, 'SECRET_IN_FILE')
  assert.doesNotMatch(makeConfigErrorLine(error), /horse/)
  assert.equal(loaded('').database.password, null)
})

test('a secret given twice is refused', () => {
  const env = { XUEZHAN_TOKEN__KEY: SECRET_TEXT, XUEZHAN_TOKEN__KEY_FILE: writeFile(SECRET_TEXT) }
  const [error] = refused('', env)
  assert.equal(error?.key, 'token.key_file')
  assert.match(error.reason, /XUEZHAN_TOKEN__KEY/)
})

test('a secret is in no dump of the configuration and in no error', () => {
  const config = loaded('', { XUEZHAN_TOKEN__KEY: SECRET_TEXT })
  const dumps = [
    JSON.stringify(config),
    inspect(config, { depth: 9, showHidden: true }),
    String(config.token.key),
  ]
  const mistakes = [
    load(`[token]\nkey = "${SECRET_TEXT}"`),
    load(`[token]\nkey = "${SECRET_TEXT}`),
    load(`[token]\nkey_file = 3`, { XUEZHAN_TOKEN__KEY: SECRET_TEXT, XUEZHAN_CORE__DEBUG: SECRET_TEXT }),
  ]
  for (const mistake of mistakes) {
    assert.ok(!mistake.ok)
    dumps.push(inspect(mistake.error), ...mistake.error.map(makeConfigErrorLine))
  }
  for (const dump of dumps) assert.doesNotMatch(dump, /horse/)
})

test('the configuration is frozen down to its lists', () => {
  const config = loaded('')
  assert.throws(() => Object.assign(config.core, { debug: true }), TypeError)
  assert.throws(() => Object.assign(config.webserver.addr, { port: 1 }), TypeError)
  assert.throws(() => (config.login.lists as string[]).push('x'), TypeError)
})
