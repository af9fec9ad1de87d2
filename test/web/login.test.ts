import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { assertRefused, GAME_PORT, openWeb, type WebFixture, withWeb } from './web-fixture.ts'

const GUEST = '/v1/user/login/guest'
const BODY = { appId: 'app', channelId: 'web', imei: 'imei-1', device: { os: 'linux', model: 'pc' } }

let fixture: WebFixture
before(async () => {
  fixture = await openWeb({
    env: { XUEZHAN_BROADCAST__MESSAGE: '健康游戏', XUEZHAN_WEBSERVER__LOGINS_PER_MINUTE_PER_IP: '1000' },
  })
})
after(() => fixture.close())

const post = (payload: unknown, url = GUEST) =>
  fixture.web.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json' },
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
  })

type LoginBody = Record<string, unknown> & { uid: number; token: string }

async function loggedIn(payload: unknown): Promise<LoginBody> {
  const response = await post(payload)
  assert.equal(response.statusCode, 200, response.body)
  return response.json<LoginBody>()
}

test("a guest gets nanoserver's answer and a token of his own", async () => {
  const { uid, token, ...rest } = await loggedIn(BODY)
  assert.deepEqual(rest, {
    code: 0,
    name: `G${uid}`,
    headUrl: '',
    fangka: 10,
    sex: 0,
    ip: '127.0.0.1',
    port: GAME_PORT,
    playerIp: '127.0.0.1',
    config: {
      version: '1.9.3',
      android: '',
      ios: '',
      heartbeat: 30,
      forceUpdate: false,
      title: '血战到底',
      desc: '四川麻将，血战到底',
      daili1: '',
      daili2: '',
      kefu1: '',
      appId: '',
      appKey: '',
    },
    messages: ['健康游戏'],
    clubList: [],
    debug: 0,
  })
  const verified = await fixture.tokens.verify(token)
  assert.ok(verified.ok)
  assert.equal(verified.value.uid, uid)
})

test('the same device is the same player, another one is not', async () => {
  const first = await loggedIn(BODY)
  const again = await loggedIn(BODY)
  const other = await loggedIn({ ...BODY, imei: 'imei-2' })
  assert.equal(again.uid, first.uid)
  assert.notEqual(other.uid, first.uid)
})

test('an old client may leave out channel and device, and send fields that nobody knows', async () => {
  await loggedIn({ appId: 'app', imei: 'imei-3' })
  await loggedIn({
    ...BODY,
    imei: 'imei-4',
    sdk: { deep: [1] },
    device: { imei: 'x', remote: 'y', root: true },
  })
})

const BAD_BODIES: [string, unknown][] = [
  ['no imei', { appId: 'app' }],
  ['no appId', { imei: 'x' }],
  ['a number as imei', { ...BODY, imei: 7 }],
  ['a negative number as imei', { ...BODY, imei: -1 }],
  ['a list as imei', { ...BODY, imei: ['x'] }],
  ['an object as imei', { ...BODY, imei: { $ne: '' } }],
  ['null as imei', { ...BODY, imei: null }],
  ['a huge imei', { ...BODY, imei: 'x'.repeat(129) }],
  ['a number as appId', { ...BODY, appId: 7 }],
  ['a huge appId', { ...BODY, appId: 'x'.repeat(65) }],
  ['a huge channel', { ...BODY, channelId: 'x'.repeat(65) }],
  ['a text as device', { ...BODY, device: 'pc' }],
  ['a huge device model', { ...BODY, device: { model: 'x'.repeat(65) } }],
  ['a list', [BODY]],
  ['a text', '"imei"'],
  ['null', 'null'],
  ['half a JSON', '{"imei":'],
  ['nothing', ''],
  ['a poisoned prototype', '{"appId":"app","imei":"x","__proto__":{"admin":true}}'],
]

for (const [name, body] of BAD_BODIES) {
  test(`refuses ${name}`, async () => {
    assertRefused(await post(body), { status: 400, reason: 'BAD_PAYLOAD' })
  })
}

