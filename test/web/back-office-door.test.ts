// Who gets into the back office: every one of its routes, from every side.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  ADMINS,
  type AdminName,
  asAdmin,
  assertRefused,
  newGuest,
  openWeb,
  type WebFixture,
  withWeb,
} from './web-fixture.ts'

type Spec = { paths: Record<string, Record<string, { security?: Record<string, string[]>[] }>> }
type Door = {
  readonly path: string
  readonly scope: AdminName
  readonly methods: readonly ('GET' | 'POST')[]
}

const upper = (method: string) => method.toUpperCase() as 'GET' | 'POST'

let fixture: WebFixture
let doors: Door[]
before(async () => {
  fixture = await openWeb({ env: { XUEZHAN_WEBSERVER__REQUESTS_PER_MINUTE_PER_IP: '100000' } })
  const { paths } = (await fixture.web.inject({ url: '/docs/json' })).json<Spec>()
  doors = Object.entries(paths).flatMap(([path, methods]) => {
    const security = Object.values(methods)[0]?.security ?? []
    const scope = security.length === 1 ? security[0]!['admin']?.[0] : undefined
    return scope === undefined
      ? []
      : [{ path, scope: scope as AdminName, methods: Object.keys(methods).map(upper) }]
  })
})
after(() => fixture.close())

test('the back office has the routes that it should have, each with one scope', () => {
  assert.ok(doors.length >= 28, String(doors.length))
  for (const { path, scope } of doors) {
    const [, , home] = path.split('/')
    assert.equal(scope, home === 'order' ? 'orders' : home, path)
  }
})

test('B11: without a token no door opens, from this machine either', async () => {
  for (const { path, methods } of doors)
    for (const method of methods) {
      const response = await fixture.web.inject({ method, url: path })
      assertRefused(response, { status: 401, reason: 'NOT_LOGGED_IN' })
    }
})

test("a player's token opens no door", async () => {
  const authorization = `Bearer ${await fixture.tokens.issue(await newGuest(fixture))}`
  for (const { path, methods } of doors) {
    const response = await fixture.web.inject({ method: methods[0]!, url: path, headers: { authorization } })
    assertRefused(response, { status: 401, reason: 'BAD_TOKEN' })
  }
})

test('a token opens the doors of its scope alone, and trying others is in the audit', async () => {
  for (const { path, scope, methods } of doors) {
    for (const name of ['gm', 'stats', 'orders', 'audit'] as const) {
      const response = await asAdmin(fixture, name, path, { method: methods[0]! })
      const isRefused =
        response.statusCode === 403 && response.json<{ reason: string }>().reason === 'SCOPE_MISSING'
      assert.equal(isRefused, name !== scope, `${name} at ${path}: ${response.body}`)
    }
  }
  const { rows } = await fixture.store.audit.list({ offset: 0, count: 500, actor: 'orders' })
  const tried = rows.filter(({ result }) => result === 'SCOPE_MISSING').map(({ action }) => action)
  assert.deepEqual(
    new Set(tried),
    new Set(doors.filter(({ scope }) => scope !== 'orders').map(({ path }) => path)),
  )
})

test('a door refuses before it reads: a broken body without a token is no bad payload', async () => {
  const response = await fixture.web.inject({
    method: 'POST',
    url: '/v1/gm/kick',
    headers: { 'content-type': 'application/json' },
    payload: '{"uid":',
  })
  assertRefused(response, { status: 401, reason: 'NOT_LOGGED_IN' })
})

for (const method of ['HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'] as const) {
  test(`${method} kicks nobody`, async () => {
    fixture.gm.calls.length = 0
    const headers = { authorization: `Bearer ${ADMINS.boss}` }
    const response = await fixture.web.inject({ method, url: '/v1/gm/kick?uid=1', headers })
    assert.equal(response.statusCode, 404)
    assert.deepEqual(fixture.gm.calls, [])
  })
}

type Visit = { readonly from: string; readonly forwarded?: string; readonly isIn: boolean }

const WHITELIST = '127.0.0.1,::1,10.10.*,fd00::/8,198.51.100.7'

