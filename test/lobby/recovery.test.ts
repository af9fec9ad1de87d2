// What a restart brings back, and what the store has after a crash at any point between journal and store.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { historyOf } from '../../src/room/history.ts'
import type { JournalRecord, UnfinishedTable } from '../../src/room/journal-port.ts'
import { roundsOf } from '../../src/room/round-log.ts'
import type { TableEvent } from '../../src/table/event.ts'
import { World } from './world.ts'

const CARDS = 10
const PRICE = 2

type Records = readonly JournalRecord<TableEvent>[]

const saying = (...tables: readonly UnfinishedTable<TableEvent>[]) => ({
  async *unfinished() {
    yield* tables
  },
})

const intact = (tableId: string, records: Records): UnfinishedTable<TableEvent> => ({
  kind: 'intact',
  tableId,
  records,
})

/** The rows that one match of a table may leave, as text. */
async function rowsOf(world: World, uid: number) {
  const { db, store } = world.bed
  const ledger = await db
    .selectFrom('cardLedger')
    .select('reason')
    .where('userId', '=', uid)
    .orderBy('id')
    .execute()
  const desks = await store.desks.lastOfPlayer(uid)
  const rounds = await Promise.all(desks.map(({ id }) => store.histories.list(id)))
  return { ledger: ledger.map(({ reason }) => reason), desks, rounds: rounds.flat() }
}

describe('after a restart', () => {
  test('players find their table, come back to it, and the match is paid once and played to its end', async () => {
    const world = await World.open()
    const session = await world.newcomer()
    const uid = session.uid!
    const room = await world.tableWithBots(session)
    await world.ask(session, 'DeskManager.Ready', {})
    await world.ask(session, 'DeskManager.QiPaiFinished', {})
    await world.idle()
    const { world: next, recovery } = await world.restart()
    assert.deepEqual(recovery, { tables: 1, finished: 0, lost: [] })
    const again = await next.login(uid)
    const { exist, tableInfo } = await next.ask(again, 'DeskManager.UnCompleteDesk', {})
    assert.deepEqual([exist, tableInfo.deskId], [true, room.no])
    assert.equal(await next.refused(again, 'DeskManager.CreateDesk', { options: {} }), 'ALREADY_AT_DESK')
    await next.ask(again, 'DeskManager.ReJoin', { deskId: room.no })
    assert.ok(again.routes().includes('onSyncDesk'))
    await next.playOut(again, next.roomOf(again))
    const { ledger, desks, rounds } = await rowsOf(next, uid)
    assert.deepEqual(ledger, ['welcome', 'charge'])
    assert.equal(desks.length, 1)
    assert.equal(rounds.length, 1)
    assert.equal(next.journal.depth().liveTables, 0)
  })

  test('a stranger to it gets a number that no recovered table has', async () => {
    const world = await World.open()
    const [one, two] = await world.newcomers(2)
    await world.ask(one!, 'DeskManager.CreateDesk', { options: {} })
    const { no } = world.roomOf(one!)
    const drawn = [Number(no) - 100_000, 5]
    const { world: next } = await world.restart({ rng: { below: () => drawn.shift() ?? 0 } })
    const again = await next.login(two!.uid!)
    await next.ask(again, 'DeskManager.CreateDesk', { options: {} })
    assert.equal(next.roomOf(again).no, '100005')
  })

  test('a public table is given up when nobody comes back to it', async () => {
    const world = await World.open()
    const session = await world.newcomer()
    const { uid } = session
    await world.ask(session, 'DeskManager.QuickStart', {})
    const { world: next } = await world.restart()
    assert.equal(next.lobby.registry.isBusy(uid!), true)
    await next.clock.advance(26_000)
    assert.equal(next.lobby.registry.isBusy(uid!), false)
    assert.equal(next.lobby.registry.size, 0)
  })

  test('a table whose creator was never seated is ended, not kept for a day nor played by bots', async () => {
    const world = await World.open()
    const [one, two] = await world.newcomers(2)
    await world.ask(one!, 'DeskManager.CreateDesk', { options: {} })
    await world.ask(two!, 'DeskManager.QuickStart', {})
    const first = async (tableId: string) => intact(tableId, (await world.journal.read(tableId)).slice(0, 1))
    const tables = [await first('T1'), await first('T2')]
    const bare = await World.open()
    for (const { records } of tables) assert.ok((await bare.journal.append(records[0]!)).ok)
    const { world: next, recovery } = await bare.restart()
    assert.deepEqual(recovery, { tables: 0, finished: 2, lost: [] })
    assert.equal(next.lobby.registry.size, 0)
    assert.equal(next.clock.pending, 0)
    assert.equal(next.journal.depth().liveTables, 0)
  })
})

