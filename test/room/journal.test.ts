// Journal first: nothing is shown, and nothing changes, before the append is acknowledged.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Room } from '../../src/room/room.ts'
import type { Taken } from '../../src/room/room-item.ts'
import type { Seat } from '../../src/rules/tiles.ts'
import { personAt, rulesOf, TIMING } from '../support/table-driver.ts'
import { assertTaken, LiveTable, settle } from './live-table.ts'
import type { LiveOptions } from './live-table.ts'

const RULES = rulesOf('xuezhan', { rounds: 1 })
const EVERYONE: readonly Seat[] = [0, 1, 2, 3]

const seated = async (options: LiveOptions = {}): Promise<LiveTable> =>
  await (await LiveTable.open(RULES, options)).seatAll([null, null, null, null])

const reasonOf = (taken: Taken): string => (taken.ok ? 'ok' : taken.error.reason)

const pushCount = (live: LiveTable): number =>
  live.connections.reduce((sum, connection) => sum + connection.pushes.length, 0)

describe('while an append is in flight', () => {
  test('the command is neither applied nor shown nor observed', async () => {
    const live = await seated()
    const before = live.state
    const pushes = pushCount(live)
    const applied = live.witness.applied.length
    live.journal.hold()
    const submitted = live.room.submit({ type: 'ready', seat: 0, seed: null })
    await settle()
    assert.equal(live.state, before)
    assert.equal(pushCount(live), pushes)
    assert.equal(live.witness.applied.length, applied)
    live.journal.release()
    assertTaken(await submitted)
    assert.equal(live.state.seats[0]!.ready, true)
    assert.equal(pushCount(live), pushes + 4)
    assert.equal(live.witness.applied.length, applied + 1)
  })

  test('commands, syncs and relays wait and keep their order', async () => {
    const live = await seated()
    const [connection] = live.connections
    const from = connection!.pushes.length
    live.journal.hold()
    const waiting = [
      live.room.submit({ type: 'ready', seat: 0, seed: null }),
      live.room.relay({ route: 'onRecordingVoice', payload: { uid: 101, fileId: 'a' } }),
      live.room.submit({ type: 'ready', seat: 1, seed: null }),
      live.room.sync(0),
    ]
    await settle()
    assert.equal(live.room.mailboxDepth, 3)
    live.journal.release()
    for (const taken of await Promise.all(waiting)) assertTaken(taken)
    assert.deepEqual(connection!.routes().slice(from), [
      'onPlayerEnter',
      'onRecordingVoice',
      'onPlayerEnter',
      'onDeskBasicInfo',
      'onPlayerEnter',
      'onFairness',
    ])
    assert.ok(live.connections[1]!.routes().includes('onRecordingVoice'))
    const records = await live.journal.read('T')
    assert.deepEqual(
      records.slice(-2).map(({ cause }) => cause),
      [
        { kind: 'player', seat: 0 },
        { kind: 'player', seat: 1 },
      ],
    )
  })

  test('a full mailbox refuses players, not the room itself', async () => {
    const live = await seated({ mailboxLimit: 4 })
    live.journal.hold()
    const first = live.room.submit({ type: 'ready', seat: 0, seed: null })
    const queued = [1, 2, 3, 3].map((seat) =>
      live.room.submit({ type: 'ready', seat: seat as Seat, seed: null }),
    )
    assert.equal(live.room.mailboxDepth, 4)
    assert.equal(reasonOf(await live.room.submit({ type: 'ready', seat: 3, seed: null })), 'SERVER_BUSY')
    assert.equal(reasonOf(await live.room.sync(0)), 'SERVER_BUSY')
    live.room.attendance.detach(2, live.connections[2]!)
    live.journal.release()
    assert.deepEqual((await Promise.all([first, ...queued])).map(reasonOf).slice(0, 4), [
      'ok',
      'ok',
      'ok',
      'ok',
    ])
    await settle()
    assert.equal(live.state.seats[2]!.online, false)
  })

  test('what a new connection missed comes with its sync, not before', async () => {
    const live = await seated()
    live.journal.hold()
    const ready = live.room.submit({ type: 'ready', seat: 0, seed: null })
    const old = live.connections[1]!
    const seen = old.pushes.length
    const connecting = live.connect(1)
    live.journal.release()
    assertTaken(await ready)
    const fresh = await connecting
    assert.deepEqual(fresh.routes(), ['onDeskBasicInfo', 'onPlayerEnter', 'onFairness'])
    assert.equal(old.pushes.length, seen + 1)
  })

  test('close() lets it be shown and refuses what waits', async () => {
    const live = await seated()
    live.journal.hold()
    const inFlight = live.room.submit({ type: 'ready', seat: 0, seed: null })
    const queued = live.room.submit({ type: 'ready', seat: 1, seed: null })
    live.room.close()
    live.journal.release()
    assertTaken(await inFlight)
    assert.equal(reasonOf(await queued), 'DRAINING')
    assert.equal(live.clock.pending, 0)
    assert.deepEqual(live.witness.stops, [{ kind: 'closed' }])
  })
})

