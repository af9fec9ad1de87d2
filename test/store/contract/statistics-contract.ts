// Statistics on a data set made by hand: its days are those of Shanghai, where midnight is 16:00 UTC.

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { must } from '../../../src/lib/assert.ts'
import type { BySeat, NewDesk } from '../../../src/store/repositories.ts'
import { fresh, guest, seats, type StoreBed } from './store-bed.ts'

const DAY = 86_400
/** 2031-05-10 00:00 in Shanghai: far from the days of other tests. */
const DAY_0 = Date.UTC(2031, 4, 9, 16) / 1000
const dayOf = (number: number): number => DAY_0 + number * DAY
/** Last second before and first second of a day: both sides of a border. */
const SECOND = 1

async function registerAt(bed: StoreBed, at: number): Promise<number> {
  const login = await bed.store.accounts.guestLogin({ ...guest(fresh('stats')), at })
  assert.ok(login.ok)
  return login.value.account.uid
}

export function statisticsContract(bed: StoreBed): void {
  const range = (from: number, to: number) => ({ from: dayOf(from), to: dayOf(to) + DAY - SECOND })
  const logIn = (uid: number, at: number) => bed.store.accounts.recordLogin(uid, { ...guest('x'), at })

  describe('statistics', () => {
    test('B14: registrations, activation and retention count days of the time zone', async () => {
      const [early, late, next] = [
        await registerAt(bed, dayOf(0)),
        await registerAt(bed, dayOf(1) - SECOND),
        await registerAt(bed, dayOf(1)),
      ]
      for (const [uid, at] of [
        [early, dayOf(0)],
        [early, dayOf(0) + 5],
        [early, dayOf(1)],
        [early, dayOf(2) - SECOND],
        [late, dayOf(2)],
        [late, dayOf(30) + DAY - SECOND],
        [next, dayOf(2)],
      ] as const) {
        await logIn(uid, at)
      }
      const { statistics } = bed.store
      assert.deepEqual(await statistics.registrations(range(-1, 1)), [
        { date: dayOf(-1), value: 0 },
        { date: dayOf(0), value: 2 },
        { date: dayOf(1), value: 1 },
      ])
      assert.deepEqual(
        (await statistics.activation(range(0, 2))).map(({ value }) => value),
        [1, 1, 2],
      )
      const [day0, day1] = await statistics.retention(range(0, 1))
      assert.equal(day0?.register, 2)
      const half = { login: 1, rate: 50 }
      const none = { login: 0, rate: 0 }
      assert.deepEqual(day0.returned, { 1: half, 2: half, 3: none, 7: none, 14: none, 30: half })
      assert.deepEqual(day1?.returned[1], { login: 1, rate: 100 })
      assert.equal(day1.returned[2].login, 0)
    })

    test('registrations of a range are exact to the second, on both its ends', async () => {
      const at = dayOf(600) + 4321
      for (const second of [at - SECOND, at, at, at + 10, at + 10 + SECOND]) await registerAt(bed, second)
      const { statistics } = bed.store
      assert.equal(await statistics.registered({ from: at, to: at + 10 }), 3)
      assert.equal(await statistics.registered({ from: at, to: at }), 2)
      assert.equal(await statistics.registered({ from: at - SECOND, to: at + 10 + SECOND }), 5)
      assert.equal(await statistics.registered({ from: at + 10, to: at }), 0)
    })

    test('a range of sixty days is sixty rows, one that ends before it begins is none', async () => {
      const { statistics } = bed.store
      assert.equal((await statistics.consumption(range(100, 159))).length, 60)
      assert.deepEqual(await statistics.consumption({ from: dayOf(5), to: dayOf(3) }), [])
    })

    test('B14: cards consumed a day, each day its own, with refunds taken off', async () => {
      const uid = await bed.newUser()
      const desk = { deskId: 1, deskNo: '1' }
      const charge = (count: number, at: number, reference = fresh('consume')) =>
        bed.store.cards.charge({ payer: { kind: 'user', uid }, count, reference, desk, at })
      await charge(2, dayOf(200))
      await charge(3, dayOf(201) - SECOND)
      const refunded = fresh('consume')
      await charge(4, dayOf(201), refunded)
      await bed.store.cards.refund(refunded, dayOf(202))
      assert.deepEqual(
        (await bed.store.statistics.consumption(range(200, 202))).map(({ value }) => value),
        [5, 4, -4],
      )
    })

    test('online: the latest sample, and those of a range', async () => {
      const { online, statistics } = bed.store
      for (const minute of [1, 2, 3]) {
        await online.record({ at: dayOf(300) + minute, userCount: minute, deskCount: 0 })
      }
      const last = { time: dayOf(300) + 3, userCount: 3, deskCount: 0 }
      assert.deepEqual(await statistics.onlineNow(), last)
      const inRange = await statistics.online({ from: dayOf(300) + 2, to: dayOf(300) + 3 })
      assert.deepEqual(
        inRange.map(({ userCount }) => userCount),
        [2, 3],
      )
    })

    test('B14: a player of the fourth seat has statistics, and wins by its own score', async () => {
      const uid = await registerAt(bed, dayOf(400))
      const play = async (seat: number, at: number, score: number): Promise<string> => {
        const bySeat = (own: number, other: number): BySeat<number> =>
          [0, 1, 2, 3].map((index) => (index === seat ? own : other)) as unknown as BySeat<number>
        const deskNo = fresh('').slice(-6)
        const desk: NewDesk = {
          tableId: fresh('stats'),
          creator: seat === 3 ? uid : 9,
          clubId: -1,
          round: 8,
          mode: 4,
          deskNo,
          players: bySeat(uid, 9),
          playerNames: seats(''),
          createdAt: at,
          extras: '{}',
        }
        const id = await bed.store.desks.insert(desk)
        await bed.store.desks.update(id, { scoreChanges: bySeat(score, -score) })
        return deskNo
      }
      const first = await play(3, dayOf(400) + 60, 12)
      const second = await play(0, dayOf(401) - SECOND, -5)
      const third = await play(2, dayOf(401), 7)
      await logIn(uid, dayOf(401))
      const stats = must(await bed.store.statistics.player(uid, dayOf(401) + 100), 'the statistics')
      assert.equal(stats.totalMatch, 3)
      assert.equal(stats.registerIp, '10.0.0.1')
      assert.equal(stats.latestLoginAt, dayOf(401))
      assert.deepEqual(stats.days, [
        { date: dayOf(400), score: 7, asCreator: 1, win: 1, deskNos: [first, second] },
        { date: dayOf(401), score: 7, asCreator: 0, win: 1, deskNos: [third] },
      ])
      const later = must(await bed.store.statistics.player(uid, dayOf(450)), 'the statistics')
      assert.equal(later.days.length, 30)
      assert.equal(later.days[0]?.date, dayOf(421))
      assert.equal(await bed.store.statistics.player(999_999_999, dayOf(0)), undefined)
    })
  })
}
