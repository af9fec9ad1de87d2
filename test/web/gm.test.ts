import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import type { AuditEntry } from '../../src/store/office-repositories.ts'
import {
  asAdmin,
  BUSY_DESK,
  assertRefused,
  newGuest,
  openWeb,
  type WebFixture,
  withWeb,
} from './web-fixture.ts'

const WELCOME = 10
const SUCCESS = { code: 0, message: 'success' }

let fixture: WebFixture
let uid: number
before(async () => {
  fixture = await openWeb({ env: { XUEZHAN_WEBSERVER__REQUESTS_PER_MINUTE_PER_IP: '100000' } })
})
after(() => fixture.close())
beforeEach(async () => {
  uid = await newGuest(fixture)
  fixture.gm.calls.length = 0
  fixture.gm.online.clear()
})

const gm = (path: string, request?: Parameters<typeof asAdmin>[3]) =>
  asAdmin(fixture, 'gm', `/v1/gm/${path}`, request)

const balance = (): Promise<number> => fixture.store.cards.balance({ kind: 'user', uid })

async function lastAudit(): Promise<AuditEntry> {
  const { rows } = await fixture.store.audit.list({ offset: 0, count: 1 })
  return rows[0]!
}

test('a recharge credits, tells the player, and says who gave it and why', async () => {
  const response = await gm('recharge', { method: 'POST', payload: { uid, count: 7, reason: '补偿' } })
  assert.deepEqual(response.json(), { ...SUCCESS, balance: WELCOME + 7, repeated: false })
  assert.equal(await balance(), WELCOME + 7)
  assert.deepEqual(fixture.gm.calls, [['coinsChanged', uid, WELCOME + 7]])
  const { at, detail, ...entry } = await lastAudit()
  assert.ok(at > 1_700_000_000)
  assert.deepEqual(
    { ...entry, id: 0 },
    {
      id: 0,
      actor: 'gm',
      action: 'recharge',
      target: `user:${uid}`,
      reason: '补偿',
      result: 'ok',
      requestId: response.headers['x-request-id'],
      ip: '127.0.0.1',
    },
  )
  assert.equal((JSON.parse(detail) as { count: number }).count, 7)
})

for (const [name, request] of [
  ['the query', (id: number) => ({ url: `recharge?uid=${id}&count=1` })],
  ['the query of a POST', (id: number) => ({ url: `recharge?uid=${id}&count=1`, method: 'POST' as const })],
  [
    'JSON with texts',
    (id: number) => ({ method: 'POST' as const, payload: { uid: String(id), count: '1' } }),
  ],
  [
    'a form',
    (id: number) => ({
      method: 'POST' as const,
      payload: `uid=${id}&count=1`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    }),
  ],
] as const) {
  test(`nanoserver's callers may send ${name}`, async () => {
    const { url = 'recharge', ...rest } = request(uid) as { url?: string }
    assert.equal((await gm(url, rest)).statusCode, 200)
    assert.equal(await balance(), WELCOME + 1)
  })
}

test('B8: a recharge that is sent again with its reference, also at once, credits once', async () => {
  const payload = { uid, count: 5, reference: `ticket-${uid}` }
  const send = () => gm('recharge', { method: 'POST', payload })
  const answers = await Promise.all(Array.from({ length: 20 }, send))
  for (const { statusCode } of answers) assert.equal(statusCode, 200)
  const repeated = answers.filter((answer) => answer.json<{ repeated: boolean }>().repeated)
  assert.equal(repeated.length, 19)
  assert.equal(await balance(), WELCOME + 5)
  assertRefused(await gm('recharge', { method: 'POST', payload: { ...payload, count: 6 } }), {
    status: 409,
    reason: 'REFERENCE_REUSED',
  })
})

test('B8: recharges at once without a reference all count', async () => {
  const send = () => gm('recharge', { method: 'POST', payload: { uid, count: 2 } })
  await Promise.all(Array.from({ length: 25 }, send))
  assert.equal(await balance(), WELCOME + 50)
})

test('B8: a recharge between a login and a charge is not lost', async () => {
  const charge = fixture.store.cards.charge({
    payer: { kind: 'user', uid },
    count: 3,
    reference: `desk:b8-${uid}`,
    desk: { deskId: 1, deskNo: '1' },
    at: 5,
  })
  await Promise.all([charge, gm('recharge', { method: 'POST', payload: { uid, count: 4 } })])
  assert.equal(await balance(), WELCOME + 1)
})

test('B12: a recharge of a player who is offline, and one of nobody, end nothing', async () => {
  assert.equal((await gm(`recharge?uid=${uid}&count=1`)).statusCode, 200)
  assertRefused(await gm('recharge?uid=999999999&count=1'), { status: 404, reason: 'USER_NOT_FOUND' })
  const { result, target } = await lastAudit()
  assert.deepEqual([result, target], ['PAYER_UNKNOWN', 'user:999999999'])
})

