// No seat is lost around a comeback: whoever is at a table, or on the way back to it, keeps the seat, whatever
// was asked of the table while the journal was slow; and what was meant for one player never hits the next one.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { FakeSession } from './fake-sessions.ts'
import { World } from './world.ts'

const GRACE_MS = 20_000
const FILL_MS = 5000
const PRESET = { preset: 'xuezhan', round: 1 } as const

/** A public table that still gathers, with these people at it, in order. */
async function gathering(world: World, count: number): Promise<FakeSession[]> {
  const sessions = await world.newcomers(count)
  for (const session of sessions) await world.ask(session, 'DeskManager.QuickStart', {})
  return sessions
}

const exitsOf = ({ pushes }: FakeSession, uid: number): number =>
  pushes.filter(
    ({ route, payload }) => route === 'onPlayerExit' && (payload as { acid: number }).acid === uid,
  ).length

describe('a seat at a table that gathers', () => {
  test('is not given away while its player is on the way back to it', async () => {
    const world = await World.open()
    const [here, gone] = (await gathering(world, 2)) as [FakeSession, FakeSession]
    const uid = gone.uid!
    const room = world.roomOf(here)
    gone.close()
    await world.clock.advance(GRACE_MS - 1)
    world.journal.hold()
    const back = await world.login(uid)
    const returning = world.ask(back, 'DeskManager.ReEnter', { deskId: room.no })
    await world.idle()
    // The table is looked at, and the journal still does not know that he is there.
    await world.clock.advance(2 * FILL_MS)
    world.journal.release()
    await returning
    await world.idle()
    assert.equal(world.roomOf(back), room)
    assert.equal(exitsOf(back, uid), 0)
    await world.ask(back, 'DeskManager.Ready', {})
    assert.equal(room.state.seats[1]!.online, true)
  })

  test('is kept by a player who comes while the table is about to let him go', async () => {
    const world = await World.open()
    const [here, gone] = (await gathering(world, 2)) as [FakeSession, FakeSession]
    const uid = gone.uid!
    const room = world.roomOf(here)
    gone.close()
    await world.clock.advance(GRACE_MS - 1)
    world.journal.hold()
    const ready = world.ask(here, 'DeskManager.Ready', {})
    await world.idle()
    // The leave waits behind what is in the journal's hands.
    await world.clock.advance(FILL_MS)
    const back = await world.login(uid)
    const returning = world.ask(back, 'DeskManager.ReEnter', { deskId: room.no })
    world.journal.release()
    await Promise.all([ready, returning])
    await world.idle()
    assert.equal(world.roomOf(back), room)
    assert.equal(exitsOf(back, uid), 0)
  })

  test('is given away after a comeback that was cut off, the grace counted from there', async () => {
    const world = await World.open()
    const [here, gone] = (await gathering(world, 2)) as [FakeSession, FakeSession]
    const uid = gone.uid!
    const room = world.roomOf(here)
    gone.close()
    await world.clock.advance(GRACE_MS - 1)
    const back = await world.login(uid)
    await world.ask(back, 'DeskManager.ReEnter', { deskId: room.no })
    back.close()
    await world.clock.advance(GRACE_MS - 1)
    assert.equal(world.lobby.registry.placeOf(uid)?.room, room)
    await world.clock.advance(FILL_MS + 1)
    assert.equal(world.lobby.registry.placeOf(uid), undefined)
  })

  test('is kept through a restart however long the tables take to come back', async () => {
    const world = await World.open()
    const [here, gone] = (await gathering(world, 2)) as [FakeSession, FakeSession]
    const uids = [here.uid!, gone.uid!]
    const { journal, clock } = world
    const slow = {
      async *unfinished() {
        for await (const table of journal.unfinished()) {
          yield table
          await clock.advance(3 * GRACE_MS)
        }
      },
    }
    const { world: next } = await world.restart({}, slow)
    await next.clock.advance(GRACE_MS - 1)
    for (const uid of uids)
      assert.ok(next.lobby.registry.placeOf(uid), 'the seat is gone before its player could come')
    await next.clock.advance(FILL_MS + 1)
    for (const uid of uids) assert.equal(next.lobby.registry.placeOf(uid), undefined)
  })

  test('a session that was replaced does not take the new one along when it closes', async () => {
    const world = await World.open()
    const [here, old] = (await gathering(world, 2)) as [FakeSession, FakeSession]
    const uid = old.uid!
    const room = world.roomOf(here)
    world.journal.hold()
    const back = await world.login(uid)
    const returning = world.ask(back, 'DeskManager.ReEnter', { deskId: room.no })
    room.attendance.detach(1, old)
    world.journal.release()
    await returning
    room.attendance.detach(1, old)
    await world.idle()
    assert.equal(room.state.seats[1]!.online, true)
    await world.clock.advance(3 * GRACE_MS)
    assert.equal(world.roomOf(back), room)
  })
})

