// Who gets an answer from the metrics server, by where he comes from and what he brings.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createAdminTokens, parseAdminEntries } from '../../src/auth/admin-tokens.ts'
import { must } from '../../src/lib/assert.ts'
import { admit, isLoopback } from '../../src/telemetry/debug-guard.ts'
import type { OpsFixture } from './ops-fixture.ts'
import { GM_TOKEN, OPS_TOKEN, openOps } from './ops-fixture.ts'

const parsed = parseAdminEntries(`ann ops ${OPS_TOKEN}\nbob gm ${GM_TOKEN}`)
const admins = createAdminTokens(must(parsed.ok ? parsed.value : null, 'entries'))
const verdict = (peer: string, headers: Readonly<Record<string, string>>): string => {
  const admitted = admit({ peer, headers }, admins)
  return admitted.ok ? admitted.value.name : admitted.error
}
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const LOCAL = { host: 'localhost:9464' }

test('whoever sits on this machine may ask, by any of its names', () => {
  const hosts = ['localhost', 'LOCALHOST:9464', '127.0.0.1:9464', '127.1.2.3', '[::1]:9464', '[::1]']
  for (const host of hosts) assert.equal(verdict('127.0.0.1', { host }), 'loopback', host)
  for (const peer of ['::1', '::ffff:127.0.0.1']) assert.equal(verdict(peer, LOCAL), 'loopback', peer)
  assert.ok(
    !isLoopback('') && !isLoopback('128.0.0.1') && !isLoopback('::2') && !isLoopback('::ffff:10.0.0.1'),
  )
})

test('a name that a stranger’s DNS led here is refused', () => {
  for (const host of [
    'evil.example',
    'localhost.evil.example:9464',
    '127.0.0.1.evil.example',
    '',
    'a b',
    '10.0.0.1',
  ])
    assert.equal(verdict('127.0.0.1', { host }), 'HOST_FORBIDDEN', host)
  assert.equal(verdict('127.0.0.1', {}), 'HOST_FORBIDDEN')
})

test('a page of another site is refused, though a browser of this machine asks for it', () => {
  const pages = [
    { ...LOCAL, origin: 'http://evil.example' },
    { ...LOCAL, origin: 'null' },
    { ...LOCAL, origin: 'http://localhost:12307' },
    { ...LOCAL, 'sec-fetch-site': 'cross-site' },
    { ...LOCAL, 'sec-fetch-site': 'same-site' },
  ]
  for (const headers of pages) {
    assert.equal(verdict('127.0.0.1', headers), 'ORIGIN_FORBIDDEN')
    assert.equal(verdict('127.0.0.1', { ...headers, ...bearer(OPS_TOKEN) }), 'ORIGIN_FORBIDDEN')
  }
  const own = { ...LOCAL, origin: 'http://localhost:9464', 'sec-fetch-site': 'same-origin' }
  assert.equal(verdict('127.0.0.1', own), 'loopback')
})

test('from another machine a token with the scope ops is needed, and is enough', () => {
  for (const peer of ['10.0.0.7', '2001:db8::7', '::ffff:10.0.0.7', '']) {
    const headers = { host: 'game-1.example:9464' }
    assert.equal(verdict(peer, headers), 'TOKEN_MISSING')
    assert.equal(verdict(peer, { host: 'localhost' }), 'TOKEN_MISSING')
    assert.equal(verdict(peer, { ...headers, ...bearer(OPS_TOKEN) }), 'ann')
    assert.equal(verdict(peer, { ...headers, ...bearer(GM_TOKEN) }), 'SCOPE_MISSING')
    for (const wrong of [`${OPS_TOKEN}x`, OPS_TOKEN.slice(1), 'x', 'x'.repeat(5000)])
      assert.equal(verdict(peer, { ...headers, ...bearer(wrong) }), 'BAD_TOKEN')
    for (const authorization of [OPS_TOKEN, `Basic ${OPS_TOKEN}`, 'Bearer', 'Bearer ', ''])
      assert.equal(verdict(peer, { ...headers, authorization }), 'BAD_TOKEN', authorization)
  }
})

test('what comes through a proxy of this machine comes from elsewhere', () => {
  for (const name of ['x-forwarded-for', 'forwarded', 'via', 'x-real-ip'])
    assert.equal(verdict('127.0.0.1', { ...LOCAL, [name]: '10.0.0.7' }), 'TOKEN_MISSING', name)
})

test('a wrong token is no better than none on this machine either', () => {
  assert.equal(verdict('127.0.0.1', { ...LOCAL, ...bearer('wrong') }), 'BAD_TOKEN')
})

describe('the server itself', () => {
  let ops: OpsFixture
  before(async () => {
    ops = await openOps()
  })
  after(async () => await ops.close())
  const far = { 'x-forwarded-for': '10.0.0.7' }

  test('keeps every address with data shut to strangers, also those that it does not have', async () => {
    for (const path of [
      '/metrics',
      '/debug/state',
      '/debug/tables/100000',
      '/debug/loglevel',
      '/live.json',
      '/nope',
    ]) {
      const shut = await ops.ask({ path, headers: far })
      assert.equal(shut.status, 401, path)
      assert.match(String(shut.headers['www-authenticate']), /^Bearer/)
      assert.equal((JSON.parse(shut.body) as { code: string }).code, 'TOKEN_MISSING')
      const wrongScope = await ops.ask({ path, headers: { ...far, ...bearer(GM_TOKEN) } })
      assert.equal(wrongScope.status, 403, path)
    }
    for (const path of ['/metrics', '/debug/state', '/debug/loglevel', '/live.json'])
      assert.equal((await ops.ask({ path, headers: { ...far, ...bearer(OPS_TOKEN) } })).status, 200, path)
  })

  test('gives the files of the live page to anybody, for they hold no data', async () => {
    for (const path of ['/', '/live/main.ts', '/live/uplot.js'])
      assert.equal((await ops.ask({ path, headers: far })).status, 200, path)
  })

  test('lets no form of a foreign page change the level of the log', async () => {
    const headers = { origin: 'http://evil.example', 'content-type': 'text/plain' }
    const answer = await ops.ask({ path: '/debug/loglevel', method: 'POST', headers, body: 'debug' })
    assert.equal(answer.status, 403)
    assert.equal(ops.log.level, 'info')
  })

  test('says in the log, at debug, whom it refused, and never the token', async () => {
    ops.log.level = 'debug'
    await ops.ask({ path: '/metrics', headers: { ...far, ...bearer('not-a-token-of-anybody') } })
    ops.log.level = 'info'
    const line = ops.lines.findLast(({ event }) => event === 'ops_refused')
    assert.equal(line?.['code'], 'BAD_TOKEN')
    assert.equal(line?.['peer'], '127.0.0.1')
    assert.doesNotMatch(JSON.stringify(ops.lines), /not-a-token/)
  })
})
