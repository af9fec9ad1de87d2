// A process that dies at any record leaves a table that goes on to its end.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Room } from '../../src/room/room.ts'
import { roundsOf } from '../../src/room/round-log.ts'
import { historyOf } from '../../src/room/history.ts'
import type { Seat } from '../../src/rules/tiles.ts'
import type { Phase } from '../../src/table/state.ts'
import { personAt, rulesOf } from '../support/table-driver.ts'
import { assertTaken, LiveTable } from './live-table.ts'

const RULES = rulesOf('xuezhan', { rounds: 1 })

/** A person and three bots; the person is ready before the bots come, so the last of them starts the game. */
async function finishedTable(): Promise<LiveTable> {
  const live = await LiveTable.open(RULES, { seed: 5 })
  const join = async (seat: Seat): Promise<void> => {
    const player = personAt(seat, seat === 0 ? null : 'easy')
    assertTaken(await live.room.submit({ type: 'join', player, seat }))
  }
  await join(0)
  await live.connect(0)
  await live.ready(0)
  for (const seat of [1, 2, 3] as const) await join(seat)
  await live.playOn()
  return live
}

describe('recovery', () => {
  test('after every record of a match: no move is lost, and it is played to its end', async () => {
    const live = await finishedTable()
    const records = await live.journal.read('T')
    const phases = new Set<Phase['kind']>()
    const dealtAt = records.findIndex((record) => record.events.some((event) => event.type === 'dealt'))
    for (let kept = 1; kept < records.length; kept += 1) {
      const again = await LiveTable.revive(live, { seed: kept }, kept)
      phases.add(again.state.phase.kind)
      assert.ok(again.state.seats.every((seat) => !seat || seat.player.bot !== null || !seat.online))
      if (kept <= dealtAt) {
        assert.equal(again.state.phase.kind, 'waiting')
        continue
      }
      await again.playOn()
      assert.deepEqual(again.witness.violations, [], `after ${kept} records`)
      const written = await again.journal.read('T')
      assert.deepEqual(written.slice(0, kept), records.slice(0, kept))
      assert.ok(written.slice(kept).every((record) => record.epoch === 2))
      const history = historyOf(again.room.lastRound!)
      assert.deepEqual(history, historyOf(roundsOf(written.flatMap((record) => record.events)).at(-1)!))
    }
    assert.deepEqual(
      [...phases].sort(),
      ['claims', 'choosingVoid', 'sorting', 'swapping', 'turn', 'waiting'].sort(),
    )
  })

  test('an open prompt keeps its number and gets back the time that was lost', async () => {
    const live = await LiveTable.open(RULES)
    await live.seatAll([null, null, null, null])
    await live.ready(0, 1, 2, 3)
    await live.sorted(0, 1, 2, 3)
    const before = live.state.prompts
    live.room.close()
    const lastMs = (await live.journal.read('T')).at(-1)!.atMs
    await live.clock.advance(600_000)
    const again = await LiveTable.revive(live)
    for (const [seat, prompt] of again.state.prompts.entries()) {
      assert.equal(prompt!.id, before[seat]!.id)
      assert.equal(prompt!.dueAtMs - before[seat]!.dueAtMs, live.clock.nowMs() - lastMs)
    }
    const connection = await again.connect(2)
    assert.equal(connection.last('onSwapHint').promptId, before[2]!.id)
    const { suggest } = connection.last('onSwapHint')
    assertTaken(await again.room.submit({ type: 'swap', seat: 2, tiles: suggest, promptId: before[2]!.id }))
  })

  test('while the journal is down the table is there, refuses moves, and goes on when it is back, all its time given back', async () => {
    const live = await LiveTable.open(RULES)
    await live.seatAll([null, null, null, null])
    await live.ready(0, 1, 2, 3)
    await live.sorted(0, 1, 2, 3)
    const before = live.state.prompts
    live.room.close()
    const records = await live.journal.read('T')
    await live.clock.advance(600_000)
    const again = await LiveTable.revive(live, { journalFails: 'ENOSPC' })
    const connection = await again.connect(2)
    const { suggest, promptId } = connection.last('onSwapHint')
    const swap = { type: 'swap', seat: 2, tiles: suggest, promptId } as const
    const refused = await again.room.submit(swap)
    assert.equal(refused.ok ? 'ok' : refused.error.reason, 'JOURNAL_DOWN')
    await live.clock.advance(60_000)
    assert.equal(again.state.phase.kind, 'swapping', 'nobody is played for')

    again.journal.heal()
    await live.clock.advance(1000)
    assert.deepEqual(
      again.state.seats.map((taken) => taken!.online),
      [false, false, true, false],
    )
    const lostMs = live.clock.nowMs() - records.at(-1)!.atMs
    for (const [seat, prompt] of again.state.prompts.entries())
      assert.equal(prompt!.dueAtMs - before[seat]!.dueAtMs, lostMs)
    assertTaken(await again.room.submit(swap))
    await again.playOn()
    assert.deepEqual(again.witness.violations, [])
  })

  test('a table that another process has taken over is refused, and leaves nothing running', async () => {
    const live = await finishedTable()
    const records = (await live.journal.read('T')).slice(0, 20)
    const again = new LiveTable({}, live.clock)
    for (const record of records) assert.ok((await again.journal.append(record)).ok)
    const last = records.at(-1)!
    const taken = { ...last, seq: last.seq + last.events.length, epoch: last.epoch + 2 }
    assert.ok((await again.journal.append(taken)).ok)
    const recovered = await Room.recover(again.deps, records)
    assert.equal(recovered.ok ? 'ok' : recovered.error.reason, 'SERVER_BUSY')
    assert.equal(live.clock.pending, 0)
  })

  test('a table that is over comes back over, without a new record', async () => {
    const live = await finishedTable()
    const { length } = await live.journal.read('T')
    const again = await LiveTable.revive(live)
    assert.ok(again.room.isOver)
    assert.equal((await again.journal.read('T')).length, length)
    assert.ok(again.room.lastRound)
    assert.equal(again.clock.pending, 0)
  })
})
