// What a match costs its payer: once, at the first deal, and back when nothing came of it.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Luck } from '../../src/table/luck.ts'
import { hexLuck } from '../room/live-table.ts'
import { CARDS, coinsTold, deskOf, ledgerOf, PRICE } from './rows.ts'
import { World } from './world.ts'

describe('cards', () => {
  test('are taken once, at the first deal, and the payer is told', async () => {
    const world = await World.open()
    const session = await world.newcomer()
    const room = await world.tableWithBots(session, { round: 4 })
    await world.idle()
    assert.equal(await world.bed.userBalance(session.uid!), CARDS)
    await world.ask(session, 'DeskManager.Ready', {})
    await world.idle()
    assert.deepEqual(coinsTold(session), [CARDS, CARDS - PRICE])
    await world.playOut(session, room)
    assert.deepEqual(await ledgerOf(world, session.uid!), [`welcome ${CARDS}`, `charge -${PRICE}`])
    assert.equal(await world.bed.storedCoin(session.uid!), CARDS - PRICE)
    const consumed = await world.bed.db.selectFrom('cardConsume').selectAll().execute()
    assert.deepEqual(
      consumed.map(({ userId, cardCount, deskId, deskNo }) => [userId, cardCount, deskId > 0, deskNo]),
      [[session.uid, PRICE, true, room.no]],
    )
  })

  test('of a club are taken from the club, and no player is told', async () => {
    const world = await World.open()
    const session = await world.newcomer()
    const clubId = await world.bed.newClub(5)
    const member = { uid: session.uid!, clubId, createdAt: 0, status: 2 }
    await world.bed.db.insertInto('userClub').values(member).execute()
    const options = { preset: 'xuezhan', round: 1 }
    await world.ask(session, 'DeskManager.CreateDesk', { options, clubId })
    for (const _ of [1, 2, 3]) await world.ask(session, 'DeskManager.AddBot', {})
    await world.ask(session, 'DeskManager.Ready', {})
    await world.idle()
    assert.equal(await world.bed.store.cards.balance({ kind: 'club', clubId }), 5 - PRICE)
    assert.equal(await world.bed.userBalance(session.uid!), CARDS)
    assert.deepEqual(coinsTold(session), [CARDS])
  })

  test('are not asked for at a public table, nor where a match is free', async () => {
    const world = await World.open({ prices: [{ rounds: 1, cards: 0 }] })
    const [quick, free] = await world.newcomers(2)
    await world.ask(quick!, 'DeskManager.QuickStart', {})
    await world.clock.advance(5000)
    await world.ask(quick!, 'DeskManager.Ready', {})
    await world.tableWithBots(free!)
    await world.ask(free!, 'DeskManager.Ready', {})
    await world.idle()
    for (const session of [quick!, free!]) assert.deepEqual(coinsTold(session), [CARDS])
    assert.deepEqual(world.unpaid, [])
  })

  test('come back when no round was played to its end, and the payer is told', async () => {
    const world = await World.open()
    const session = await world.newcomer()
    const room = await world.tableWithBots(session, { round: 4 })
    await world.ask(session, 'DeskManager.Ready', {})
    await world.ask(session, 'DeskManager.Dissolve', {})
    await world.idle()
    assert.equal(room.isOver, true)
    assert.deepEqual(coinsTold(session), [CARDS, CARDS - PRICE, CARDS])
    const rows = [`welcome ${CARDS}`, `charge -${PRICE}`, `refund ${PRICE}`]
    assert.deepEqual(await ledgerOf(world, session.uid!), rows)
    assert.equal((await deskOf(world, room))!.round, 0)
  })

  test('stay where they are once a round was played', async () => {
    const world = await World.open()
    const session = await world.newcomer()
    const room = await world.tableWithBots(session, { round: 4 })
    await world.ask(session, 'DeskManager.Ready', {})
    await world.ask(session, 'DeskManager.Trust', { on: true })
    while (room.state.finishedRounds === 0) await world.clock.step()
    await world.ask(session, 'DeskManager.Dissolve', {})
    await world.idle()
    assert.deepEqual(coinsTold(session), [CARDS, CARDS - PRICE])
    assert.equal((await deskOf(world, room))!.round, 1)
  })

  test('come back from a table that broke, even after rounds were played', async () => {
    const luck = hexLuck(1)
    let isBroken = false
    const breaking: Luck = {
      ...luck,
      wall: (...given) => luck.wall(...given).map((tile) => (isBroken && tile === 5 ? 6 : tile)),
    }
    const world = await World.open({ luck: breaking })
    const session = await world.newcomer()
    const room = await world.tableWithBots(session, { round: 4 })
    await world.ask(session, 'DeskManager.Ready', {})
    // Not in 托管 when a round ends, so that the next deal waits for him and is a decision of its own.
    while (room.state.finishedRounds === 0) {
      await world.clock.step()
      if (room.state.seats[0]!.trust) await world.ask(session, 'DeskManager.Trust', { on: false })
    }
    assert.deepEqual([room.state.finishedRounds, room.state.phase.kind], [1, 'waiting'])
    isBroken = true
    assert.equal(await world.refused(session, 'DeskManager.Ready', {}), 'DESK_FROZEN')
    await world.idle()
    assert.deepEqual(room.state.phase, { kind: 'ended', reason: 'frozen' })
    assert.deepEqual(coinsTold(session), [CARDS, CARDS - PRICE, CARDS])
    assert.equal(world.lobby.registry.isBusy(session.uid!), false)
  })

  test('that went elsewhere before the deal are missed, not taken below zero', async () => {
    const world = await World.open()
    const session = await world.newcomer()
    const uid = session.uid!
    const room = await world.tableWithBots(session)
    const spent = { payer: { kind: 'user', uid }, count: CARDS, reference: 'elsewhere' } as const
    await world.bed.store.cards.charge({ ...spent, desk: { deskId: 1, deskNo: '1' }, at: 0 })
    await world.playOut(session, room)
    assert.deepEqual(world.unpaid, ['CARDS_SHORT'])
    assert.equal(await world.bed.userBalance(uid), 0)
    assert.ok(await deskOf(world, room))
  })
})
