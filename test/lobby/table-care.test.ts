// What happens to a table when nobody asks: bots come, people who are gone lose their place, old tables end.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { World } from './world.ts'

const DAY_MS = 86_400_000
const botsAt = (world: World, uid: number) =>
  world.lobby.registry.placeOf(uid)!.room.state.seats.filter((taken) => taken?.player.bot).length

describe('a public table', () => {
  test('is filled with bots when its time is up, and not before', async () => {
    const world = await World.open()
    const session = await world.newcomer()
    await world.ask(session, 'DeskManager.QuickStart', {})
    await world.clock.advance(4999)
    assert.equal(botsAt(world, session.uid!), 0)
    await world.clock.advance(1)
    await world.idle()
    assert.equal(botsAt(world, session.uid!), 3)
    const room = world.roomOf(session)
    assert.equal(room.state.roundNo, 0)
    await world.ask(session, 'DeskManager.Ready', {})
    assert.equal(room.state.roundNo, 1)
  })

  test('may be set to be filled at once', async () => {
    const world = await World.open({ settings: { botFillMs: 0 } })
    const session = await world.newcomer()
    await world.ask(session, 'DeskManager.QuickStart', {})
    await world.clock.advance(0)
    await world.idle()
    assert.equal(botsAt(world, session.uid!), 3)
  })

  test('is not cleared away as empty before its creator has sat down', async () => {
    const world = await World.open({ settings: { botFillMs: 0 } })
    const session = await world.newcomer()
    world.journal.hold()
    const making = world.ask(session, 'DeskManager.QuickStart', {})
    for (let turn = 0; turn < 5; turn += 1) {
      await world.idle()
      world.journal.release()
      world.journal.hold()
      await world.clock.advance(100)
    }
    world.journal.release()
    await making
    assert.equal(world.roomOf(session).isOver, false)
  })

  test('somebody who joins while it is filled gets the seat he asked for first, and a bot the next', async () => {
    const world = await World.open()
    const [first, second] = await world.newcomers(2)
    await world.ask(first!, 'DeskManager.QuickStart', {})
    const room = world.roomOf(first!)
    world.journal.hold()
    const coming = world.ask(second!, 'DeskManager.QuickStart', {})
    await world.idle()
    await world.clock.advance(5000)
    for (let turn = 0; turn < 6; turn += 1) {
      await world.idle()
      world.journal.release()
      world.journal.hold()
    }
    await coming
    assert.equal(world.roomOf(second!), room)
    const uids = room.state.seats.map((taken) => taken!.player.uid)
    assert.deepEqual(uids, [first!.uid, second!.uid, -1, -2])
  })

  test('whose person leaves after the bots came is filled again, so that nobody waits in vain', async () => {
    const world = await World.open()
    const [first, second] = await world.newcomers(2)
    for (const session of [first!, second!]) await world.ask(session, 'DeskManager.QuickStart', {})
    await world.clock.advance(5000)
    await world.ask(first!, 'DeskManager.Ready', {})
    await world.ask(second!, 'DeskManager.Exit', {})
    const room = world.roomOf(first!)
    assert.equal(room.state.roundNo, 0)
    await world.clock.advance(5000)
    assert.equal(room.state.roundNo, 1)
  })

  test('is filled once the journal is back, if it was away when the time was up', async () => {
    const world = await World.open()
    const session = await world.newcomer()
    await world.ask(session, 'DeskManager.QuickStart', {})
    world.journal.fail('EIO')
    await world.clock.advance(6000)
    assert.equal(botsAt(world, session.uid!), 0)
    world.journal.heal()
    await world.clock.advance(5000)
    assert.equal(botsAt(world, session.uid!), 3)
  })

  test('does not wait for somebody who is gone; the place is given away after the grace time', async () => {
    const world = await World.open()
    const [here, gone] = await world.newcomers(2)
    for (const session of [here!, gone!]) await world.ask(session, 'DeskManager.QuickStart', {})
    const room = world.roomOf(here!)
    const { uid } = gone!
    await world.ask(here!, 'DeskManager.Ready', {})
    gone!.close()
    await world.clock.advance(19_000)
    assert.equal(room.state.seats[1]!.player.uid, uid)
    await world.clock.advance(6000)
    assert.equal(here!.last('onPlayerExit').acid, uid)
    assert.equal(world.lobby.registry.isBusy(uid!), false)
    assert.equal(room.state.roundNo, 1)
  })

  test('ends when all its people are gone, rather than be played by bots alone', async () => {
    const world = await World.open()
    const sessions = await world.newcomers(2)
    for (const session of sessions) await world.ask(session, 'DeskManager.QuickStart', {})
    const room = world.roomOf(sessions[0]!)
    for (const session of sessions) session.close()
    await world.clock.advance(25_000)
    assert.deepEqual(room.state.phase, { kind: 'ended', reason: 'destroyed' })
    assert.equal(room.state.roundNo, 0)
    assert.equal(world.clock.pending, 0)
  })

  test('that has begun keeps the seats of those who are gone', async () => {
    const world = await World.open()
    const session = await world.newcomer()
    await world.ask(session, 'DeskManager.QuickStart', {})
    await world.clock.advance(5000)
    await world.ask(session, 'DeskManager.Ready', {})
    const { uid } = session
    const room = world.roomOf(session)
    session.close()
    await world.clock.advance(60_000)
    assert.equal(room.state.seats[0]!.player.uid, uid)
    assert.equal(room.state.seats[0]!.trust, true)
  })
})

