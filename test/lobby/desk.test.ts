// What a player who has a seat can do about it: look, come back, add bots, be away, leave.
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { NO_TABLE } from '../../src/protocol/answers.ts'
import type { Room } from '../../src/room/room.ts'
import type { FakeSession } from './fake-sessions.ts'
import { World } from './world.ts'

let world: World
before(async () => {
  world = await World.open()
})

type Opened = { readonly creator: FakeSession; readonly room: Room; readonly deskId: string }

async function opened(): Promise<Opened> {
  const creator = await world.newcomer()
  await world.ask(creator, 'DeskManager.CreateDesk', { options: { preset: 'xuezhan', round: 1 } })
  const room = world.roomOf(creator)
  return { creator, room, deskId: room.no }
}

async function joined(deskId: string): Promise<FakeSession> {
  const guest = await world.newcomer()
  await world.ask(guest, 'DeskManager.Join', { deskId })
  return guest
}

describe('UnCompleteDesk', () => {
  test('tells of the own table, as a string number, or of none', async () => {
    const stranger = await world.newcomer()
    assert.deepEqual(await world.ask(stranger, 'DeskManager.UnCompleteDesk', {}), {
      code: 0,
      exist: false,
      tableInfo: NO_TABLE,
    })
    const { creator, deskId } = await opened()
    const { exist, tableInfo } = await world.ask(creator, 'DeskManager.UnCompleteDesk', {})
    assert.deepEqual([exist, tableInfo.deskId, tableInfo.status], [true, deskId, 0])
  })

  test('tells the status that nanoserver gives to each stage', async () => {
    const session = await world.newcomer()
    const room = await world.tableWithBots(session)
    const status = async () => (await world.ask(session, 'DeskManager.UnCompleteDesk', {})).tableInfo.status
    await world.ask(session, 'DeskManager.Ready', {})
    assert.deepEqual([room.state.phase.kind, await status()], ['sorting', 1])
    await world.ask(session, 'DeskManager.QiPaiFinished', {})
    assert.deepEqual([room.state.phase.kind, await status()], ['swapping', 2])
    await world.ask(session, 'DeskManager.Trust', { on: true })
    const seen = new Set<number>()
    while (await world.clock.step()) {
      if (room.isOver) break
      seen.add(await status())
    }
    assert.deepEqual([...seen], [2, 3])
    assert.equal((await world.ask(session, 'DeskManager.UnCompleteDesk', {})).exist, false)
  })
})

describe('coming back', () => {
  test('ReJoin, ReEnter and ClientInitCompleted show the table; a re-entering client asks for it itself', async () => {
    const { creator, deskId } = await opened()
    const shown = async (ask: () => Promise<unknown>) => {
      creator.pushes.length = 0
      assert.deepEqual(await ask(), { code: 0 })
      return creator.routes()
    }
    const table = ['onDeskBasicInfo', 'onPlayerEnter', 'onFairness']
    assert.deepEqual(await shown(() => world.ask(creator, 'DeskManager.ReJoin', { deskId })), table)
    assert.deepEqual(await shown(() => world.ask(creator, 'DeskManager.ReEnter', { deskId })), table)
    const init = (isReenter?: boolean) =>
      world.ask(creator, 'DeskManager.ClientInitCompleted', isReenter === undefined ? {} : { isReenter })
    assert.deepEqual(await shown(() => init()), table)
    assert.deepEqual(await shown(() => init(false)), table)
    assert.deepEqual(await shown(() => init(true)), [])
  })

  test('to a running round shows the own hand and the open question', async () => {
    const session = await world.newcomer()
    const room = await world.tableWithBots(session)
    await world.ask(session, 'DeskManager.Ready', {})
    await world.ask(session, 'DeskManager.QiPaiFinished', {})
    const uid = session.uid!
    session.close()
    await world.idle()
    const again = await world.login(uid)
    await world.ask(again, 'DeskManager.ReJoin', { deskId: room.no })
    const hand = again.last('onSyncDesk').players.find(({ acId }) => acId === uid)!
    assert.deepEqual(new Set(hand.shouPaiIds), new Set(room.state.round!.hands[0]!.tiles))
    assert.equal(again.last('onSwapHint').promptId, room.state.prompts[0]!.id)
  })

  test("is refused from nowhere, and to another's table", async () => {
    const { deskId } = await opened()
    const stranger = await world.newcomer()
    assert.equal(await world.refused(stranger, 'DeskManager.ReJoin', { deskId }), 'DESK_GONE')
    assert.equal(await world.refused(stranger, 'DeskManager.ReEnter', { deskId }), 'NOT_AT_DESK')
    assert.equal(await world.refused(stranger, 'DeskManager.ClientInitCompleted', {}), 'NOT_AT_DESK')
    const { creator } = await opened()
    assert.equal(await world.refused(creator, 'DeskManager.ReEnter', { deskId }), 'DESK_GONE')
    assert.equal(await world.refused(creator, 'DeskManager.ReJoin', { deskId: '1' }), 'DESK_GONE')
  })

  test('to a table that has just ended, or ends just now, says that it is dissolved', async () => {
    const { creator, deskId } = await opened()
    const guest = await joined(deskId)
    world.journal.hold()
    const leaving = world.ask(creator, 'DeskManager.Exit', { isDestroy: true })
    const coming = world.call(guest, 'DeskManager.ReJoin', { deskId })
    world.journal.release()
    await leaving
    const answer = await coming
    assert.deepEqual(answer.ok ? null : [answer.error.code, answer.error.error], [-1, '房间已解散'])
    assert.equal(await world.refused(guest, 'DeskManager.ReJoin', { deskId }), 'DESK_GONE')
  })

  test('during a vote shows it to who comes back, and tells the others again', async () => {
    const creator = await world.newcomer()
    await world.ask(creator, 'DeskManager.CreateDesk', { options: { preset: 'xuezhan', round: 1 } })
    const room = world.roomOf(creator)
    const guest = await joined(room.no)
    await world.ask(creator, 'DeskManager.AddBot', {})
    await world.ask(creator, 'DeskManager.AddBot', {})
    for (const session of [creator, guest]) await world.ask(session, 'DeskManager.Ready', {})
    await world.ask(creator, 'DeskManager.Dissolve', {})
    creator.pushes.length = 0
    guest.pushes.length = 0
    await world.ask(guest, 'DeskManager.ReJoin', { deskId: room.no })
    assert.ok(guest.routes().includes('onDissolveAgreement'))
    assert.deepEqual(creator.routes(), ['onDissolveStatus'])
    await world.idle()
    creator.pushes.length = 0
    await world.ask(guest, 'DeskManager.Pause', {})
    await world.ask(guest, 'DeskManager.Resume', {})
    await world.idle()
    const told = ['onPlayerOfflineStatus', 'onDissolveStatus']
    assert.deepEqual(creator.routes(), [...told, ...told])
  })
})