describe('a journal that fails', () => {
  test('refuses the command, which leaves no trace', async () => {
    const live = await seated()
    const before = live.state
    const pushes = pushCount(live)
    live.journal.hold()
    const submitted = live.room.submit({ type: 'ready', seat: 0, seed: null })
    live.journal.fail('ENOSPC')
    assert.equal(reasonOf(await submitted), 'JOURNAL_DOWN')
    assert.equal(reasonOf(await live.room.submit({ type: 'ready', seat: 1, seed: null })), 'JOURNAL_DOWN')
    assert.equal(live.state, before)
    assert.equal(pushCount(live), pushes)
  })

  test('did not let a room spin when nobody was online and no time had passed', async () => {
    const live = await seated()
    for (const seat of EVERYONE) live.room.attendance.detach(seat, live.connections[seat]!)
    await live.clock.advance(1)
    assert.ok(live.state.seats.every((seat) => !seat!.online))
    live.journal.fail('EIO')
    live.room.attendance.attach(0, live.connections[0]!)
    assert.equal(reasonOf(await live.room.submit({ type: 'ready', seat: 1, seed: null })), 'JOURNAL_DOWN')
    assert.equal(reasonOf(await live.room.submit({ type: 'ready', seat: 2, seed: null })), 'JOURNAL_DOWN')
    live.journal.heal()
    await live.clock.advance(2000)
    assert.ok(live.state.seats[0]!.online)
  })

  test('stops the clocks; the time without it is given back', async () => {
    const live = await seated()
    await live.ready(...EVERYONE)
    await live.sorted(...EVERYONE)
    await live.clock.advance(4000)
    const leftMs = live.state.prompts[0]!.dueAtMs - live.clock.nowMs()
    live.journal.fail('EIO')
    await live.clock.advance(60_000)
    assert.equal(live.state.phase.kind, 'swapping')
    live.journal.heal()
    await live.clock.advance(1000)
    assert.equal(live.state.phase.kind, 'swapping')
    const nowLeftMs = live.state.prompts[0]!.dueAtMs - live.clock.nowMs()
    assert.ok(nowLeftMs <= leftMs && nowLeftMs >= leftMs - 1000, `${nowLeftMs} of ${leftMs} ms`)
    assert.ok(live.state.seats.every((seat) => seat!.online))
    await live.playOn()
    assert.deepEqual(live.witness.violations, [])
  })

  test('is tried again at the next command, without waiting for the retry', async () => {
    const live = await seated()
    live.journal.fail('EIO')
    assert.equal(reasonOf(await live.room.submit({ type: 'ready', seat: 0, seed: null })), 'JOURNAL_DOWN')
    live.journal.heal()
    assertTaken(await live.room.submit({ type: 'ready', seat: 0, seed: null }))
  })

  test('refuses a new table', async () => {
    const live = new LiveTable()
    live.journal.fail('EROFS')
    const created = await Room.create(live.deps, {
      tableId: 'T',
      no: '1',
      creator: 1,
      clubId: null,
      isPublic: true,
      rules: RULES,
      timing: TIMING,
    })
    assert.equal(created.ok ? 'ok' : created.error.reason, 'JOURNAL_DOWN')
  })

  for (const at of [3, 17, 40, 77]) {
    test(`in mid-match (after ${at} records) it costs no move`, async () => {
      const live = await LiveTable.open(RULES, { seed: at })
      await live.seatAll(['easy', 'easy', 'normal', 'easy'])
      while (live.witness.decided.length < at) assert.ok(await live.clock.step())
      const { state } = live
      live.journal.fail('EIO')
      await live.clock.advance(30_000)
      assert.equal(live.state, state)
      live.journal.heal()
      await live.playOn()
      assert.deepEqual(live.witness.violations, [])
    })
  }
})

