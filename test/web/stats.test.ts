// B14: the figures of a data set small enough to be counted by hand. Days begin at midnight in Shanghai.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Clock } from '../../src/lib/clock.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { asAdmin, assertRefused, openWeb, type WebFixture } from './web-fixture.ts'

const DAY = 86_400
/** 2026-03-01 00:00:00 in Shanghai. */
const FIRST = Date.parse('2026-03-01T00:00:00+08:00') / 1000
const NOON = DAY / 2
const NOW = FIRST + 31 * DAY + NOON
const clock: Clock = { ...systemClock, nowMs: () => NOW * 1000 }

let fixture: WebFixture
const uids: number[] = []

const day = (n: number): number => FIRST + n * DAY
const device = (imei: string) => ({ imei, os: '', model: '', ip: '10.1.1.1', remote: '10.1.1.1:5' })

/** Player `n` arrives on day `on` and comes back on the days `back`. */
async function play(n: number, on: number, back: readonly number[]): Promise<void> {
  const arrive = (at: number) => ({ appId: 'app', channelId: 'web', device: device(`p${n}`), at })
  const { accounts } = fixture.store
  const login = await accounts.guestLogin(arrive(day(on) + NOON))
  assert.ok(login.ok)
  const { uid } = login.value.account
  uids[n] = uid
  for (const later of [on, ...back]) await accounts.recordLogin(uid, arrive(day(later) + NOON + 60))
}

async function playDesk(
  no: number,
  on: number,
  scores: readonly [number, number, number, number],
): Promise<void> {
  const { desks, cards } = fixture.store
  const at = day(on) + NOON
  const players = [uids[0]!, uids[1]!, uids[2]!, uids[3]!] as const
  const deskNo = String(no).padStart(6, '0')
  const table = { tableId: `t${no}`, creator: uids[1]!, clubId: -1, round: 4, mode: 4, deskNo, extras: '{}' }
  const deskId = await desks.insert({ ...table, players, playerNames: ['a', 'b', 'c', 'd'], createdAt: at })
  await desks.update(deskId, { scoreChanges: scores, dismissAt: at + 600 })
  const payer = { kind: 'user', uid: uids[1]! } as const
  await cards.charge({ payer, count: 2, reference: `desk:t${no}`, desk: { deskId, deskNo }, at })
}

before(async () => {
  fixture = await openWeb({
    clock,
    env: { XUEZHAN_WEBSERVER__REQUESTS_PER_MINUTE_PER_IP: '100000' },
  })
  await play(0, 0, [1, 2, 7, 30])
  await play(1, 0, [1, 3, 14])
  await play(2, 0, [])
  await play(3, 1, [2])
  await playDesk(1, 1, [6, -2, -2, -2])
  await playDesk(2, 1, [-3, 9, -3, -3])
  await playDesk(3, 30, [-1, -1, -1, 3])
  await fixture.store.cards.refund('desk:t3', day(30) + NOON + 5)
  await fixture.store.online.record({ at: day(1), userCount: 4, deskCount: 1 })
  await fixture.store.online.record({ at: day(2), userCount: 7, deskCount: 2 })
})
after(() => fixture.close())

async function data(path: string): Promise<unknown> {
  const response = await asAdmin(fixture, 'stats', `/v1/stats/${path}`)
  assert.equal(response.statusCode, 200, response.body)
  return response.json<{ data: unknown }>().data
}

const days = (from: number, to: number): string => `from=${day(from)}&to=${day(to) + NOON}`

test('B14: registrations are counted', async () => {
  assert.equal(await data(`user/register?${days(0, 0)}`), 3)
  assert.equal(await data(`user/register?${days(1, 1)}`), 1)
  assert.equal(await data(`user/register?${days(2, 9)}`), 0)
  assert.equal(await data(`user/register?from=${day(0) + NOON + 1}&to=${day(1) + NOON - 1}`), 0)
  assert.equal(await data(`user/register?from=${day(0) + NOON}&to=${day(1) + NOON}`), 4)
  assert.equal(await data('user/register'), 4)
  assert.equal(await data('user/register?from=-1&to=-1'), 4)
})

test('active players are counted once a day', async () => {
  assert.deepEqual(await data(`user/activation?${days(0, 3)}`), [
    { date: day(0), value: 3 },
    { date: day(1), value: 3 },
    { date: day(2), value: 2 },
    { date: day(3), value: 1 },
  ])
})

test('B14: consumption of the asked days, refunds taken off', async () => {
  assert.deepEqual(await data(`consume?${days(0, 2)}`), [
    { date: day(0), value: 0 },
    { date: day(1), value: 4 },
    { date: day(2), value: 0 },
  ])
  assert.deepEqual(await data(`consume?${days(30, 30)}`), [{ date: day(30), value: 0 }])
})

