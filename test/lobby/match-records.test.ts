// What a match leaves in the store: its desk and its rounds, whatever fails on the way.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { must } from '../../src/lib/assert.ts'
import { historyOf } from '../../src/room/history.ts'
import { roundsOf } from '../../src/room/round-log.ts'
import { CARDS, coinsTold, deskOf, ledgerOf, PRICE } from './rows.ts'
import { World } from './world.ts'

describe('a match in the store', () => {
  test('is a desk and a history for each round, equal to what the players saw', async () => {
    const world = await World.open()
    const session = await world.newcomer()
    const room = await world.tableWithBots(session, { round: 4 })
    const dealtAt = Math.floor(world.clock.nowMs() / 1000)
    await world.playOut(session, room)
    assert.equal(room.state.finishedRounds, 4)
    const desk = must(await deskOf(world, room), 'the desk')
    const { seats, rules } = room.state
    const totals = seats.map((taken) => taken!.score - rules.startScore)
    assert.deepEqual(desk, {
      id: desk.id,
      tableId: room.tableId,
      creator: session.uid,
      clubId: -1,
      round: 4,
      mode: 4,
      deskNo: room.no,
      players: seats.map((taken) => taken!.player.uid),
      playerNames: seats.map((taken) => taken!.player.name),
      scoreChanges: totals,
      createdAt: dealtAt,
      dismissAt: Math.floor(world.clock.nowMs() / 1000),
      extras: JSON.stringify(rules),
    })
    const shown = session.last('onGameEnd').stats.map(({ totalScore }) => totalScore)
    assert.deepEqual(totals, shown)
    const records = await world.journal.read(room.tableId)
    const rounds = roundsOf(records.flatMap(({ events }) => events)).map(historyOf)
    const histories = await world.bed.store.histories.list(desk.id)
    assert.equal(histories.length, 4)
    for (const [at, { id, ...row }] of histories.entries()) {
      const told = rounds[at]!
      assert.deepEqual(row, {
        deskId: desk.id,
        round: at + 1,
        mode: 4,
        beginAt: Math.floor(told.startedAtMs / 1000),
        endAt: Math.floor(told.endedAtMs / 1000),
        playerNames: desk.playerNames,
        scoreChanges: told.scoreChanges,
      })
      assert.deepEqual(JSON.parse((await world.bed.store.histories.get(id))!.snapshot), told)
    }
    assert.equal(world.journal.depth().liveTables, 0)
  })

  test('of three players has a fourth column of nothing', async () => {
    const world = await World.open()
    const session = await world.newcomer()
    const room = await world.tableWithBots(session, { mode: 3 })
    await world.playOut(session, room)
    const desk = must(await deskOf(world, room), 'the desk')
    assert.deepEqual([desk.mode, desk.players[3], desk.playerNames[3], desk.scoreChanges[3]], [3, 0, '', 0])
  })

  test('that was never dealt leaves nothing but a journal that is released', async () => {
    const world = await World.open()
    const session = await world.newcomer()
    await world.ask(session, 'DeskManager.CreateDesk', { options: {} })
    const room = world.roomOf(session)
    await world.ask(session, 'DeskManager.Exit', {})
    await world.idle()
    assert.equal(await deskOf(world, room), undefined)
    assert.deepEqual(await ledgerOf(world, session.uid!), [`welcome ${CARDS}`])
    assert.equal(world.journal.depth().liveTables, 0)
  })

  test('that is dissolved in its second round counts what the players saw, kong money of that round too', async () => {
    let kept = 0
    for (let seed = 1; kept === 0; seed += 1) {
      assert.ok(seed < 30, 'no match with standing kong money was found')
      const world = await World.open({ seed })
      const session = await world.newcomer()
      const room = await world.tableWithBots(session, { round: 4, rules: { dissolve: 'keepKongs' } })
      await world.ask(session, 'DeskManager.Ready', {})
      await world.ask(session, 'DeskManager.Trust', { on: true })
      const hasKong = () =>
        room.state.finishedRounds === 1 && room.state.round!.deltas.some((points) => points)
      const isInRound = () => !['waiting', 'ended'].includes(room.state.phase.kind)
      while (!room.isOver && !(isInRound() && hasKong())) await world.clock.step()
      if (room.isOver) continue
      await world.ask(session, 'DeskManager.Dissolve', {})
      await world.idle()
      assert.equal(room.isOver, true)
      const desk = must(await deskOf(world, room), 'the desk')
      const totals = room.state.seats.map((taken) => taken!.score - room.state.rules.startScore)
      assert.deepEqual(desk.scoreChanges, totals, `seed ${seed}`)
      assert.equal(desk.round, 1)
      const [first, second] = await world.bed.store.histories.list(desk.id)
      const given = must(await world.bed.store.histories.get(second!.id), 'the round that was given up')
      const told = JSON.parse(given.snapshot) as {
        isAborted: boolean
        wall: readonly number[]
        serverSeed: string
      }
      assert.deepEqual([told.isAborted, told.wall.length, told.serverSeed.length > 0], [true, 108, true])
      kept = totals.filter((total, seat) => total !== first!.scoreChanges[seat]).length
    }
  })
})