describe('Pause and Resume', () => {
  test('show the seat as offline and as back; without a table they do nothing', async () => {
    const { creator, deskId, room } = await opened()
    const guest = await joined(deskId)
    await world.ask(guest, 'DeskManager.Pause', {})
    await world.idle()
    assert.deepEqual(creator.last('onPlayerOfflineStatus').offline, true)
    await world.ask(guest, 'DeskManager.Pause', {})
    await world.ask(guest, 'DeskManager.Resume', {})
    await world.idle()
    assert.deepEqual(creator.last('onPlayerOfflineStatus').offline, false)
    assert.equal(creator.routes().filter((route) => route === 'onPlayerOfflineStatus').length, 2)
    assert.equal(room.state.seats[1]!.online, true)
    const stranger = await world.newcomer()
    assert.deepEqual(await world.ask(stranger, 'DeskManager.Pause', {}), { code: 0 })
    assert.deepEqual(await world.ask(stranger, 'DeskManager.Resume', {}), { code: 0 })
  })

  test('Resume over a new connection brings the pushes to it, and its closing takes the seat offline', async () => {
    const { creator, deskId, room } = await opened()
    const guest = await joined(deskId)
    const uid = guest.uid!
    const again = await world.login(uid)
    await world.ask(again, 'DeskManager.Resume', {})
    await world.idle()
    assert.equal(room.state.seats[1]!.online, true)
    await world.ask(creator, 'DeskManager.AddBot', {})
    assert.ok(again.routes().includes('onPlayerEnter'))
    again.close()
    await world.idle()
    assert.equal(room.state.seats[1]!.online, false)
  })
})

