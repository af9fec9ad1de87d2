// Coming, going and being ready.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Seat } from '../../src/rules/tiles.ts'
import { newTable, personAt, rulesOf } from '../support/table-driver.ts'

const table = (options: Parameters<typeof newTable>[1] = {}): ReturnType<typeof newTable> =>
  newTable(rulesOf('nanoserver'), options)

describe('joining', () => {
  test('the first free seat, or the one asked for', () => {
    const t = table()
    t.do({ type: 'join', player: personAt(0) })
    t.do({ type: 'join', player: personAt(3), seat: 3 })
    t.do({ type: 'join', player: personAt(1) })
    assert.deepEqual(
      t.state.seats.map((seat) => seat && seat.player.uid),
      [100, 101, null, 103],
    )
  })

  test('a taken seat, a second seat and a full table are refused', () => {
    const t = table()
    t.do({ type: 'join', player: personAt(0) })
    assert.equal(t.try({ type: 'join', player: personAt(1), seat: 0 }).code, 'SEAT_TAKEN')
    assert.equal(t.try({ type: 'join', player: personAt(0) }).code, 'ALREADY_AT_DESK')
    for (const seat of [1, 2, 3]) t.do({ type: 'join', player: personAt(seat) })
    assert.equal(t.try({ type: 'join', player: personAt(9) }).code, 'DESK_FULL')
  })

  test('a seat that there is not is refused', () => {
    const t = table()
    for (const seat of [-1, 4, 0.5, Number.NaN, 1e9])
      assert.equal(t.try({ type: 'join', player: personAt(0), seat: seat as Seat }).code, 'SEAT_TAKEN')
  })

  test('not in a match that has begun', () => {
    const t = table().seatAll().deal()
    assert.equal(t.try({ type: 'join', player: personAt(9) }).code, 'GAME_STARTED')
    assert.equal(t.try({ type: 'leave', seat: 1 }).code, 'GAME_STARTED')
  })

  test('everyone begins with the start score', () => {
    const t = newTable(rulesOf('nanoserver', { startScore: 77 })).seatAll()
    assert.deepEqual(
      t.state.seats.map((seat) => seat!.score),
      [77, 77, 77, 77],
    )
  })
})

describe('leaving', () => {
  test('the seat is free again', () => {
    const t = table().seatAll()
    t.do({ type: 'leave', seat: 2 })
    assert.equal(t.state.seats[2], null)
    t.do({ type: 'join', player: personAt(9) })
    assert.equal(t.state.seats[2]!.player.uid, 109)
  })

  test('a private table goes with its creator, a public one with its last player', () => {
    const open = table({ isPublic: true }).seatAll()
    open.do({ type: 'leave', seat: 0 })
    assert.equal(open.state.phase.kind, 'waiting')
    for (const seat of [1, 2, 3] as const) open.do({ type: 'leave', seat })
    assert.deepEqual(open.state.phase, { kind: 'ended', reason: 'destroyed' })

    const own = table().seatAll()
    own.do({ type: 'leave', seat: 1 })
    assert.equal(own.state.phase.kind, 'waiting')
    own.do({ type: 'leave', seat: 0 })
    assert.deepEqual(own.state.phase, { kind: 'ended', reason: 'destroyed' })
  })

  test('bots alone keep no table', () => {
    const t = table({ isPublic: true })
    t.do({ type: 'join', player: personAt(0) })
    for (const seat of [1, 2] as const) t.do({ type: 'join', player: personAt(seat, 'easy') })
    t.do({ type: 'leave', seat: 0 })
    assert.deepEqual(t.state.phase, { kind: 'ended', reason: 'destroyed' })
  })
})

describe('being ready', () => {
  test('twice is harmless; another seed is refused', () => {
    const t = table().seatAll()
    const seed = '0a'.repeat(32)
    t.do({ type: 'ready', seat: 0, seed })
    assert.deepEqual(t.do({ type: 'ready', seat: 0, seed }), [])
    assert.deepEqual(t.do({ type: 'ready', seat: 0, seed: null }), [])
    assert.equal(t.try({ type: 'ready', seat: 0, seed: 'ff'.repeat(16) }).code, 'ALREADY_ANSWERED')
  })

  test('not during a round', () => {
    assert.equal(table().seatAll().deal().try({ type: 'ready', seat: 0, seed: null }).code, 'WRONG_PHASE')
  })

  test('bots are ready from the start, and one person begins the match with them', () => {
    const t = table()
    for (const seat of [1, 2, 3] as const) t.do({ type: 'join', player: personAt(seat, 'easy'), seat })
    t.do({ type: 'join', player: personAt(0), seat: 0 })
    t.do({ type: 'ready', seat: 0, seed: null })
    t.do({ type: 'sorted', seat: 0 })
    assert.equal(t.state.phase.kind, 'choosingVoid')
  })

  test('a bot agrees to a dissolve at once', () => {
    const t = table()
    for (const seat of [1, 2, 3] as const) t.do({ type: 'join', player: personAt(seat, 'easy'), seat })
    t.do({ type: 'join', player: personAt(0), seat: 0 })
    t.do({ type: 'ready', seat: 0, seed: null })
    t.do({ type: 'dissolve', seat: 0 })
    assert.deepEqual(t.state.phase, { kind: 'ended', reason: 'dissolved' })
  })
})

test('an empty or unknown seat may do nothing', () => {
  const t = table()
  t.do({ type: 'join', player: personAt(0) })
  for (const seat of [1, -1, 4, 0.5, Number.NaN, undefined] as unknown as Seat[]) {
    for (const command of [
      { type: 'ready', seat, seed: null },
      { type: 'leave', seat },
      { type: 'sorted', seat },
      { type: 'trust', seat, on: true },
      { type: 'presence', seat, online: false },
      { type: 'dissolve', seat },
      { type: 'vote', seat, agree: true },
      { type: 'act', seat, action: { type: 'pass' }, promptId: null },
      { type: 'swap', seat, tiles: [], promptId: null },
      { type: 'chooseVoid', seat, suit: 0, promptId: null },
    ] as const) {
      const before = t.state
      assert.equal(t.try(command).code, 'NOT_AT_DESK', `${command.type} of ${seat}`)
      assert.equal(t.state, before)
    }
  }
})

test('presence is noted once', () => {
  const t = table().seatAll()
  t.do({ type: 'presence', seat: 1, online: false })
  assert.equal(t.state.seats[1]!.offlineSinceMs, t.nowMs)
  assert.deepEqual(t.do({ type: 'presence', seat: 1, online: false }), [])
  t.do({ type: 'presence', seat: 1, online: true })
  assert.equal(t.state.seats[1]!.offlineSinceMs, null)
})