describe('a private table', () => {
  test('is never filled, and keeps the places of those who are gone', async () => {
    const world = await World.open()
    const session = await world.newcomer()
    await world.ask(session, 'DeskManager.CreateDesk', { options: {} })
    const room = world.roomOf(session)
    session.close()
    await world.clock.advance(3_600_000)
    assert.equal(room.isOver, false)
    assert.deepEqual(
      room.state.seats.map((taken) => taken?.player.bot),
      [null, undefined, undefined, undefined],
    )
  })
})

describe('an old table', () => {
  test('is destroyed after its time, and its people are free', async () => {
    const world = await World.open({ settings: { idleMs: DAY_MS } })
    const session = await world.newcomer()
    await world.ask(session, 'DeskManager.CreateDesk', { options: {} })
    const room = world.roomOf(session)
    await world.clock.advance(DAY_MS - 1)
    assert.equal(room.isOver, false)
    await world.clock.advance(1)
    assert.deepEqual(room.state.phase, { kind: 'ended', reason: 'destroyed' })
    assert.ok(session.routes().includes('onDissolve'))
    assert.equal(world.lobby.registry.isBusy(session.uid!), false)
  })

  test('is not destroyed at once where the limit is longer than a timer can count', async () => {
    const MONTH_MS = 30 * DAY_MS
    const world = await World.open({ settings: { idleMs: MONTH_MS } })
    const session = await world.newcomer()
    const delays: number[] = []
    const after = world.clock.after.bind(world.clock)
    world.clock.after = (delayMs, callback) => {
      delays.push(delayMs)
      return after(delayMs, callback)
    }
    await world.ask(session, 'DeskManager.CreateDesk', { options: {} })
    const room = world.roomOf(session)
    await world.clock.advance(MONTH_MS - 1)
    assert.equal(room.isOver, false)
    await world.clock.advance(1)
    assert.equal(room.isOver, true)
    assert.ok(Math.max(...delays) < 2 ** 31)
  })

  test('is destroyed as soon as the journal is back, if it was away just then', async () => {
    const world = await World.open({ settings: { idleMs: DAY_MS } })
    const session = await world.newcomer()
    await world.ask(session, 'DeskManager.CreateDesk', { options: {} })
    const room = world.roomOf(session)
    world.journal.fail('EIO')
    await world.clock.advance(DAY_MS + 60_000)
    assert.equal(room.isOver, false)
    world.journal.heal()
    await world.clock.advance(10_000)
    assert.equal(room.isOver, true)
    assert.equal(world.clock.pending, 0)
  })

  test('counts its age through a restart', async () => {
    const world = await World.open()
    const session = await world.newcomer()
    const { uid } = session
    await world.ask(session, 'DeskManager.CreateDesk', { options: {} })
    await world.clock.advance(DAY_MS - 60_000)
    const { world: next } = await world.restart()
    const { room } = next.lobby.registry.placeOf(uid!)!
    await next.clock.advance(59_000)
    assert.equal(room.isOver, false)
    await next.clock.advance(1000)
    assert.equal(room.isOver, true)
  })
})

describe('a finished table', () => {
  test('leaves no timer behind, however it ended', async () => {
    const world = await World.open()
    const [one, two, three] = await world.newcomers(3)
    await world.ask(one!, 'DeskManager.CreateDesk', { options: {} })
    await world.ask(one!, 'DeskManager.Exit', {})
    await world.ask(two!, 'DeskManager.QuickStart', {})
    await world.ask(two!, 'DeskManager.Exit', {})
    const room = await world.tableWithBots(three!)
    await world.playOut(three!, room)
    assert.equal(world.clock.pending, 0)
    assert.equal(world.lobby.registry.size, 0)
  })
})