test('retention: who came back after 1, 2, 3, 7, 14 and 30 days', async () => {
  const returned = (login: number, rate: string) => ({ login, rate })
  const none = returned(0, '0.00')
  assert.deepEqual(await data(`retention?${days(0, 2)}`), [
    {
      date: day(0),
      register: 3,
      retention_1: returned(2, '66.67'),
      retention_2: returned(1, '33.33'),
      retention_3: returned(1, '33.33'),
      retention_7: returned(1, '33.33'),
      retention_14: returned(1, '33.33'),
      retention_30: returned(1, '33.33'),
    },
    {
      date: day(1),
      register: 1,
      retention_1: returned(1, '100.00'),
      retention_2: none,
      retention_3: none,
      retention_7: none,
      retention_14: none,
      retention_30: none,
    },
    {
      date: day(2),
      register: 0,
      retention_1: none,
      retention_2: none,
      retention_3: none,
      retention_7: none,
      retention_14: none,
      retention_30: none,
    },
  ])
})

test('the last sample of who is online, and the samples of a range', async () => {
  const last = { Time: day(2), UserCount: 7, DeskCount: 2 }
  assert.deepEqual(await data('online'), last)
  const samples = async (query: string) =>
    (await asAdmin(fixture, 'gm', `/v1/gm/online?${query}`)).json<unknown>()
  const first = { Time: day(1), UserCount: 4, DeskCount: 1 }
  assert.deepEqual(await samples(''), [first, last])
  assert.deepEqual(await samples(`begin=${day(2)}&end=-1`), [last])
  assert.deepEqual(await samples(`begin=${day(3)}`), [])
})

test('no sample yet is null', async () => {
  const empty = await openWeb()
  try {
    assert.deepEqual((await asAdmin(empty, 'stats', '/v1/stats/online')).json(), { code: 0, data: null })
  } finally {
    await empty.close()
  }
})

test('B14: a player is found with the desks of every seat, the fourth too, and wins of the own seat', async () => {
  const query = async (n: number) =>
    (await asAdmin(fixture, 'gm', `/v1/gm/query/user/?id=${uids[n]}`)).json<{
      StatsAt: number[]
      Stats: Record<string, unknown>
    }>()
  const fourth = await query(3)
  const { StatsAt, Stats, ...card } = fourth
  assert.deepEqual(card, {
    id: uids[3],
    uid: uids[3],
    name: `G${uids[3]}`,
    status: 1,
    is_online: true,
    register_at: day(1) + NOON,
    register_ip: '10.1.1.1',
    lastest_login_at: day(2) + NOON + 60,
    lastest_login_ip: '10.1.1.1',
    total_match: 3,
    remain_card: 10,
  })
  assert.equal(StatsAt.at(-1), day(31))
  assert.deepEqual(Object.keys(Stats).toSorted(), StatsAt.map(String).toSorted())
  assert.deepEqual(Stats[day(30)], { score: 3, as_creator: 0, win: 1, desks: ['000003'] })
  const second = await query(1)
  assert.deepEqual(second.Stats[day(30)], { score: -1, as_creator: 1, win: 0, desks: ['000003'] })
})

test('a player whom nobody knows is not found', async () => {
  for (const path of ['query/user/', 'query/user']) {
    assertRefused(await asAdmin(fixture, 'gm', `/v1/gm/${path}?id=999999999`), {
      status: 404,
      reason: 'USER_NOT_FOUND',
    })
  }
})

const BAD_RANGES: [string, string, string][] = [
  ['backwards', `from=${FIRST + DAY}&to=${FIRST}`, 'RANGE_INVALID'],
  ['of ten years', `from=${FIRST}&to=${FIRST + 3650 * DAY}`, 'RANGE_INVALID'],
  ['in milliseconds', `from=${FIRST}000&to=${FIRST + DAY}000`, 'RANGE_INVALID'],
  ['with a letter', 'from=a&to=2', 'BAD_PAYLOAD'],
  ['with a minus', 'from=-5&to=2', 'BAD_PAYLOAD'],
  ['with SQL', 'from=1;drop table user&to=2', 'BAD_PAYLOAD'],
  ['with a fraction', `from=${FIRST}.5&to=${FIRST + DAY}`, 'BAD_PAYLOAD'],
  ['given twice', `from=${FIRST}&from=1&to=${FIRST + DAY}`, 'BAD_PAYLOAD'],
  ['of 99 digits', `from=${'9'.repeat(99)}&to=2`, 'BAD_PAYLOAD'],
]

for (const [name, query, reason] of BAD_RANGES) {
  test(`a range ${name} is refused everywhere`, async () => {
    for (const path of ['user/register', 'user/activation', 'consume', 'retention']) {
      assertRefused(await asAdmin(fixture, 'stats', `/v1/stats/${path}?${query}`), { status: 400, reason })
    }
  })
}

test('retention names its days', async () => {
  assertRefused(await asAdmin(fixture, 'stats', '/v1/stats/retention'), {
    status: 400,
    reason: 'BAD_PAYLOAD',
  })
})
