import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createTokens } from '../../src/auth/tokens.ts'
import type { BySeat } from '../../src/store/repositories.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { longLocalTime, shortLocalTime } from '../../src/web/local-time.ts'
import { assertRefused, newGuest, openWeb, type WebFixture, withWeb } from './web-fixture.ts'

const AT = 1_780_000_000
const NAMES: BySeat<string> = ['甲', '乙', '丙', '丁']
const OWNER = 11
const FOURTH = 14
const STRANGER = 99

let fixture: WebFixture
let deskId: number
let historyId: number

before(async () => {
  fixture = await openWeb()
  const { desks, histories } = fixture.store
  const players: BySeat<number> = [OWNER, 12, 13, FOURTH]
  const desk = {
    tableId: 't1',
    creator: OWNER,
    clubId: -1,
    round: 8,
    mode: 4,
    deskNo: '123456',
    extras: '{"mode":4}',
  }
  deskId = await desks.insert({ ...desk, players, playerNames: NAMES, createdAt: AT })
  await desks.update(deskId, { scoreChanges: [6, -2, -2, -2], round: 1, dismissAt: AT + 900 })
  const history = { deskId, round: 1, mode: 4, beginAt: AT, endAt: AT + 300, playerNames: NAMES }
  historyId = await histories.insert({ ...history, scoreChanges: [6, -2, -2, -2], snapshot: '{"do":[]}' })
})
after(() => fixture.close())

async function get(url: string, uid?: number) {
  const headers = uid === undefined ? {} : { authorization: `Bearer ${await fixture.tokens.issue(uid)}` }
  return await fixture.web.inject({ url, headers })
}

const DESK_ITEM = () => ({
  id: deskId,
  creator: OWNER,
  round: 1,
  desk_no: '123456',
  mode: 4,
  player0: OWNER,
  player1: 12,
  player2: 13,
  player3: FOURTH,
  player_name0: '甲',
  player_name1: '乙',
  player_name2: '丙',
  player_name3: '丁',
  score_change0: 6,
  score_change1: -2,
  score_change2: -2,
  score_change3: -2,
  created_at: AT,
  created_at_str: longLocalTime(AT),
  dismiss_at: AT + 900,
  extras: '{"mode":4}',
})

const HISTORY_ITEM = () => ({
  id: historyId,
  desk_id: deskId,
  round: 1,
  mode: 4,
  begin_at: AT,
  begin_at_str: shortLocalTime(AT),
  end_at: AT + 300,
  player_name0: '甲',
  player_name1: '乙',
  player_name2: '丙',
  player_name3: '丁',
  score_change0: 6,
  score_change1: -2,
  score_change2: -2,
  score_change3: -2,
})

test('every seat of a desk sees it, its rounds and their replays', async () => {
  for (const uid of [OWNER, FOURTH]) {
    const desk = await get(`/v1/desk/${deskId}`, uid)
    assert.deepEqual(desk.json(), { code: 0, data: DESK_ITEM() })
    const list = await get(`/v1/desk/player/${uid}`, uid)
    assert.deepEqual(list.json(), { code: 0, total: 1, data: [DESK_ITEM()] })
    const rounds = await get(`/v1/history/lite/${deskId}`, uid)
    assert.deepEqual(rounds.json(), { code: 0, total: 1, data: [HISTORY_ITEM()] })
    const round = await get(`/v1/history/${historyId}`, uid)
    assert.deepEqual(round.json(), { code: 0, data: { ...HISTORY_ITEM(), snapshot: '{"do":[]}' } })
  }
})

const PAGES = (): [string, string][] => [
  [`/v1/desk/${deskId}`, 'DESK_NOT_FOUND'],
  [`/v1/history/lite/${deskId}`, 'DESK_NOT_FOUND'],
  [`/v1/history/${historyId}`, 'HISTORY_NOT_FOUND'],
]

test("a stranger's answer for what is there equals the one for what is not", async () => {
  for (const [url, reason] of PAGES()) {
    const there = await get(url, STRANGER)
    assertRefused(there, { status: 404, reason })
    const missing = await get(url.replace(/\d+$/, '999999'), STRANGER)
    assert.equal(missing.body, there.body)
  }
})

test('nobody lists the desks of another player', async () => {
  assertRefused(await get(`/v1/desk/player/${OWNER}`, FOURTH), { status: 403, reason: 'NOT_YOURS' })
})

