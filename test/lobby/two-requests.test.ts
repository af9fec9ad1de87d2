// Requests of one account that overlap, and connections that close before their answer is there.
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { World } from './world.ts'

const PRESET = { options: { preset: 'xuezhan', round: 1 } }

let world: World
before(async () => {
  world = await World.open()
})

describe('two requests of one account', () => {
  test('made over two connections give one seat', async () => {
    const session = await world.newcomer()
    const letGo = world.store.hold()
    const first = world.call(session, 'DeskManager.CreateDesk', PRESET)
    const others = [
      world.call(session, 'DeskManager.CreateDesk', PRESET),
      world.call(session, 'DeskManager.QuickStart', {}),
    ]
    letGo()
    assert.equal((await first).ok, true)
    for (const answer of await Promise.all(others)) {
      assert.ok(!answer.ok)
      assert.equal(answer.error.reason, 'ALREADY_AT_DESK')
    }
  })

  test('a connection that closes before its player is known takes no seat', async () => {
    const session = await world.newcomer()
    const uid = session.uid!
    const tables = world.lobby.registry.size
    const letGo = world.store.hold()
    const making = world.refused(session, 'DeskManager.CreateDesk', PRESET)
    await world.idle()
    session.close()
    letGo()
    assert.equal(await making, 'NOT_LOGGED_IN')
    assert.equal(world.lobby.registry.size, tables)
    assert.equal(world.lobby.registry.isBusy(uid), false)
  })

  test('a connection that closes while its seat is journalled leaves the seat offline, not online for ever', async () => {
    const session = await world.newcomer()
    const uid = session.uid!
    world.journal.hold()
    const making = world.ask(session, 'DeskManager.CreateDesk', PRESET)
    await world.idle()
    session.close()
    world.journal.release()
    await making
    await world.idle()
    const place = world.lobby.registry.placeOf(uid)
    assert.equal(place!.room.state.creator, uid)
    assert.equal(place!.room.state.seats[0]!.online, false)
  })

  test('a seat that an older connection asked for goes to the newer one that has come back for it', async () => {
    const older = await world.newcomer()
    const uid = older.uid!
    const { creator, deskId } = await (async () => {
      const creator = await world.newcomer()
      const { tableInfo } = await world.ask(creator, 'DeskManager.CreateDesk', PRESET)
      return { creator, deskId: tableInfo.deskId }
    })()
    world.journal.hold()
    const joining = world.ask(older, 'DeskManager.Join', { deskId })
    await world.idle()
    const newer = await world.login(uid)
    assert.deepEqual(older.kicks, ['REPLACED'])
    world.journal.release()
    await joining
    await world.ask(newer, 'DeskManager.ReJoin', { deskId })
    await world.idle()
    assert.equal(world.roomOf(creator).state.seats[1]!.online, true)
    await world.ask(newer, 'DeskManager.Ready', {})
    assert.ok(newer.routes().includes('onPlayerEnter'))
  })
})