const BAD_RECHARGES: [string, unknown][] = [
  ['no uid', { count: 1 }],
  ['no count', { uid: 1 }],
  ['count 0', { uid: 1, count: 0 }],
  ['a negative count', { uid: 1, count: -1 }],
  ['half a card', { uid: 1, count: 0.5 }],
  ['a million cards', { uid: 1, count: 1_000_000 }],
  ['a count beyond the safe integers', { uid: 1, count: 2 ** 60 }],
  ['a count as a sum', { uid: 1, count: '1+1' }],
  ['uid 0', { uid: 0, count: 1 }],
  ['a uid with SQL', { uid: "1' or '1'='1", count: 1 }],
  ['a list as uid', { uid: [1], count: 1 }],
  ['an object as uid', { uid: { $gt: 0 }, count: 1 }],
  ['null', { uid: null, count: 1 }],
  ['true', { uid: true, count: 1 }],
  ['an overlong reason', { uid: 1, count: 1, reason: 'x'.repeat(256) }],
  ['a reason with a line end', { uid: 1, count: 1, reason: 'a\nforged audit line' }],
  ['a reference with SQL', { uid: 1, count: 1, reference: "x'; drop table user" }],
  ['an overlong reference', { uid: 1, count: 1, reference: 'x'.repeat(65) }],
  ['a key twice', '{"uid":1,"count":1,"count":1000}'],
  ['a list', '[{"uid":1,"count":1}]'],
  ['a text', '"uid=1"'],
  ['half a JSON', '{"uid":1'],
]

for (const [name, payload] of BAD_RECHARGES) {
  test(`a recharge with ${name} is refused`, async () => {
    const response = await gm('recharge', {
      method: 'POST',
      payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
      headers: { 'content-type': 'application/json' },
    })
    assertRefused(response, { status: 400, reason: 'BAD_PAYLOAD' })
  })
}

test('a parameter in the query and in the body is refused: one of the two is a lie', async () => {
  const response = await gm(`recharge?uid=${uid}`, { method: 'POST', payload: { uid: uid + 1, count: 1 } })
  assertRefused(response, { status: 400, reason: 'BAD_PAYLOAD' })
  assertRefused(await gm(`kick?uid=${uid}&uid=${uid + 1}`), { status: 400, reason: 'BAD_PAYLOAD' })
})

test('another type of body is refused', async () => {
  const headers = { 'content-type': 'application/xml' }
  const response = await gm('recharge', { method: 'POST', payload: '<uid>1</uid>', headers })
  assertRefused(response, { status: 415, reason: 'BODY_TYPE_UNKNOWN' })
})

test('kick closes who is there, and says when nobody is (B12: no crash for an unknown uid)', async () => {
  fixture.gm.online.add(uid)
  assert.deepEqual((await gm(`kick?uid=${uid}&reason=cheat`)).json(), SUCCESS)
  assert.deepEqual(fixture.gm.calls, [['kick', uid, 'cheat']])
  assertRefused(await gm(`kick?uid=${uid}`), { status: 404, reason: 'NOT_ONLINE' })
  const { action, result, target } = await lastAudit()
  assert.deepEqual([action, target, result], ['kick', `user:${uid}`, 'NOT_ONLINE'])
})

test('reset ends the unfinished table of a player who is known', async () => {
  assert.deepEqual((await gm(`reset?uid=${uid}`)).json(), SUCCESS)
  assert.deepEqual(fixture.gm.calls, [['leaveTable', uid]])
  assertRefused(await gm('reset?uid=999999999'), { status: 404, reason: 'USER_NOT_FOUND' })
})

test('a frozen player is put out and stays out until the freezing is taken back', async () => {
  const imei = 'to-be-frozen'
  const login = () =>
    fixture.web.inject({ method: 'POST', url: '/v1/user/login/guest', payload: { appId: 'app', imei } })
  const { uid: frozen } = (await login()).json<{ uid: number }>()
  assert.deepEqual((await gm(`freeze?uid=${frozen}&reason=r`)).json(), SUCCESS)
  assert.deepEqual(fixture.gm.calls, [['kick', frozen, 'r']])
  assertRefused(await login(), { status: 403, reason: 'ACCOUNT_CLOSED' })
  assert.deepEqual((await gm(`unfreeze?uid=${frozen}`)).json(), SUCCESS)
  assert.equal((await login()).statusCode, 200)
})

test('prices change at once and outlive the process', async () => {
  assert.deepEqual((await gm('consume?consume=%224/1,8/1,16/2%22')).json(), SUCCESS)
  const prices = [
    { rounds: 4, cards: 1 },
    { rounds: 8, cards: 1 },
    { rounds: 16, cards: 2 },
  ]
  assert.deepEqual(fixture.gm.calls, [['setPrices', prices]])
  assert.deepEqual((await lastAudit()).detail, '{"consume":"\\"4/1,8/1,16/2\\""}')
  await withWeb({ store: { settings: fixture.store.settings } }, async (restarted) => {
    assert.deepEqual(restarted.gm.calls, [['setPrices', prices]])
  })
})

