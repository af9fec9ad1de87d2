import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { asAdmin, asPlayer, assertRefused, newGuest, openWeb, type WebFixture } from './web-fixture.ts'

const SUCCESS = { code: 0, message: 'success' }
type Row = Record<string, unknown>

let fixture: WebFixture
before(async () => {
  fixture = await openWeb({ env: { XUEZHAN_WEBSERVER__REQUESTS_PER_MINUTE_PER_IP: '100000' } })
})
after(() => fixture.close())

const gm = (path: string, payload: object = {}) =>
  asAdmin(fixture, 'gm', `/v1/gm/${path}`, { method: 'POST', payload })

async function newClub(more: object = {}): Promise<number> {
  const response = await gm('club/create', { name: '雀友会', desc: '每晚八点', ...more })
  assert.equal(response.statusCode, 200, response.body)
  return response.json<{ data: { club_id: number } }>().data.club_id
}

const apply = async (uid: number, clubId: number) =>
  assert.ok((await fixture.store.clubs.apply({ uid, clubId, at: 7 })).ok)

test('a club is founded, applied to, joined, shown to its member, left', async () => {
  const clubId = await newClub({ agent_id: 3, max_member: 20 })
  const uid = await newGuest(fixture)
  await apply(uid, clubId)
  const applicants = (await gm('club/applicants', { club_id: clubId })).json<{ data: Row[] }>()
  assert.deepEqual(applicants.data, [{ uid, name: `G${uid}`, applied_at: 7 }])
  assert.deepEqual((await gm('club/approve', { club_id: clubId, uid })).json(), SUCCESS)
  const club = { id: clubId, name: '雀友会', desc: '每晚八点', member: 1, maxMember: 20 }
  const own = await asPlayer(fixture, uid, `/v1/user/club?uid=${uid}`)
  assert.deepEqual(own.json(), { code: 0, data: [club] })
  assert.equal((await gm('club/members', { club_id: clubId })).json<{ total: number }>().total, 1)
  assert.deepEqual((await gm('club/remove', { club_id: clubId, uid })).json(), SUCCESS)
  assert.deepEqual((await asPlayer(fixture, uid, '/v1/user/club')).json(), { code: 0, data: [] })
})

test("nobody sees another player's clubs, or any without a token", async () => {
  const uid = await newGuest(fixture)
  assertRefused(await asPlayer(fixture, uid, '/v1/user/club?uid=1000000'), {
    status: 403,
    reason: 'NOT_YOURS',
  })
  assertRefused(await fixture.web.inject({ url: `/v1/user/club?uid=${uid}` }), {
    status: 401,
    reason: 'NOT_LOGGED_IN',
  })
})

test('clubs are listed with their cards, also those of one agent, page by page', async () => {
  const clubId = await newClub({ agent_id: 77 })
  await newClub({ agent_id: 77 })
  const list = async (query: object) => (await gm('club/list', query)).json<{ total: number; data: Row[] }>()
  const all = await list({ agent_id: 77 })
  assert.equal(all.total, 2)
  const { created_at, ...row } = all.data[1]!
  assert.ok(Number(created_at) > 0)
  assert.deepEqual(row, {
    club_id: clubId,
    agent_id: 77,
    name: '雀友会',
    desc: '每晚八点',
    member: 0,
    max_member: 500,
    balance: 0,
  })
  assert.deepEqual((await list({ agent_id: 77, offset: 1, count: 1 })).data, [all.data[1]])
  assert.equal((await list({ agent_id: 78 })).total, 0)
})

test('B8: cards for a club come once per reference and are in its balance', async () => {
  const clubId = await newClub()
  const payload = { club_id: clubId, count: 100, reference: `club-${clubId}` }
  const answers = await Promise.all(Array.from({ length: 10 }, () => gm('club/recharge', payload)))
  for (const answer of answers) assert.equal(answer.json<{ balance: number }>().balance, 100)
  assert.equal(await fixture.store.cards.balance({ kind: 'club', clubId }), 100)
})