describe('a crash between journal and store', () => {
  test('after any record of a match leaves one desk, one charge and every round, as the journal has them', async () => {
    const world = await World.open({ seed: 4 })
    const session = await world.newcomer()
    const room = await world.tableWithBots(session)
    await world.playOut(session, room)
    const records = await world.journal.read(room.tableId)
    const STEP = Math.ceil(records.length / 12)
    for (let kept = 3; kept <= records.length; kept += STEP) {
      const fresh = await World.open({ seed: 5 })
      assert.equal((await fresh.newcomer()).uid, session.uid, 'the same account in a new store')
      for (const record of records.slice(0, kept)) assert.ok((await fresh.journal.append(record)).ok)
      const { world: next } = await fresh.restart()
      const again = await next.login(session.uid!)
      const place = next.lobby.registry.placeOf(session.uid!)
      if (place && place.room.state.seats.includes(null)) continue
      if (place) await next.playOut(again, place.room)
      await next.written()
      const { ledger, desks, rounds } = await rowsOf(next, session.uid!)
      assert.deepEqual(ledger, ['welcome', 'charge'], `after ${kept} records`)
      assert.equal(desks.length, 1)
      const events = (await next.journal.read(room.tableId)).flatMap((record) => record.events)
      const told = roundsOf(events).map(historyOf)
      assert.deepEqual(
        rounds.map(({ scoreChanges }) => scoreChanges),
        told.map(({ scoreChanges }) => scoreChanges),
      )
      assert.deepEqual(desks[0]!.scoreChanges, told[0]!.scoreChanges)
    }
  })

  test('at the deal: the charge is made at the next start, and at no start after it', async () => {
    const world = await World.open()
    const session = await world.newcomer()
    const uid = session.uid!
    await world.tableWithBots(session, { round: 4 })
    world.store.isDown = true
    await world.ask(session, 'DeskManager.Ready', {})
    await world.idle()
    assert.equal(await world.bed.userBalance(uid), CARDS)
    let { world: next } = await world.restart()
    for (let start = 1; start <= 3; start += 1) {
      assert.equal(await next.bed.userBalance(uid), CARDS - PRICE, `start ${start}`)
      ;({ world: next } = await next.restart())
    }
    assert.equal((await rowsOf(next, uid)).desks.length, 1)
  })

  for (const [lost, what] of [
    [false, 'the rows that are in the queue are written at the next start'],
    [true, 'the rows that were not in the queue are told and written at the next start'],
  ] as const) {
    test(`at the end: ${what}, and the journal is released`, async () => {
      const world = await World.open()
      const session = await world.newcomer()
      const uid = session.uid!
      const room = await world.tableWithBots(session)
      if (lost) world.spool.refusal = 'SPOOL_FAILED'
      else world.store.isDown = true
      await world.playOut(session, room)
      world.spool.refusal = null
      const { world: next, recovery } = await world.restart()
      assert.deepEqual(recovery, { tables: 0, finished: lost ? 1 : 0, lost: [] })
      const { ledger, desks, rounds } = await rowsOf(next, uid)
      assert.deepEqual([ledger, desks.length, rounds.length], [['welcome', 'charge'], 1, 1])
      assert.ok(desks[0]!.dismissAt > 0)
      assert.equal(next.lobby.registry.isBusy(uid), false)
      assert.equal(next.journal.depth().liveTables, 0)
      assert.equal(next.clock.pending, 0)
    })
  }

  test('after a refund: the story told again takes the cards no second time, and raises no alarm', async () => {
    const world = await World.open()
    const session = await world.newcomer()
    const uid = session.uid!
    await world.tableWithBots(session)
    await world.ask(session, 'DeskManager.Ready', {})
    await world.idle()
    const finish = world.journal.finish.bind(world.journal)
    world.journal.finish = async () => ({ ok: false, error: { code: 'BACKLOG_FULL' } })
    await world.ask(session, 'DeskManager.Dissolve', {})
    await world.idle()
    world.journal.finish = finish
    const { world: next, recovery } = await world.restart()
    assert.equal(recovery.finished, 1)
    assert.deepEqual((await rowsOf(next, uid)).ledger, ['welcome', 'charge', 'refund'])
    assert.deepEqual(next.unpaid, [])
  })

  test('with other prices at the next start: the old charge stands, and raises no alarm', async () => {
    const world = await World.open()
    const session = await world.newcomer()
    await world.tableWithBots(session)
    await world.ask(session, 'DeskManager.Ready', {})
    await world.idle()
    const { world: next } = await world.restart({ prices: [{ rounds: 1, cards: 5 }] })
    assert.equal(await next.bed.userBalance(session.uid!), CARDS - PRICE)
    assert.deepEqual(next.unpaid, [])
  })
})

