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

describe('while the database is away', () => {
  test('a match is played on, waits in the queue, and is written once when it is back', async () => {
    const world = await World.open()
    const session = await world.newcomer()
    const room = await world.tableWithBots(session)
    world.store.isDown = true
    await world.playOut(session, room)
    assert.equal(world.queue.levels.depth, 4, 'desk, charge, round and end wait')
    assert.ok(world.databaseRetries > 0)
    assert.deepEqual([world.records.depth, world.retries], [0, []])
    assert.equal(world.journal.depth().liveTables, 0, 'the queue has the rows: the journal may let them go')
    world.store.isDown = false
    await world.written()
    assert.equal((await world.bed.store.histories.list((await deskOf(world, room))!.id)).length, 1)
    assert.deepEqual(await ledgerOf(world, session.uid!), [`welcome ${CARDS}`, `charge -${PRICE}`])
    assert.deepEqual(coinsTold(session), [CARDS, CARDS - PRICE])
    assert.deepEqual(world.spool.rejected, [])
    assert.equal(world.clock.pending, 0)
  })

  test('answers that are lost after the work was done do no work twice, and the payer still hears', async () => {
    for (let lost = 1; lost <= 6; lost += 1) {
      const world = await World.open()
      const session = await world.newcomer()
      const room = await world.tableWithBots(session)
      world.store.lostAnswers = lost
      await world.ask(session, 'DeskManager.Ready', {})
      await world.written()
      world.store.lostAnswers = lost
      await world.ask(session, 'DeskManager.Dissolve', {})
      await world.written()
      assert.equal(world.store.lostAnswers, 0)
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
})

describe('while the queue takes nothing', () => {
  test('matches are played on, no new table is made, and no row is lost', async () => {
    const world = await World.open()
    const [session, late] = await world.newcomers(2)
    const room = await world.tableWithBots(session!)
    world.spool.refusal = 'QUEUE_FULL'
    await world.ask(session!, 'DeskManager.Ready', {})
    await world.idle()
    assert.equal(await world.refused(late!, 'DeskManager.CreateDesk', { options: {} }), 'STORE_DOWN')
    assert.equal(await world.refused(late!, 'DeskManager.QuickStart', {}), 'STORE_DOWN')
    await world.playOut(session!, room)
    assert.ok(world.retries.length > 0 && world.retries.every((job) => job === 'deskOpened'))
    assert.equal(world.records.depth, 5, 'desk, charge, round, end and release wait')
    assert.equal(world.journal.depth().liveTables, 1)
    world.spool.refusal = null
    await world.written()
    assert.equal((await world.bed.store.histories.list((await deskOf(world, room))!.id)).length, 1)
    assert.deepEqual(await ledgerOf(world, session!.uid!), [`welcome ${CARDS}`, `charge -${PRICE}`])
    assert.equal(world.journal.depth().liveTables, 0)
    await world.ask(late!, 'DeskManager.CreateDesk', { options: {} })
  })

  test('a queue that is nearly full is kept for the tables in play', async () => {
    const world = await World.open()
    const [session, late] = await world.newcomers(2)
    const room = await world.tableWithBots(session!)
    world.store.isDown = true
    await world.ask(session!, 'DeskManager.Ready', {})
    world.store.isDown = false
    const release = world.store.hold()
    await world.idle()
    world.store.passOthers()
    world.spool.maxBytes = world.spool.bytes
    assert.equal(await world.refused(late!, 'DeskManager.CreateDesk', { options: {} }), 'STORE_DOWN')
    release()
    await world.written()
    await world.ask(late!, 'DeskManager.CreateDesk', { options: {} })
    assert.equal(room.isOver, false)
  })

  test('tries are farther and farther apart, to ten seconds', async () => {
    const world = await World.open()
    const session = await world.newcomer()
    await world.tableWithBots(session)
    world.spool.refusal = 'SPOOL_FAILED'
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

  test('stopping waits for the work under way, not for retries', async () => {
    const world = await World.open()
    const session = await world.newcomer()
    const room = await world.tableWithBots(session)
    world.spool.refusal = 'SPOOL_FAILED'
    await world.ask(session, 'DeskManager.Ready', {})
    await world.idle()
    world.lobby.close()
    await world.records.close()
    assert.equal(world.clock.pending, 0)
    assert.equal(await deskOf(world, room), undefined)
  })
})

test('a journal that cannot release a table is asked again, and new tables are made meanwhile', async () => {
  const world = await World.open()
  const [session, other] = await world.newcomers(2)
  const room = await world.tableWithBots(session!)
  const finish = world.journal.finish.bind(world.journal)
  world.journal.finish = async () => ({ ok: false, error: { code: 'BACKLOG_FULL' } })
  await world.playOut(session!, room)
  assert.equal(world.retries.at(-1), 'release')
  assert.equal(world.journal.depth().liveTables, 1)
  await world.ask(other!, 'DeskManager.CreateDesk', { options: {} })
  await world.ask(other!, 'DeskManager.Exit', {})
  world.journal.finish = finish
  await world.written()
  assert.equal(world.journal.depth().liveTables, 0)
  assert.equal(world.records.depth, 0)
})