for (const imei of ['', ' ', '\t\n']) {
  test(`B10: refuses the empty device ${JSON.stringify(imei)}: it would share one account`, async () => {
    assertRefused(await post({ ...BODY, imei }), { status: 400, reason: 'IMEI_EMPTY' })
  })
}

test('a refusal names the field at fault and not its value', async () => {
  const response = await post({ ...BODY, imei: 'v'.repeat(200) })
  assert.equal(response.json<{ detail: string }>().detail, 'body.imei')
  assert.doesNotMatch(response.body, /vvv/)
})

test('a body over 16 KiB is refused before it is read', async () => {
  assertRefused(await post({ ...BODY, imei: 'x'.repeat(17_000) }), { status: 413, reason: 'BODY_TOO_LARGE' })
})

test('a body that is not JSON is refused', async () => {
  const headers = { 'content-type': 'application/xml' }
  const response = await fixture.web.inject({ method: 'POST', url: GUEST, headers, payload: '<imei/>' })
  assertRefused(response, { status: 415, reason: 'BODY_TYPE_UNKNOWN' })
})

test('a frozen account is refused', async () => {
  const accounts = {
    ...fixture.store.accounts,
    guestLogin: async () => ({ ok: false, error: { code: 'ACCOUNT_CLOSED' } }) as const,
  }
  await withWeb({ store: { accounts } }, async ({ web }) => {
    const response = await web.inject({ method: 'POST', url: GUEST, payload: BODY })
    assertRefused(response, { status: 403, reason: 'ACCOUNT_CLOSED' })
  })
})

test('a database that is away is a fault of ours: the client sees an id, the observer the cause', async () => {
  const cause = new Error('disk I/O error in /secret/path')
  const accounts = { ...fixture.store.accounts, guestLogin: () => Promise.reject(cause) }
  await withWeb({ store: { accounts } }, async ({ web, failures }) => {
    const response = await web.inject({ method: 'POST', url: GUEST, payload: BODY })
    assertRefused(response, { status: 500, reason: 'INTERNAL' })
    assert.doesNotMatch(response.body, /secret/)
    const { detail } = response.json<{ detail: string }>()
    assert.deepEqual(failures, [{ error: cause, route: GUEST, requestId: detail }])
  })
})

test('a database that cannot keep up answers 503', async () => {
  const busy = Object.assign(new Error('too many'), { code: 'STORE_BUSY' })
  const accounts = { ...fixture.store.accounts, guestLogin: () => Promise.reject(busy) }
  await withWeb({ store: { accounts } }, async ({ web }) => {
    const response = await web.inject({ method: 'POST', url: GUEST, payload: BODY })
    assertRefused(response, { status: 503, reason: 'STORE_DOWN' })
  })
})

const SWITCHES: { guest: string; lists: string; channelId: string; allowed: boolean }[] = [
  { guest: 'true', lists: '', channelId: 'web', allowed: true },
  { guest: 'true', lists: 'web,ios', channelId: 'ios', allowed: true },
  { guest: 'true', lists: 'web,ios', channelId: 'android', allowed: false },
  { guest: 'true', lists: 'web,ios', channelId: '', allowed: false },
  { guest: 'false', lists: '', channelId: 'web', allowed: false },
  { guest: 'false', lists: 'web', channelId: 'web', allowed: false },
]

for (const { guest, lists, channelId, allowed } of SWITCHES) {
  test(`B10: login.guest ${guest}, lists [${lists}]: channel "${channelId}" is ${allowed ? 'let in' : 'refused'}, as the query says`, async () => {
    const env = { XUEZHAN_LOGIN__GUEST: guest, XUEZHAN_LOGIN__LISTS: lists }
    await withWeb({ env }, async ({ web }) => {
      const query = { appId: 'app', channelId }
      const asked = await web.inject({ method: 'POST', url: '/v1/user/login/query', payload: query })
      assert.deepEqual(asked.json(), { code: 0, guest: allowed })
      const tried = await web.inject({ method: 'POST', url: GUEST, payload: { ...query, imei: 'x' } })
      if (allowed) assert.equal(tried.statusCode, 200)
      else assertRefused(tried, { status: 403, reason: 'GUEST_OFF' })
    })
  })
}

