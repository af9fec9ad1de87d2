// Deadlines fire by themselves, once, and 托管 plays on.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DueTimer } from '../../src/room/due-timer.ts'
import type { Seat } from '../../src/rules/tiles.ts'
import type { Timing } from '../../src/table/timing.ts'
import { rulesOf, START_MS, TIMING } from '../support/table-driver.ts'
import { FakeClock } from './fake-clock.ts'
import { assertTaken, LiveTable } from './live-table.ts'

const EVERYONE: readonly Seat[] = [0, 1, 2, 3]

async function playing(timing: Partial<Timing> = {}): Promise<LiveTable> {
  const live = await LiveTable.open(rulesOf('nanoserver', { rounds: 1 }), {
    botThinkMs: [300, 900],
    timing,
  })
  await live.seatAll([null, null, null, null])
  await live.ready(...EVERYONE)
  return live
}

describe('deadlines', () => {
  test('carry a match of silent players to its end', async () => {
    const live = await playing()
    await live.playOn()
    assert.deepEqual(live.witness.violations, [])
    assert.ok(live.state.seats.every((seat) => seat!.trust))
    assert.equal(live.clock.pending, 0)
  })

  test('fire when they are due and not before', async () => {
    const live = await playing()
    await live.clock.advance(TIMING.sortMs - 1)
    assert.equal(live.state.phase.kind, 'sorting')
    await live.clock.advance(1)
    assert.equal(live.state.phase.kind, 'choosingVoid')
  })

  test('keep one timer at a time, whatever is asked', async () => {
    const live = await playing()
    assert.equal(live.clock.pending, 1)
    await live.sorted(...EVERYONE)
    assert.equal(live.clock.pending, 1)
    await live.clock.advance(TIMING.voidMs)
    assert.equal(live.clock.pending, 1)
    assertTaken(await live.room.submit({ type: 'dissolve', seat: 0 }))
    assert.equal(live.clock.pending, 1)
  })

  test('do not wake a table that waits for its players', async () => {
    const live = await LiveTable.open(rulesOf('nanoserver'))
    await live.seatAll([null, null, null, null])
    assert.equal(live.clock.pending, 0)
    assert.equal(await live.clock.step(), false)
  })

  test('of a vote: silence dissolves, and the last round is settled in onGameEnd', async () => {
    // The deal is shown for so long that nobody plays before the vote is over.
    const live = await playing({ sortMs: 2 * TIMING.dissolveMs })
    assertTaken(await live.room.submit({ type: 'dissolve', seat: 1 }))
    assertTaken(await live.room.submit({ type: 'vote', seat: 2, agree: true }))
    assert.deepEqual(live.connections[0]!.last('onDissolveStatus').dissolveStatus, [
      { deskPos: 1, status: '等待中' },
      { deskPos: 2, status: '申请解散' },
      { deskPos: 3, status: '同意解散' },
      { deskPos: 4, status: '等待中' },
    ])
    assert.equal(live.connections[0]!.last('onDissolveStatus').restTime, 150)
    await live.clock.advance(TIMING.dissolveConsentMs)
    assert.ok(live.room.isOver)
    const end = live.connections[0]!.last('onGameEnd')
    assert.equal(end.isNormalFinished, false)
    assert.equal(end.roundStats.tiles.length, 4)
    assert.deepEqual(
      end.roundStats.scoreChange.map(({ score }) => score),
      [0, 0, 0, 0],
    )
  })
})

describe('托管', () => {
  test('begins after two deadlines in a row, and ends when the player acts', async () => {
    const live = await playing()
    await live.sorted(...EVERYONE)
    await live.clock.advance(TIMING.voidMs)
    while (!live.state.seats.some((seat) => seat!.trust)) assert.ok(await live.clock.step())
    const seat = live.state.seats.findIndex((taken) => taken!.trust) as Seat
    assert.deepEqual(live.connections[0]!.last('onTrust'), {
      uid: live.state.seats[seat]!.player.uid,
      on: true,
      seq: (live.connections[0]!.last('onTrust') as { seq: number }).seq,
    })
    assertTaken(await live.room.submit({ type: 'trust', seat, on: false }))
    assert.equal(live.connections[1]!.last('onTrust').on, false)
  })

  test('begins when a player stays away longer than the grace', async () => {
    const live = await playing()
    live.room.attendance.detach(2, live.connections[2]!)
    await live.clock.advance(TIMING.offlineGraceMs - 1)
    assert.equal(live.state.seats[2]!.online, false)
    assert.equal(live.state.seats[2]!.trust, false)
    await live.clock.advance(1)
    assert.equal(live.state.seats[2]!.trust, true)
  })

  test('does not begin for who comes back in time', async () => {
    const live = await playing()
    live.room.attendance.detach(2, live.connections[2]!)
    await live.clock.advance(TIMING.offlineGraceMs - 1)
    await live.connect(2)
    await live.clock.advance(2)
    assert.equal(live.state.seats[2]!.trust, false)
    assert.equal(live.connections[0]!.last('onPlayerOfflineStatus').offline, false)
  })

  test('a connection that was replaced cannot take its seat offline', async () => {
    const live = await playing()
    const old = live.connections[2]!
    await live.connect(2)
    live.room.attendance.detach(2, old)
    await live.clock.advance(0)
    assert.equal(live.state.seats[2]!.online, true)
  })
})

describe('the timer', () => {
  test('rings at the deadline although it is woken early', async () => {
    const clock = new FakeClock(START_MS)
    let rung = 0
    // A platform timer that runs a tenth too fast.
    const hasty = {
      nowMs: () => clock.nowMs(),
      monotonicMs: () => clock.nowMs(),
      after: (delayMs: number, callback: () => void) => clock.after(Math.ceil(delayMs * 0.9), callback),
    }
    const timer = new DueTimer(hasty, () => {
      rung += 1
      assert.equal(clock.nowMs(), START_MS + 1000)
    })
    timer.arm(START_MS + 1000)
    let wakes = 0
    while (await clock.step()) wakes += 1
    assert.equal(rung, 1)
    assert.ok(wakes < 30, `${wakes} wakes`)
  })

  test('waits longer than the platform can', async () => {
    const clock = new FakeClock(START_MS)
    const far = START_MS + 40 * 86_400_000
    let rungAtMs = 0
    new DueTimer(clock, () => {
      rungAtMs = clock.nowMs()
    }).arm(far)
    while (await clock.step()) continue
    assert.equal(rungAtMs, far)
  })
})