describe('a table that cannot come back', () => {
  /** Two tables in play; the journal says of the first what `damage` makes of it. */
  async function damaged(damage: (records: Records) => UnfinishedTable<TableEvent>) {
    const world = await World.open()
    const [one, two] = await world.newcomers(2)
    for (const session of [one!, two!]) {
      await world.tableWithBots(session)
      await world.ask(session, 'DeskManager.Ready', {})
    }
    await world.idle()
    const tables = [damage(await world.journal.read('T1')), intact('T2', await world.journal.read('T2'))]
    return { one: one!.uid!, two: two!.uid!, ...(await world.restart({}, saying(...tables))) }
  }

  test('is named, its cards come back, its journal stays; the others are there', async () => {
    const { world, recovery, one, two } = await damaged((records) => ({
      kind: 'quarantined',
      tableId: 'T1',
      reason: 'HOLE',
      records: records.slice(0, -1),
    }))
    assert.deepEqual(recovery, { tables: 1, finished: 0, lost: [{ tableId: 'T1', reason: 'HOLE' }] })
    const broken = await rowsOf(world, one)
    assert.deepEqual(broken.ledger, ['welcome', 'charge', 'refund'], 'although the deal itself is lost')
    assert.equal(world.lobby.registry.isBusy(one), false)
    assert.equal(world.lobby.registry.isBusy(two), true)
    assert.equal(world.journal.depth().liveTables, 2)
  })

  test('returns its cards once, however often the server starts', async () => {
    const quarantined = (records: Records): UnfinishedTable<TableEvent> => ({
      kind: 'quarantined',
      tableId: 'T1',
      reason: 'MAY_BE_INCOMPLETE',
      records,
    })
    const { world, one } = await damaged(quarantined)
    const expected = ['welcome', 'charge', 'refund']
    assert.deepEqual((await rowsOf(world, one)).ledger, expected)
    const desk = await world.bed.db
      .selectFrom('desk')
      .select(['round', 'dismissAt'])
      .where('tableId', '=', 'T1')
      .execute()
    const table = quarantined(await world.journal.read('T1'))
    await world.clock.advance(5000)
    const { world: next } = await world.restart({}, saying(table))
    assert.deepEqual((await rowsOf(next, one)).ledger, expected)
    const same = await next.bed.db
      .selectFrom('desk')
      .select(['round', 'dismissAt'])
      .where('tableId', '=', 'T1')
      .execute()
    assert.deepEqual(same, desk)
    assert.deepEqual(next.unpaid, [])
  })

  test('of which nothing is left returns its cards too', async () => {
    const { recovery, world, one } = await damaged(() => ({
      kind: 'quarantined',
      tableId: 'T1',
      reason: 'HOLE',
      records: [],
    }))
    assert.deepEqual(recovery.lost, [{ tableId: 'T1', reason: 'HOLE' }])
    assert.deepEqual((await rowsOf(world, one)).ledger, ['welcome', 'charge', 'refund'])
  })

  test('because its events make no sense keeps no other from coming back', async () => {
    const { recovery } = await damaged((records) => intact('T1', records.slice(1)))
    assert.equal(recovery.tables, 1)
    assert.equal(recovery.lost.length, 1)
    assert.match(recovery.lost[0]!.reason, /^UNREADABLE: .*creation of its table/)
  })

  test('because it is broken is frozen, and its cards come back', async () => {
    // The last tile of the wall lies there twice.
    const breakWall = (event: TableEvent): TableEvent =>
      event.type === 'dealt' ? { ...event, wall: [...event.wall.slice(0, -1), event.wall.at(-2)!] } : event
    const { world, recovery, one } = await damaged((records) =>
      intact(
        'T1',
        records.map((record) => ({ ...record, events: record.events.map(breakWall) })),
      ),
    )
    assert.deepEqual(recovery, { tables: 1, finished: 1, lost: [] })
    assert.deepEqual((await rowsOf(world, one)).ledger, ['welcome', 'charge', 'refund'])
    assert.equal(world.lobby.registry.isBusy(one), false)
  })
})