const REFUSED: [string, string, () => Promise<object>, { status: number; reason: string }][] = [
  [
    'nobody’s application',
    'club/approve',
    async () => ({ club_id: await newClub(), uid: 1 }),
    { status: 404, reason: 'NO_APPLICATION' },
  ],
  [
    'turning down nobody',
    'club/refuse',
    async () => ({ club_id: await newClub(), uid: 1 }),
    { status: 404, reason: 'NO_APPLICATION' },
  ],
  [
    'taking out a stranger',
    'club/remove',
    async () => ({ club_id: await newClub(), uid: 1 }),
    { status: 404, reason: 'NOT_MEMBER' },
  ],
  [
    'an unknown club',
    'club/approve',
    async () => ({ club_id: 999_999_999, uid: 1 }),
    { status: 404, reason: 'CLUB_NOT_FOUND' },
  ],
  [
    'cards for an unknown club',
    'club/recharge',
    async () => ({ club_id: 999_999_999, count: 1 }),
    { status: 404, reason: 'CLUB_NOT_FOUND' },
  ],
  [
    'members of an unknown club',
    'club/members',
    async () => ({ club_id: 999_999_999 }),
    { status: 404, reason: 'CLUB_NOT_FOUND' },
  ],
  [
    'a club without a name',
    'club/create',
    async () => ({ name: '' }),
    { status: 400, reason: 'BAD_PAYLOAD' },
  ],
  [
    'a club with an overlong name',
    'club/create',
    async () => ({ name: 'x'.repeat(33) }),
    { status: 400, reason: 'BAD_PAYLOAD' },
  ],
  [
    'a club for nobody',
    'club/create',
    async () => ({ name: 'x', max_member: 0 }),
    { status: 400, reason: 'BAD_PAYLOAD' },
  ],
  ['a negative page', 'club/list', async () => ({ offset: -1 }), { status: 400, reason: 'BAD_PAYLOAD' }],
  [
    'an unknown agent',
    'agent/recharge',
    async () => ({ account: 'nobody', count: 1 }),
    { status: 404, reason: 'AGENT_NOT_FOUND' },
  ],
  [
    'a short password',
    'agent/create',
    async () => ({ name: 'x', account: 'abc', password: 'short' }),
    { status: 400, reason: 'BAD_PAYLOAD' },
  ],
  [
    'an account with SQL',
    'agent/create',
    async () => ({ name: 'x', account: "a'--", password: 'long enough' }),
    { status: 400, reason: 'BAD_PAYLOAD' },
  ],
]

for (const [name, path, payload, expected] of REFUSED) {
  test(`refuses ${name}`, async () => assertRefused(await gm(path, await payload()), expected))
}

test('B13: club 0, which for nanoserver was the first club, is none', async () => {
  assertRefused(await gm('club/recharge', { club_id: 0, count: 1 }), { status: 400, reason: 'BAD_PAYLOAD' })
})

test('a full club lets nobody in', async () => {
  const clubId = await newClub({ max_member: 1 })
  const [first, second] = [await newGuest(fixture), await newGuest(fixture)]
  for (const uid of [first, second]) await apply(uid, clubId)
  assert.equal((await gm('club/approve', { club_id: clubId, uid: first })).statusCode, 200)
  assertRefused(await gm('club/approve', { club_id: clubId, uid: second }), {
    status: 409,
    reason: 'CLUB_FULL',
  })
  assert.deepEqual((await gm('club/refuse', { club_id: clubId, uid: second })).json(), SUCCESS)
})

const AGENT = { name: '老王', account: 'laowang', password: 'correct horse battery' }

test('an agent is made, given cards, and sells them, each once per reference', async () => {
  const made = await gm('agent/create', AGENT)
  assert.equal(made.statusCode, 200, made.body)
  assert.ok(!made.body.includes(AGENT.password))
  assertRefused(await gm('agent/create', AGENT), { status: 409, reason: 'ACCOUNT_TAKEN' })
  const uid = await newGuest(fixture)
  const stock = { account: AGENT.account, count: 50, reference: 'stock-1' }
  for (let n = 0; n < 3; n += 1) {
    assert.equal((await gm('agent/recharge', stock)).json<{ balance: number }>().balance, 50)
  }
  const sale = { account: AGENT.account, uid, count: 20, reference: 'sale-1' }
  const sales = await Promise.all(Array.from({ length: 5 }, () => gm('agent/sell', sale)))
  for (const { statusCode } of sales) assert.equal(statusCode, 200)
  assert.equal(await fixture.store.cards.balance({ kind: 'user', uid }), 30)
  assertRefused(await gm('agent/sell', { ...sale, count: 31, reference: 'sale-2' }), {
    status: 409,
    reason: 'CARDS_SHORT',
  })
  assert.equal(await fixture.store.cards.balance({ kind: 'user', uid }), 30)
  const { agents, total } = (await gm('agent/list')).json<{ agents: Row[]; total: number }>()
  assert.equal(total, 1)
  assert.deepEqual(
    agents.map(({ account, card_count }) => [account, card_count]),
    [['laowang', 30]],
  )
})

test('no password is in the audit', async () => {
  const { rows } = await fixture.store.audit.list({ offset: 0, count: 500 })
  assert.ok(rows.some(({ action }) => action === 'agent_create'))
  assert.ok(!JSON.stringify(rows).includes(AGENT.password))
})