describe('Pause and Resume', () => {
  test('a player who pauses and is back before the table has heard of either is online', async () => {
    const world = await World.open()
    const [here, old] = (await gathering(world, 2)) as [FakeSession, FakeSession]
    const uid = old.uid!
    const room = world.roomOf(here)
    world.journal.hold()
    const ready = world.ask(here, 'DeskManager.Ready', {})
    const back = await world.login(uid)
    const returning = world.ask(back, 'DeskManager.ReEnter', { deskId: room.no })
    await world.ask(back, 'DeskManager.Pause', {})
    await world.ask(back, 'DeskManager.Resume', {})
    world.journal.release()
    await Promise.all([ready, returning])
    await world.idle()
    assert.equal(room.state.seats[1]!.online, true)
    await world.clock.advance(2 * GRACE_MS)
    assert.equal(world.roomOf(back), room)
  })

  test('the Pause of a connection that was replaced says nothing about the new one', async () => {
    const world = await World.open()
    const [here, old] = (await gathering(world, 2)) as [FakeSession, FakeSession]
    const room = world.roomOf(here)
    const back = await world.login(old.uid!)
    await world.ask(back, 'DeskManager.ReEnter', { deskId: room.no })
    room.attendance.pause(1, old)
    await world.idle()
    assert.equal(room.state.seats[1]!.online, true)
  })
})

describe('what was asked for one player', () => {
  test('does not hit the next one at his seat: an Exit sent twice', async () => {
    const world = await World.open()
    const [here, leaver] = (await gathering(world, 2)) as [FakeSession, FakeSession]
    const next = await world.newcomer()
    const room = world.roomOf(here)
    world.journal.hold()
    const ready = world.ask(here, 'DeskManager.Ready', {})
    const exit = world.ask(leaver, 'DeskManager.Exit', {})
    const joined = world.ask(next, 'DeskManager.Join', { deskId: room.no })
    await world.idle()
    // Both wait, and for all that anybody can know the seat is still his.
    const late = world.call(leaver, 'DeskManager.Exit', {})
    const readyAsWell = world.refused(leaver, 'DeskManager.Ready', {})
    for (let turn = 0; turn < 8; turn += 1) {
      await world.idle()
      world.journal.release()
      world.journal.hold()
    }
    world.journal.release()
    await Promise.all([ready, exit, joined, late])
    assert.equal(await readyAsWell, 'NOT_AT_DESK')
    assert.equal(room.state.seats[1]?.player.uid, next.uid)
    assert.equal(room.state.seats[1]?.ready, false)
  })

  test('does not hit the next one at his seat: a connection', async () => {
    const world = await World.open()
    const [here, leaver] = (await gathering(world, 2)) as [FakeSession, FakeSession]
    const uid = leaver.uid!
    const next = await world.newcomer()
    const room = world.roomOf(here)
    world.journal.hold()
    const ready = world.ask(here, 'DeskManager.Ready', {})
    const exit = world.ask(leaver, 'DeskManager.Exit', {})
    const joined = world.ask(next, 'DeskManager.Join', { deskId: room.no })
    await world.idle()
    // On a new connection, before anybody knows that he has left.
    const back = await world.login(uid)
    const returning = world.call(back, 'DeskManager.ReEnter', { deskId: room.no })
    world.journal.release()
    await Promise.all([ready, exit, joined])
    const answer = await returning
    assert.ok(!answer.ok)
    assert.equal(answer.error.reason, 'NOT_AT_DESK')
    await world.idle()
    assert.deepEqual(
      back.routes().filter((route) => route !== 'onCoinChange'),
      [],
    )
    assert.equal(room.state.seats[1]!.player.uid, next.uid)
    assert.equal(room.state.seats[1]!.online, true)
  })
})

describe('coming back to a match that has just ended', () => {
  test('is a clean DESK_GONE: nothing of it is shown', async () => {
    const world = await World.open()
    const session = await world.newcomer()
    const uid = session.uid!
    const room = await world.tableWithBots(session, PRESET)
    await world.ask(session, 'DeskManager.Ready', {})
    session.close()
    await world.idle()
    world.journal.hold()
    const ending = room.submit({ type: 'end', reason: 'destroyed' })
    const back = await world.login(uid)
    const returning = world.refused(back, 'DeskManager.ReEnter', { deskId: room.no })
    world.journal.release()
    assert.equal(await returning, 'DESK_GONE')
    assert.ok((await ending).ok)
    await world.idle()
    // Beside the balance at the login, and the cards that came back.
    assert.deepEqual(new Set(back.routes()), new Set(['onCoinChange']))
    assert.equal((await world.ask(back, 'DeskManager.UnCompleteDesk', {})).exist, false)
  })

  test('in the last moment shows the table and then its end, and is no refusal', async () => {
    const world = await World.open()
    const session = await world.newcomer()
    const uid = session.uid!
    const room = await world.tableWithBots(session, PRESET)
    await world.ask(session, 'DeskManager.Ready', {})
    session.close()
    await world.idle()
    world.journal.hold()
    const back = await world.login(uid)
    const returning = world.ask(back, 'DeskManager.ReEnter', { deskId: room.no })
    const ending = room.submit({ type: 'end', reason: 'destroyed' })
    for (let turn = 0; turn < 4; turn += 1) {
      await world.idle()
      world.journal.release()
      world.journal.hold()
    }
    world.journal.release()
    await returning
    assert.ok((await ending).ok)
    const routes = back.routes()
    assert.ok(routes.indexOf('onSyncDesk') > 0)
    assert.ok(routes.indexOf('onGameEnd') > routes.indexOf('onSyncDesk'))
  })
})