test('player 0, who stands for an empty seat, is nobody', async () => {
  assertRefused(await get('/v1/desk/player/0', OWNER), { status: 400, reason: 'BAD_PAYLOAD' })
})

test('without a token nothing is shown', async () => {
  for (const [url] of [...PAGES(), [`/v1/desk/player/${OWNER}`]] as [string][]) {
    assertRefused(await get(url), { status: 401, reason: 'NOT_LOGGED_IN' })
  }
})

const BAD_HEADERS = [
  'Bearer',
  'Bearer ',
  'Bearer x',
  'Basic dXNlcjpwYXNz',
  'Bearer a.b.c',
  `Bearer ${'a'.repeat(5000)}`,
]

for (const authorization of BAD_HEADERS) {
  test(`the header "${authorization.slice(0, 30)}" opens nothing`, async () => {
    const response = await fixture.web.inject({ url: `/v1/desk/${deskId}`, headers: { authorization } })
    assertRefused(response, { status: 401, reason: 'BAD_TOKEN' })
  })
}

test('an expired token says so, so that a client can log in again', async () => {
  const past = createTokens({ key: new Uint8Array(32).fill(9), expiresSeconds: 1, clock: { nowMs: () => 0 } })
  const authorization = `Bearer ${await past.issue(OWNER)}`
  const response = await fixture.web.inject({ url: `/v1/desk/${deskId}`, headers: { authorization } })
  assertRefused(response, { status: 401, reason: 'TOKEN_EXPIRED' })
})

for (const id of ['0', '-1', '1.5', '01', '1e3', 'abc', '9'.repeat(16), '%00', "1'--"]) {
  test(`the id ${id} is refused`, async () => {
    for (const page of ['desk', 'history', 'history/lite', 'desk/player']) {
      assertRefused(await get(`/v1/${page}/${id}`, OWNER), { status: 400, reason: 'BAD_PAYLOAD' })
    }
  })
}

test("times are written as nanoserver's Go formats write them", () => {
  assert.match(longLocalTime(AT), /^2026-0[56]-\d\d \d\d:\d\d:\d\d$/)
  assert.equal(longLocalTime(AT), `2026-${shortLocalTime(AT)}`)
  assert.equal(new Date(longLocalTime(AT).replace(' ', 'T')).getTime(), AT * 1000)
})

test('one account is limited from however many addresses; another one, and its own next minute, are not', async () => {
  let nowMs = 0
  const clock = { ...systemClock, monotonicMs: () => nowMs }
  const env = { XUEZHAN_WEBSERVER__REQUESTS_PER_MINUTE_PER_ACCOUNT: '3' }
  await withWeb({ env, clock }, async (limited) => {
    const [mine, other] = [await newGuest(limited), await newGuest(limited)]
    const ask = async (uid: number, remoteAddress: string) =>
      await limited.web.inject({
        url: `/v1/desk/player/${uid}`,
        remoteAddress,
        headers: { authorization: `Bearer ${await limited.tokens.issue(uid)}` },
      })
    for (let n = 0; n < 3; n += 1) assert.equal((await ask(mine, `10.1.0.${n}`)).statusCode, 200)
    const fourth = await ask(mine, '10.1.0.9')
    assertRefused(fourth, { status: 429, reason: 'RATE_LIMITED' })
    assert.ok(Number(fourth.headers['retry-after']) > 0)
    assert.equal((await ask(other, '10.1.0.9')).statusCode, 200)
    nowMs += 59_999
    assert.equal((await ask(mine, '10.1.0.9')).statusCode, 429)
    nowMs += 1
    assert.equal((await ask(mine, '10.1.0.9')).statusCode, 200)
  })
})

test("a frozen player's token opens nothing until the freezing is taken back", async () => {
  const { players } = fixture.store
  const uid = await newGuest(fixture)
  assert.ok((await players.freeze(uid)).ok)
  for (const url of [`/v1/desk/player/${uid}`, `/v1/history/${historyId}`, `/v1/user/club?uid=${uid}`])
    assertRefused(await get(url, uid), { status: 403, reason: 'ACCOUNT_CLOSED' })
  assert.ok((await players.unfreeze(uid)).ok)
  assert.equal((await get(`/v1/user/club?uid=${uid}`, uid)).statusCode, 200)
})