describe('while the store fails', () => {
  test('a match is played on, and written once when it is back; nothing twice', async () => {
    const world = await World.open()
    const session = await world.newcomer()
    const room = await world.tableWithBots(session)
    world.store.isDown = true
    await world.playOut(session, room)
    assert.ok(world.records.depth >= 4, 'desk, round, end and release wait')
    assert.ok(world.retries.length > 0 && world.retries.every((job) => job === 'open'))
    assert.equal(world.journal.depth().liveTables, 1)
    world.store.isDown = false
    await world.clock.advance(10_000)
    await world.idle()
    assert.equal(world.records.depth, 0)
    assert.equal((await world.bed.store.histories.list((await deskOf(world, room))!.id)).length, 1)
    assert.deepEqual(await ledgerOf(world, session.uid!), [`welcome ${CARDS}`, `charge -${PRICE}`])
    assert.equal(world.journal.depth().liveTables, 0)
    assert.equal(world.clock.pending, 0)
  })

  test('tries are farther and farther apart, to ten seconds', async () => {
    const world = await World.open()
    const session = await world.newcomer()
    await world.tableWithBots(session)
    world.store.isDown = true
    await world.ask(session, 'DeskManager.Ready', {})
    await world.idle()
    const tries: number[] = []
    const startMs = world.clock.nowMs()
    for (let known = world.retries.length; tries.length < 9; ) {
      await world.clock.step()
      await world.idle()
      if (world.retries.length > known) tries.push(world.clock.nowMs() - startMs)
      known = world.retries.length
    }
    assert.deepEqual(tries, [200, 600, 1400, 3000, 6200, 12_600, 22_600, 32_600, 42_600])
    await world.records.close()
  })

  test('answers that are lost after the work was done do no work twice, and the payer still hears', async () => {
    for (let lost = 1; lost <= 8; lost += 1) {
      const world = await World.open()
      const session = await world.newcomer()
      const room = await world.tableWithBots(session)
      await world.ask(session, 'DeskManager.Ready', {})
      world.store.lostAnswers = lost
      await world.ask(session, 'DeskManager.Dissolve', {})
      await world.written()
      assert.equal(world.retries.length, lost)
      assert.deepEqual(coinsTold(session), [CARDS, CARDS - PRICE, CARDS])
      assert.deepEqual(await ledgerOf(world, session.uid!), [
        `welcome ${CARDS}`,
        `charge -${PRICE}`,
        `refund ${PRICE}`,
      ])
      const rows = await world.bed.db.selectFrom('desk').select('tableId').execute()
      assert.deepEqual(rows, [{ tableId: room.tableId }])
    }
  })

  test('a journal that cannot release a table is asked again', async () => {
    const world = await World.open()
    const session = await world.newcomer()
    const room = await world.tableWithBots(session)
    world.store.isDown = true
    await world.playOut(session, room)
    world.store.isDown = false
    world.journal.fail('EIO')
    await world.clock.advance(20_000)
    await world.idle()
    assert.equal(world.retries.at(-1), 'release')
    assert.equal(world.journal.depth().liveTables, 1)
    world.journal.heal()
    await world.clock.advance(10_000)
    await world.idle()
    assert.equal(world.journal.depth().liveTables, 0)
    assert.equal(world.records.depth, 0)
  })

  test('stopping waits for the write at work, not for retries', async () => {
    const world = await World.open()
    const session = await world.newcomer()
    const room = await world.tableWithBots(session)
    world.store.isDown = true
    await world.ask(session, 'DeskManager.Ready', {})
    await world.idle()
    world.lobby.close()
    await world.records.close()
    assert.equal(world.clock.pending, 0)
    assert.equal(await deskOf(world, room), undefined)
  })
})
