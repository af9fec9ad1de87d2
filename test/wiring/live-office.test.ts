// Game masters' deeds on a live table and live sessions: a real lobby and real rooms, sessions without sockets.

import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { CardPrices } from '../../src/lobby/card-prices.ts'
import { liveOffice } from '../../src/wiring/live-office.ts'
import type { GmPort } from '../../src/web/gm-port.ts'
import { World } from '../lobby/world.ts'

let world: World
let office: GmPort
const prices: unknown[] = []
before(async () => {
  world = await World.open()
  const { lobby, directory } = world
  office = liveOffice({
    registry: lobby.registry,
    directory,
    prices: { set: (list) => void prices.push(new CardPrices(list).of(4)) },
  })
})

async function tableOf() {
  const creator = await world.newcomer()
  await world.ask(creator, 'DeskManager.CreateDesk', { options: { preset: 'xuezhan', round: 1 } })
  return { creator, uid: creator.uid!, room: world.roomOf(creator) }
}

test('a table ends by its number, once', async () => {
  const { room, uid } = await tableOf()
  assert.equal(await office.dissolveTable(room.no), 'ended')
  assert.ok(room.isOver)
  assert.equal(world.lobby.registry.placeOf(uid), undefined)
  assert.equal(await office.dissolveTable(room.no), 'none')
})

test('a table ends by who sits at it, and a player without one has none', async () => {
  const { room, uid } = await tableOf()
  const ends = await Promise.all([office.leaveTable(uid), office.leaveTable(uid)])
  assert.deepEqual(ends.toSorted(), ['ended', 'none'])
  assert.ok(room.isOver)
  assert.equal(await office.leaveTable(uid), 'none')
  assert.equal(await office.leaveTable(999_999), 'none')
})

test('a table that its journal cannot end is busy', async () => {
  const { room } = await tableOf()
  room.close()
  assert.equal(await office.dissolveTable(room.no), 'busy')
})

test('a kick closes the session with the reason, or with a word where none was given', async () => {
  const [first, second] = await world.newcomers(2)
  for (const [session, reason] of [
    [first!, 'cheat'],
    [second!, ''],
  ] as const) {
    const uid = session.uid!
    assert.equal(office.kick(uid, reason), true)
    assert.ok(session.isClosed)
    assert.equal(office.kick(uid, reason), false)
  }
  assert.equal(first!.kicks[0], 'cheat')
  assert.notEqual(second!.kicks[0], '')
})

test('words and balances reach those who are there, and nobody else', async () => {
  const [told, other] = await world.newcomers(2)
  const routesOf = (session: typeof told) => session!.pushes.map(({ route }) => route)
  office.broadcast('维护')
  office.coinsChanged(told!.uid!, 42)
  office.coinsChanged(999_999, 42)
  assert.deepEqual(routesOf(told).slice(-2), ['onBroadcast', 'onCoinChange'])
  assert.deepEqual(routesOf(other).slice(-1), ['onBroadcast'])
})

test('prices go where matches are paid', () => {
  office.setPrices([{ rounds: 4, cards: 9 }])
  assert.deepEqual(prices, [9])
})