describe('AddBot', () => {
  test('seats bots of a level, at a place, each with its own number; the last one starts a ready table', async () => {
    const { creator, room } = await opened()
    await world.ask(creator, 'DeskManager.Ready', {})
    await world.ask(creator, 'DeskManager.AddBot', { level: 'strong', seat: 3 })
    await world.ask(creator, 'DeskManager.AddBot', { level: 'easy' })
    assert.equal(await world.refused(creator, 'DeskManager.AddBot', { seat: 3 }), 'SEAT_TAKEN')
    assert.equal(room.state.roundNo, 0)
    await world.ask(creator, 'DeskManager.AddBot', {})
    const bots = room.state.seats.map((taken) => [taken!.player.bot, taken!.player.uid])
    assert.deepEqual(bots, [
      [null, creator.uid],
      ['easy', -2],
      ['normal', -3],
      ['strong', -1],
    ])
    assert.equal(room.state.roundNo, 1)
    assert.equal(await world.refused(creator, 'DeskManager.AddBot', {}), 'GAME_STARTED')
  })

  test('is the creator’s, and ends with the seats', async () => {
    const { creator, deskId } = await opened()
    const guest = await joined(deskId)
    assert.equal(await world.refused(guest, 'DeskManager.AddBot', {}), 'NOT_CREATOR')
    assert.equal(await world.refused(await world.newcomer(), 'DeskManager.AddBot', {}), 'NOT_AT_DESK')
    await world.ask(creator, 'DeskManager.AddBot', {})
    await world.ask(creator, 'DeskManager.AddBot', {})
    assert.equal(await world.refused(creator, 'DeskManager.AddBot', {}), 'DESK_FULL')
  })

  test('has no fourth seat at a table of three', async () => {
    const creator = await world.newcomer()
    const options = { preset: 'xuezhan', mode: 3, round: 1 }
    await world.ask(creator, 'DeskManager.CreateDesk', { options })
    assert.equal(await world.refused(creator, 'DeskManager.AddBot', { seat: 3 }), 'SEAT_TAKEN')
  })

  test('asked for several times at once, gives every bot a number of its own', async () => {
    const { creator, room } = await opened()
    world.journal.hold()
    const asked = [1, 2, 3].map(() => world.ask(creator, 'DeskManager.AddBot', {}))
    for (let turn = 0; turn < 10; turn += 1) {
      await world.idle()
      world.journal.release()
    }
    await Promise.all(asked)
    assert.deepEqual(
      room.state.seats.slice(1).map((taken) => taken!.player.uid),
      [-1, -2, -3],
    )
  })
})

describe('Exit', () => {
  test('of a guest frees the seat and tells everybody', async () => {
    const { creator, deskId, room } = await opened()
    const guest = await joined(deskId)
    assert.deepEqual(await world.ask(guest, 'DeskManager.Exit', { isDestroy: false }), { code: 0 })
    for (const session of [creator, guest]) assert.equal(session.last('onPlayerExit').acid, guest.uid)
    assert.equal(room.state.seats[1], null)
    assert.equal(world.lobby.registry.isBusy(guest.uid!), false)
    await world.ask(guest, 'DeskManager.Join', { deskId })
  })

  test('of the creator destroys a private table, whether he asks for it or not', async () => {
    for (const request of [{}, { isDestroy: false }, { isDestroy: true }]) {
      const { creator, deskId, room } = await opened()
      const guest = await joined(deskId)
      await world.ask(creator, 'DeskManager.Exit', request)
      assert.deepEqual(room.state.phase, { kind: 'ended', reason: 'destroyed' })
      assert.equal(guest.last('onDissolve').acid, creator.uid)
      assert.equal(world.lobby.registry.isBusy(guest.uid!), false)
      assert.equal(await world.refused(guest, 'DeskManager.Join', { deskId }), 'DESK_NOT_FOUND')
    }
  })

  test('of a guest who asks to destroy the table only takes him away', async () => {
    const { deskId, room } = await opened()
    const guest = await joined(deskId)
    await world.ask(guest, 'DeskManager.Exit', { isDestroy: true })
    assert.equal(room.isOver, false)
  })

  test('of the first player leaves a public table to the others; the last one ends it', async () => {
    const options = { preset: 'xuezhan', rules: { baseScore: 2 } }
    const [first, second] = await world.newcomers(2)
    await world.ask(first!, 'DeskManager.QuickStart', { options })
    const room = world.roomOf(first!)
    await world.ask(second!, 'DeskManager.QuickStart', { options })
    await world.ask(first!, 'DeskManager.Exit', { isDestroy: true })
    assert.equal(room.isOver, false)
    await world.ask(second!, 'DeskManager.Exit', {})
    assert.equal(room.isOver, true)
  })

  test('is refused once the match has begun, also when the deal was only on its way', async () => {
    const session = await world.newcomer()
    const room = await world.tableWithBots(session)
    world.journal.hold()
    const ready = world.ask(session, 'DeskManager.Ready', {})
    const leaving = world.refused(session, 'DeskManager.Exit', { isDestroy: true })
    world.journal.release()
    await ready
    assert.equal(await leaving, 'GAME_STARTED')
    assert.equal(room.isOver, false)
    assert.equal(room.state.roundNo, 1)
  })

  test('from nowhere, or from a table that ends just now, is done', async () => {
    assert.deepEqual(await world.ask(await world.newcomer(), 'DeskManager.Exit', {}), { code: 0 })
    const { creator, deskId } = await opened()
    const guest = await joined(deskId)
    world.journal.hold()
    const both = [creator, guest].map((session) => world.ask(session, 'DeskManager.Exit', {}))
    world.journal.release()
    assert.deepEqual(await Promise.all(both), [{ code: 0 }, { code: 0 }])
  })
})
