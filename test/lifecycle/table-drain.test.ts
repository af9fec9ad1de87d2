// Which tables a stop waits for, and that none of them begins another round.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isRoundInPlay } from '../../src/table/decide/round-end.ts'
import type { FakeSession } from '../lobby/fake-sessions.ts'
import { World } from '../lobby/world.ts'

const MATCH = { preset: 'xuezhan', round: 4 }

/** A table in the middle of its first round, one person and three bots. */
async function inPlay(world: World) {
  const session = await world.newcomer()
  const room = await world.tableWithBots(session, MATCH)
  await world.ask(session, 'DeskManager.Ready', {})
  await until(world, () => room.state.phase.kind === 'turn' || room.state.phase.kind === 'claims')
  return { session, room }
}

async function until(world: World, isSo: () => boolean): Promise<void> {
  const MOST_STEPS = 20_000
  for (let steps = 0; !isSo(); steps += 1)
    assert.ok(steps < MOST_STEPS && (await world.clock.step()), 'never')
}

const isOver = async (promise: Promise<void>): Promise<boolean> =>
  await Promise.race([
    promise.then(() => true),
    new Promise<false>((resolve) => setImmediate(resolve, false)),
  ])

const trust = async (world: World, session: FakeSession): Promise<void> =>
  void (await world.ask(session, 'DeskManager.Trust', { on: true }))

test('a round with a connected player is waited for, and no other round begins after it', async () => {
  const world = await World.open({ prices: [{ rounds: 4, cards: 0 }] })
  const { session, room } = await inPlay(world)
  const drain = world.lobby.drain()
  assert.deepEqual([drain.remaining, await isOver(drain.done)], [1, false])
  await trust(world, session)
  await until(world, () => room.stopReason !== null)
  assert.deepEqual([drain.remaining, await isOver(drain.done)], [0, true])
  assert.equal(room.state.finishedRounds, 1)
  assert.equal(room.stopReason?.kind, 'closed')
  assert.equal(await world.refused(session, 'DeskManager.Ready', {}), 'DRAINING')
  assert.equal((await world.ask(session, 'DeskManager.UnCompleteDesk', {})).exist, true)
})

test('the next process goes on with the next round', async () => {
  const world = await World.open({ prices: [{ rounds: 4, cards: 0 }] })
  const { session, room } = await inPlay(world)
  world.lobby.drain()
  await trust(world, session)
  await until(world, () => room.stopReason !== null)
  const { world: next, recovery } = await world.restart({ prices: [{ rounds: 4, cards: 0 }] })
  assert.equal(recovery.tables, 1)
  const back = await next.login(session.uid!)
  const again = next.roomOf(back)
  assert.equal(again.state.finishedRounds, 1)
  await next.ask(back, 'DeskManager.ReEnter', { deskId: again.no })
  await trust(next, back)
  await until(next, () => again.state.finishedRounds === 2)
})

test('bots whose people are gone do not hold a stop up', async () => {
  const world = await World.open({ prices: [{ rounds: 4, cards: 0 }] })
  const { session, room } = await inPlay(world)
  session.close()
  await world.idle()
  const drain = world.lobby.drain()
  assert.deepEqual([drain.remaining, await isOver(drain.done)], [0, true])
  assert.equal(isRoundInPlay(room.state), true)
  assert.equal(room.stopReason?.kind, 'closed')
})

test('a player who leaves during the drain is waited for no longer', async () => {
  const world = await World.open({ prices: [{ rounds: 4, cards: 0 }] })
  const { session } = await inPlay(world)
  const drain = world.lobby.drain()
  session.close()
  await world.idle()
  assert.deepEqual([drain.remaining, await isOver(drain.done)], [0, true])
})

test('a match that ends in the drain ends as it does at any time', async () => {
  const world = await World.open({ prices: [{ rounds: 4, cards: 0 }] })
  const { session, room } = await inPlay(world)
  const drain = world.lobby.drain()
  assert.ok((await room.submit({ type: 'end', reason: 'destroyed' })).ok)
  await world.idle()
  assert.deepEqual([room.isOver, room.stopReason, drain.remaining], [true, null, 0])
  assert.equal((await world.ask(session, 'DeskManager.UnCompleteDesk', {})).exist, false)
})

test('asking twice for a drain is asking once', async () => {
  const world = await World.open()
  assert.equal(world.lobby.drain(), world.lobby.drain())
})

test('a process with enough to do makes no new tables and plays those that it has', async () => {
  const world = await World.open({ isStrained: () => true })
  const session = await world.newcomer()
  assert.equal(await world.refused(session, 'DeskManager.CreateDesk', { options: MATCH }), 'SERVER_BUSY')
  assert.equal(await world.refused(session, 'DeskManager.QuickStart', {}), 'SERVER_BUSY')
})