describe('a journal whose queue is full', () => {
  /** Refuses the next `refusals` records, as a journal under load does. */
  const congested = async (refusals: number): Promise<{ live: LiveTable; congest: () => void }> => {
    const live = await seated()
    let left = 0
    const append = live.journal.append.bind(live.journal)
    live.journal.append = async (record) => {
      left -= 1
      return left >= 0 ? { ok: false, error: { code: 'BACKLOG_FULL' } } : await append(record)
    }
    return { live, congest: () => void (left = refusals) }
  }

  test('refuses the command; the next may pass', async () => {
    const { live, congest } = await congested(1)
    congest()
    assert.equal(reasonOf(await live.room.submit({ type: 'ready', seat: 0, seed: null })), 'SERVER_BUSY')
    assertTaken(await live.room.submit({ type: 'ready', seat: 0, seed: null }))
  })

  test('delays deadlines and who is there, and loses neither', async () => {
    const { live, congest } = await congested(3)
    await live.ready(...EVERYONE)
    congest()
    live.room.attendance.detach(1, live.connections[1]!)
    await settle()
    assert.equal(live.state.seats[1]!.online, true)
    await live.clock.advance(3000)
    assert.equal(live.state.seats[1]!.online, false)
    await live.playOn()
    assert.deepEqual(live.witness.violations, [])
  })
})

describe('another owner of the table', () => {
  test('stops this room at its next command', async () => {
    const live = await seated()
    const records = await live.journal.read('T')
    const taken = await Room.recover(new LiveTable({}, live.clock, live.journal).deps, records)
    assert.ok(taken.ok)
    const pushes = pushCount(live)
    assert.equal(reasonOf(await live.room.submit({ type: 'ready', seat: 0, seed: null })), 'SERVER_BUSY')
    assert.equal(pushCount(live), pushes)
    assert.equal(live.witness.stops[0]?.kind, 'lost')
    assert.equal(live.room.stopReason?.kind, 'lost')
    assert.equal(live.clock.pending, 0)
    assertTaken(await taken.value.submit({ type: 'ready', seat: 0, seed: null }))
  })
})

describe('the records', () => {
  test('follow each other without a gap and name their cause', async () => {
    const live = await seated()
    await live.ready(0)
    await live.room.submit({ type: 'ready', seat: 1, seed: null }, { clientSeq: 9 })
    const records = await live.journal.read('T')
    let seq = 1
    for (const record of records) {
      assert.equal(record.seq, seq)
      seq += record.events.length
    }
    assert.equal(seq, live.state.seq + 1)
    assert.deepEqual(records[0]!.cause, { kind: 'start' })
    assert.deepEqual(records.at(-1)!.cause, { kind: 'player', seat: 1, clientSeq: 9 })
  })

  test('a command that changes nothing writes none', async () => {
    const live = await seated()
    await live.ready(0)
    const { length } = await live.journal.read('T')
    await live.ready(0)
    assert.equal((await live.journal.read('T')).length, length)
  })

  test("a repeated join is refused with the table's own reason", async () => {
    const live = await seated()
    assert.equal(reasonOf(await live.room.submit({ type: 'join', player: personAt(0) })), 'ALREADY_AT_DESK')
  })
})