test('logins are limited per address, and other pages are not touched by it', async () => {
  await withWeb({ env: { XUEZHAN_WEBSERVER__LOGINS_PER_MINUTE_PER_IP: '2' } }, async ({ web }) => {
    const login = (remoteAddress: string) =>
      web.inject({ method: 'POST', url: GUEST, payload: BODY, remoteAddress })
    assert.equal((await login('10.0.0.1')).statusCode, 200)
    assert.equal((await login('10.0.0.1')).statusCode, 200)
    const third = await login('10.0.0.1')
    assertRefused(third, { status: 429, reason: 'RATE_LIMITED' })
    assert.ok(Number(third.headers['retry-after']) > 0)
    assert.equal((await login('10.0.0.2')).statusCode, 200)
    assert.equal((await web.inject({ url: '/ping', remoteAddress: '10.0.0.1' })).statusCode, 200)
  })
})

test('logins of one account are limited from however many addresses, and other accounts are not touched', async () => {
  await withWeb({ env: { XUEZHAN_WEBSERVER__LOGINS_PER_MINUTE_PER_ACCOUNT: '3' } }, async ({ web }) => {
    let host = 0
    const login = (imei: string, appId = 'app') => {
      host += 1
      const payload = { appId, imei }
      return web.inject({ method: 'POST', url: GUEST, payload, remoteAddress: `10.1.0.${host}` })
    }
    for (let n = 0; n < 3; n += 1) assert.equal((await login('mine')).statusCode, 200)
    const fourth = await login('mine')
    assertRefused(fourth, { status: 429, reason: 'RATE_LIMITED' })
    assert.ok(Number(fourth.headers['retry-after']) > 0)
    assert.equal((await login('yours')).statusCode, 200)
    assert.equal((await login('mine', 'other app')).statusCode, 200)
  })
})

type Forwarded = { trusted: string; peer: string; written?: string; playerIp: string }

const FORWARDED: readonly Forwarded[] = [
  { trusted: '', peer: '10.0.0.1', playerIp: '10.0.0.1' },
  { trusted: '10.0.0.0/8', peer: '10.0.0.1', playerIp: '203.0.113.9' },
  { trusted: '10.0.0.0/8', peer: '192.168.0.1', playerIp: '192.168.0.1' },
  { trusted: '10.0.0.0/8', peer: '10.0.0.1', written: '203.0.113.9:5000', playerIp: '203.0.113.9' },
  { trusted: '10.0.0.0/8', peer: '10.0.0.1', written: '198.51.100.1, unknown', playerIp: '0.0.0.0' },
  // Longer than the columns that keep addresses.
  { trusted: '10.0.0.0/8', peer: '10.0.0.1', written: 'g'.repeat(300), playerIp: '0.0.0.0' },
]

for (const { trusted, peer, written = '198.51.100.1, 203.0.113.9', playerIp } of FORWARDED) {
  test(`behind ${peer} with trusted proxies [${trusted}] that says ${written} the player is ${playerIp}`, async () => {
    await withWeb({ env: { XUEZHAN_WEBSERVER__TRUSTED_PROXIES: trusted } }, async ({ web }) => {
      const headers = { 'x-forwarded-for': written }
      const response = await web.inject({
        method: 'POST',
        url: GUEST,
        payload: BODY,
        headers,
        remoteAddress: peer,
      })
      assert.equal(response.json<{ playerIp: string }>().playerIp, playerIp)
    })
  })
}

test('no cache keeps a login', async () => {
  assert.equal((await post(BODY)).headers['cache-control'], 'no-store')
})