for (const consume of ['4', '4/1,4/2', '0/1', '4/-1', '4/1;8/1', '4/1000', 'x'.repeat(200)]) {
  test(`prices "${consume.slice(0, 20)}" are refused and change nothing`, async () => {
    assertRefused(await gm(`consume?consume=${encodeURIComponent(consume)}`), {
      status: 400,
      reason: 'PRICES_INVALID',
    })
    assert.deepEqual(fixture.gm.calls, [])
  })
}

test('a broadcast reaches who is there now and who logs in later, also after a restart', async () => {
  const message = '今晚十点维护'
  await gm('broadcast', { method: 'POST', payload: { message: ` ${message} ` } })
  assert.deepEqual(fixture.gm.calls, [['broadcast', message]])
  const messagesOf = async ({ web }: WebFixture) => {
    const payload = { appId: 'app', imei: 'listener' }
    const login = await web.inject({ method: 'POST', url: '/v1/user/login/guest', payload })
    return login.json<{ messages: string[] }>().messages
  }
  assert.deepEqual(await messagesOf(fixture), [message])
  const env = { XUEZHAN_BROADCAST__MESSAGE: '健康游戏' }
  await withWeb({ env, store: { settings: fixture.store.settings } }, async (restarted) => {
    assert.deepEqual(await messagesOf(restarted), ['健康游戏', message])
  })
})

test('the login answer does not grow for ever: the last 20 messages stay', async () => {
  for (let n = 0; n < 25; n += 1) await gm(`broadcast?message=message-${n}`)
  const payload = { appId: 'app', imei: 'late' }
  const login = await fixture.web.inject({ method: 'POST', url: '/v1/user/login/guest', payload })
  const { messages } = login.json<{ messages: string[] }>()
  assert.deepEqual([messages.length, messages.at(0), messages.at(-1)], [20, 'message-5', 'message-24'])
})

for (const message of ['', '    ', 'hi', '你', '    x', 'x'.repeat(1025), 'a\u0000bcdef']) {
  test(`the message ${JSON.stringify(message.slice(0, 12))} is refused`, async () => {
    const response = await gm('broadcast', { method: 'POST', payload: { message } })
    assertRefused(response, { status: 400, reason: 'BAD_PAYLOAD' })
    assert.deepEqual(fixture.gm.calls, [])
  })
}

test('a desk is dissolved by its number', async () => {
  fixture.gm.tables.add('012345')
  assert.deepEqual((await gm('desk/dissolve?desk_no=012345')).json(), SUCCESS)
  assertRefused(await gm('desk/dissolve?desk_no=012345'), { status: 404, reason: 'DESK_NOT_FOUND' })
  const busy = await gm(`desk/dissolve?desk_no=${BUSY_DESK}`)
  assertRefused(busy, { status: 503, reason: 'SERVER_BUSY' })
  assertRefused(await gm('desk/dissolve?desk_no=12'), { status: 400, reason: 'BAD_PAYLOAD' })
})

test('every deed is in the audit, the refused ones too, under the id that the answer names', async () => {
  const deeds: [string, string][] = [
    [`reset?uid=${uid}&reason=why`, 'reset'],
    [`freeze?uid=${uid}&reason=why`, 'freeze'],
    [`unfreeze?uid=${uid}&reason=why`, 'unfreeze'],
    [`kick?uid=${uid}&reason=why`, 'kick'],
    [`recharge?uid=${uid}&count=1&reason=why`, 'recharge'],
    ['consume?consume=4/2&reason=why', 'consume'],
    ['broadcast?message=hello&reason=why', 'broadcast'],
    ['desk/dissolve?desk_no=111111&reason=why', 'dissolve'],
    ['online?reason=why', 'online'],
    [`query/user/?id=${uid}&reason=why`, 'query_user'],
  ]
  for (const [path, action] of deeds) {
    const response = await gm(path)
    const entry = await lastAudit()
    assert.deepEqual([entry.action, entry.actor, entry.reason], [action, 'gm', 'why'])
    assert.equal(entry.requestId, response.headers['x-request-id'])
    assert.equal(entry.result === 'ok', response.statusCode === 200, path)
  }
})

test('a database that is away answers 503, and the deed is not done', async () => {
  const away = () => Promise.reject(Object.assign(new Error('away'), { code: 'STORE_DOWN' }))
  const { settings } = fixture.store
  await withWeb({ store: { settings: { get: (name) => settings.get(name), set: away } } }, async (web) => {
    web.gm.calls.length = 0
    assertRefused(await asAdmin(web, 'gm', '/v1/gm/consume?consume=4/2'), {
      status: 503,
      reason: 'STORE_DOWN',
    })
    assert.deepEqual(web.gm.calls, [])
    const { rows } = await web.store.audit.list({ offset: 0, count: 1 })
    assert.equal(rows[0]?.result, 'FAILED')
  })
})