const VISITS: Record<string, Visit[]> = {
  '': [
    { from: '127.0.0.1', isIn: true },
    { from: '::1', isIn: true },
    { from: '::ffff:127.0.0.1', isIn: true },
    { from: '10.10.3.4', isIn: true },
    { from: '10.11.3.4', isIn: false },
    { from: '110.10.3.4', isIn: false },
    { from: 'fd00::5', isIn: true },
    { from: '2001:db8::5', isIn: false },
    // A stranger says that he is this machine; nobody has to believe him.
    { from: '203.0.113.9', forwarded: '127.0.0.1', isIn: false },
  ],
  '192.0.2.1': [
    { from: '203.0.113.9', forwarded: '127.0.0.1', isIn: false },
    { from: '192.0.2.1', isIn: false },
    { from: '192.0.2.1', forwarded: '198.51.100.7', isIn: true },
    { from: '192.0.2.1', forwarded: 'fd00::7', isIn: true },
    { from: '192.0.2.1', forwarded: '198.51.100.7:443', isIn: true },
    { from: '192.0.2.1', forwarded: '[fd00::7]:443', isIn: true },
    { from: '192.0.2.1', forwarded: '198.51.100.7:443:443', isIn: false },
    { from: '192.0.2.1', forwarded: '198.51.100.7, unknown', isIn: false },
    { from: '192.0.2.1', forwarded: 'not-an-address', isIn: false },
    { from: '192.0.2.1', forwarded: "198.51.100.7' or 1=1", isIn: false },
    { from: '192.0.2.1', forwarded: '198.51.100.7, 203.0.113.9', isIn: false },
  ],
  // Behind a proxy on this machine everybody looks local, unless the proxy is known.
  '127.0.0.1': [
    { from: '127.0.0.1', forwarded: '203.0.113.9', isIn: false },
    { from: '127.0.0.1', forwarded: '127.0.0.1, 203.0.113.9', isIn: false },
    { from: '127.0.0.1', forwarded: '10.10.0.1', isIn: true },
  ],
}

for (const [proxies, visits] of Object.entries(VISITS)) {
  test(`B11: with trusted proxies [${proxies}] an address is let in or kept out for what it is`, async () => {
    const env = { XUEZHAN_WHITELIST__IP: WHITELIST, XUEZHAN_WEBSERVER__TRUSTED_PROXIES: proxies }
    await withWeb({ env }, async ({ web }) => {
      for (const { from, forwarded, isIn } of visits) {
        const headers = {
          authorization: `Bearer ${ADMINS.stats}`,
          ...(forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }),
        }
        const response = await web.inject({ url: '/v1/stats/online', headers, remoteAddress: from })
        assert.equal(response.statusCode, isIn ? 200 : 403, `${from} for ${forwarded}`)
        if (!isIn) assertRefused(response, { status: 403, reason: 'IP_FORBIDDEN' })
      }
    })
  })
}

test('an admin of statistics sees every desk, a game master and a stranger address do not', async () => {
  const deskId = await fixture.store.desks.insert({
    tableId: 'door',
    creator: 1,
    clubId: -1,
    round: 4,
    mode: 4,
    deskNo: '654321',
    players: [1, 2, 3, 4],
    playerNames: ['a', 'b', 'c', 'd'],
    createdAt: 5,
    extras: '{}',
  })
  const path = `/v1/desk/${deskId}`
  assert.equal((await asAdmin(fixture, 'stats', path)).json<{ data: { id: number } }>().data.id, deskId)
  assert.equal((await asAdmin(fixture, 'stats', '/v1/desk/player/4')).json<{ total: number }>().total, 1)
  assert.equal(
    (await asAdmin(fixture, 'stats', `/v1/history/lite/${deskId}`)).json<{ total: number }>().total,
    0,
  )
  assertRefused(await asAdmin(fixture, 'gm', path), { status: 401, reason: 'BAD_TOKEN' })
  const headers = { authorization: `Bearer ${ADMINS.stats}` }
  const afar = await fixture.web.inject({ url: path, headers, remoteAddress: '203.0.113.9' })
  assertRefused(afar, { status: 401, reason: 'BAD_TOKEN' })
})
