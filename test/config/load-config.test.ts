// A configuration is either whole and frozen, or refused with every mistake named.

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { inspect } from 'node:util'
import { makeConfigErrorLine } from '../../src/config/config-error.ts'
import type { Environment } from '../../src/config/environment.ts'
import { loadConfig } from '../../src/config/load-config.ts'

const folder = mkdtempSync(join(tmpdir(), 'xuezhan-config-'))
after(() => rmSync(folder, { recursive: true }))

let files = 0
function writeFile(content: string): string {
  files += 1
  const path = join(folder, `${files}.toml`)
  writeFileSync(path, content)
  return path
}

function load(toml: string, env: Environment = {}) {
  return loadConfig({ tomlPath: writeFile(toml), env })
}

function loaded(toml: string, env: Environment = {}) {
  const result = load(toml, env)
  assert.ok(result.ok, inspect(result))
  return result.value
}

function refused(toml: string, env: Environment = {}) {
  const result = load(toml, env)
  assert.ok(!result.ok, 'this configuration should have been refused')
  return result.error
}

const SECRET_TEXT = 'correct-horse-battery-staple-and-more'

type Refusal = {
  name: string
  toml?: string
  env?: Environment
  code: string
  source?: RegExp
  key: string
  reason: RegExp
}

const REFUSALS: Refusal[] = [
  {
    name: 'unknown key',
    toml: '[core]\nhartbeat = 30',
    code: 'UNKNOWN_KEY',
    key: 'core.hartbeat',
    reason: /not a key/,
  },
  {
    name: 'unknown section',
    toml: '[cores]\ndebug = true',
    code: 'UNKNOWN_KEY',
    key: 'cores',
    reason: /not a section/,
  },
  {
    name: 'key outside any section',
    toml: 'debug = true',
    code: 'UNKNOWN_KEY',
    key: 'debug',
    reason: /not a section/,
  },
  {
    name: 'a section that is a number',
    toml: 'core = 3',
    code: 'WRONG_TYPE',
    key: 'core',
    reason: /section/,
  },
  {
    name: 'a section that is a list',
    toml: '[[core]]\ndebug = true',
    code: 'WRONG_TYPE',
    key: 'core',
    reason: /section/,
  },
  {
    name: 'a prototype as section',
    toml: '[__proto__]\ndebug = true',
    code: 'UNKNOWN_KEY',
    key: '__proto__',
    reason: /not a section/,
  },
  {
    name: 'text for a number',
    toml: '[core]\nheartbeat = "30"',
    code: 'WRONG_TYPE',
    key: 'core.heartbeat',
    reason: /whole number/,
  },
  {
    name: 'fraction',
    toml: '[core]\nheartbeat = 5.5',
    code: 'WRONG_TYPE',
    key: 'core.heartbeat',
    reason: /whole number/,
  },
  {
    name: 'number for a switch',
    toml: '[login]\nguest = 1',
    code: 'WRONG_TYPE',
    key: 'login.guest',
    reason: /true or false/,
  },
  {
    name: 'text for a list',
    toml: '[login]\nlists = "a"',
    code: 'WRONG_TYPE',
    key: 'login.lists',
    reason: /list/,
  },
  {
    name: 'number in a list of texts',
    toml: '[login]\nlists = [1]',
    code: 'WRONG_TYPE',
    key: 'login.lists',
    reason: /text/,
  },
  {
    name: 'heartbeat below 5 s',
    toml: '[core]\nheartbeat = 4',
    code: 'IMPOSSIBLE',
    key: 'core.heartbeat',
    reason: /at least 5/,
  },
  {
    name: 'a price without cards',
    toml: '[core]\nconsume = "4"',
    code: 'IMPOSSIBLE',
    key: 'core.consume',
    reason: /pairs/,
  },
  {
    name: 'a price twice',
    toml: '[core]\nconsume = "4/2,4/3"',
    code: 'IMPOSSIBLE',
    key: 'core.consume',
    reason: /once/,
  },
  {
    name: 'a price of zero rounds',
    toml: '[core]\nconsume = "0/2"',
    code: 'IMPOSSIBLE',
    key: 'core.consume',
    reason: /pairs/,
  },
  {
    name: 'port too large',
    toml: '[game-server]\nport = 65536',
    code: 'IMPOSSIBLE',
    key: 'game-server.port',
    reason: /at most 65535/,
  },
  {
    name: 'negative port',
    toml: '[ops]\nhealth_port = -1',
    code: 'IMPOSSIBLE',
    key: 'ops.health_port',
    reason: /at least 0/,
  },
  {
    name: 'address without port',
    toml: '[webserver]\naddr = "0.0.0.0"',
    code: 'IMPOSSIBLE',
    key: 'webserver.addr',
    reason: /host:port/,
  },
  {
    name: 'address with a wild port',
    toml: '[webserver]\naddr = "h:70000"',
    code: 'IMPOSSIBLE',
    key: 'webserver.addr',
    reason: /host:port/,
  },
  {
    name: 'a proxy that is no address',
    toml: '[webserver]\ntrusted_proxies = [".*"]',
    code: 'IMPOSSIBLE',
    key: 'webserver.trusted_proxies',
    reason: /block/,
  },
  {
    name: 'a proxy block too narrow',
    toml: '[webserver]\ntrusted_proxies = ["10.0.0.0/33"]',
    code: 'IMPOSSIBLE',
    key: 'webserver.trusted_proxies',
    reason: /block/,
  },
  {
    name: 'unknown driver',
    toml: '[database]\ndriver = "oracle"',
    code: 'IMPOSSIBLE',
    key: 'database.driver',
    reason: /one of sqlite/,
  },
  {
    name: 'unknown fsync mode',
    toml: '[journal]\nfsync = "always"',
    code: 'IMPOSSIBLE',
    key: 'journal.fsync',
    reason: /batch, interval, off/,
  },
  {
    name: 'origin with a path',
    toml: '[limits]\nallowed_origins = ["https://a.example/x"]',
    code: 'IMPOSSIBLE',
    key: 'limits.allowed_origins',
    reason: /origin/,
  },
  {
    name: 'burst below the rate',
    toml: '[limits]\nmessages_per_second = 50',
    code: 'IMPOSSIBLE',
    key: 'limits.messages_per_second',
    reason: /messages_burst/,
  },
  {
    name: 'soft limit over the hard one',
    toml: '[limits]\nsend_buffer_soft_bytes = 300000',
    code: 'IMPOSSIBLE',
    key: 'limits.send_buffer_soft_bytes',
    reason: /send_buffer_hard_bytes/,
  },
  {
    name: 'bots that think backwards',
    toml: '[table]\nbot_think_min_ms = 5000',
    code: 'IMPOSSIBLE',
    key: 'table.bot_think_min_ms',
    reason: /bot_think_max_ms/,
  },
  {
    name: 'consent longer than the vote',
    toml: '[table]\ndissolve_seconds = 100',
    code: 'IMPOSSIBLE',
    key: 'table.dissolve_consent_seconds',
    reason: /dissolve_seconds/,
  },
  {
    name: 'xxtea without a key',
    toml: '[game-server]\ncrypto = "xxtea"',
    code: 'IMPOSSIBLE',
    key: 'game-server.crypto_key',
    reason: /16 bytes/,
  },
  {
    name: 'secret in the file',
    toml: `[token]\nkey = "${SECRET_TEXT}"`,
    code: 'SECRET_IN_FILE',
    key: 'token.key',
    reason: /environment.*key_file/,
  },
  {
    name: 'secret file that is not there',
    toml: '[token]\nkey_file = "/nowhere/key"',
    code: 'UNREADABLE',
    key: 'token.key_file',
    reason: /ENOENT/,
  },
  { name: 'not TOML', toml: '[core\ndebug = true', code: 'UNREADABLE', key: '', reason: /line 1, column/ },
  {
    name: 'misspelt variable',
    env: { XUEZHAN_TABLE__TURN_SECS: '9' },
    code: 'UNKNOWN_KEY',
    source: /^XUEZHAN_TABLE__TURN_SECS$/,
    key: '',
    reason: /no key/,
  },
  {
    name: 'variable with one underscore',
    env: { XUEZHAN_GAME_SERVER_PORT: '9' },
    code: 'UNKNOWN_KEY',
    source: /^XUEZHAN_GAME_SERVER_PORT$/,
    key: '',
    reason: /no key/,
  },
  {
    name: 'lower-case variable',
    env: { XUEZHAN_core__debug: 'true' },
    code: 'UNKNOWN_KEY',
    source: /^XUEZHAN_core__debug$/,
    key: '',
    reason: /no key/,
  },
  {
    name: 'variable of the wrong type',
    env: { XUEZHAN_TABLE__TURN_SECONDS: '9s' },
    code: 'WRONG_TYPE',
    source: /^XUEZHAN_TABLE__TURN_SECONDS$/,
    key: 'table.turn_seconds',
    reason: /whole number/,
  },
  {
    name: 'empty variable for a number',
    env: { XUEZHAN_TABLE__TURN_SECONDS: '' },
    code: 'WRONG_TYPE',
    source: /^XUEZHAN_TABLE__TURN_SECONDS$/,
    key: 'table.turn_seconds',
    reason: /whole number/,
  },
  {
    name: 'yes for true',
    env: { XUEZHAN_CORE__DEBUG: 'yes' },
    code: 'WRONG_TYPE',
    source: /^XUEZHAN_CORE__DEBUG$/,
    key: 'core.debug',
    reason: /true or false/,
  },
  {
    name: 'half a JSON list',
    env: { XUEZHAN_LOGIN__LISTS: '["a"' },
    code: 'WRONG_TYPE',
    source: /^XUEZHAN_LOGIN__LISTS$/,
    key: 'login.lists',
    reason: /JSON list/,
  },
  {
    name: 'impossible variable',
    env: { XUEZHAN_OPS__HEALTH_PORT: '99999' },
    code: 'IMPOSSIBLE',
    source: /^XUEZHAN_OPS__HEALTH_PORT$/,
    key: 'ops.health_port',
    reason: /at most/,
  },
  {
    name: 'short token key',
    env: { XUEZHAN_TOKEN__KEY: 'short' },
    code: 'IMPOSSIBLE',
    source: /^XUEZHAN_TOKEN__KEY$/,
    key: 'token.key',
    reason: /32 bytes/,
  },
]

for (const { name, toml = '', env = {}, code, source = /\.toml$/, key, reason } of REFUSALS) {
  test(`refuses ${name}`, () => {
    const errors = refused(toml, env)
    assert.equal(errors.length, 1, inspect(errors))
    const [error] = errors
    assert.equal(error?.code, code)
    assert.equal(error.key, key)
    assert.match(error.source, source)
    assert.match(error.reason, reason)
  })
}

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
  loaded('', {
    XUEZHAN_SERVICE_HOST: '10.96.0.7',
    XUEZHAN_SERVICE_PORT: '33251',
    XUEZHAN_SERVICE_PORT_GAME: '33251',
    XUEZHAN_PORT: 'tcp://10.96.0.7:33251',
    XUEZHAN_PORT_33251_TCP: 'tcp://10.96.0.7:33251',
    XUEZHAN_PORT_33251_TCP_ADDR: '10.96.0.7',
    XUEZHAN_WEB_SERVICE_HOST: '10.96.0.8',
  })
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
