// A table as an operator sees it: enough to tell where it hangs, and the same whatever is hidden.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seededRng } from '../../src/lib/rng.ts'
import type { Seat } from '../../src/rules/tiles.ts'
import { debugTable } from '../../src/telemetry/debug-table.ts'
import { debugTables } from '../../src/telemetry/debug-tables.ts'
import type { SeatHand } from '../../src/table/round.ts'
import type { Phase, TableState } from '../../src/table/state.ts'
import { rulesOf, START_MS, TableDriver } from '../support/table-driver.ts'
import { nextAnswer, towardsWin } from '../support/table-players.ts'

const seen = (state: TableState): string =>
  JSON.stringify(debugTable({ state, mailboxDepth: 0, stopReason: null }, START_MS))

const ANOTHER_TILE = 99
const ANOTHER_SUIT = 2

/** Everything that not every seat may know, replaced by something else. */
function withOtherSecrets(state: TableState): TableState {
  const { round, phase } = state
  return {
    ...state,
    sealed: { ...state.sealed, serverSeed: 'another' },
    seats: state.seats.map((seat) => seat && { ...seat, seed: 'another', lastAnswer: null }),
    prompts: state.prompts.map(
      (prompt) =>
        prompt && {
          id: 999,
          seat: prompt.seat,
          dueAtMs: prompt.dueAtMs,
          kind: 'void',
          suggest: ANOTHER_SUIT,
        },
    ),
    phase: withOtherAnswers(phase),
    round: round && {
      ...round,
      wall: round.wall.map(() => ANOTHER_TILE),
      serverSeed: 'another',
      seatSeeds: ['another'],
      hands: round.hands.map((hand) => withOtherTiles(hand, phase.kind)),
    },
  }
}

function withOtherAnswers(phase: Phase): Phase {
  if (phase.kind === 'swapping' || phase.kind === 'choosingVoid')
    return { ...phase, picks: phase.picks.map(() => null) }
  if (phase.kind === 'claims' || phase.kind === 'rob')
    return { ...phase, tile: phase.tile, answers: phase.answers.map(() => null) }
  return phase
}

const withOtherTiles = (hand: SeatHand, phase: Phase['kind']): SeatHand => ({
  ...hand,
  tiles: hand.tiles.map(() => ANOTHER_TILE),
  drawn: hand.drawn === null ? null : ANOTHER_TILE,
  counts: { ...hand.counts, counts: [] },
  passedWins: [1],
  passedPongs: [2],
  passedPoints: 3,
  indicator: ANOTHER_TILE,
  voidSuit: ['sorting', 'swapping', 'choosingVoid'].includes(phase) ? ANOTHER_SUIT : hand.voidSuit,
})

/** Between rounds and right after the deal there is nothing to answer. */
function goOn(driver: TableDriver, seat: number): void {
  const type = driver.state.phase.kind === 'waiting' ? 'ready' : 'sorted'
  driver.try(type === 'ready' ? { type, seat: seat as Seat, seed: null } : { type, seat: seat as Seat })
}

test('nothing that it says depends on a hidden tile, seed, pick or question, in any phase of a match', () => {
  const rng = seededRng(20_261_126)
  const phases = new Set<string>()
  const check = ({ state }: TableDriver): void => {
    phases.add(state.phase.kind)
    assert.equal(seen(state), seen(withOtherSecrets(state)))
  }
  for (const [seed, preset] of ['xuezhan', 'nanoserver', 'sbr4', 'm2'].entries()) {
    const driver = new TableDriver(rulesOf(preset), { seed }).seatAll()
    for (let step = 0; step < 300 && driver.state.phase.kind !== 'ended'; step += 1) {
      check(driver)
      const answer = nextAnswer(driver.state, towardsWin, rng)
      if (answer) driver.do(answer)
      for (const seat of answer ? [] : driver.seats) {
        check(driver)
        goOn(driver, seat)
      }
    }
  }
  for (const phase of ['waiting', 'sorting', 'swapping', 'choosingVoid', 'turn', 'claims'])
    assert.ok(phases.has(phase), phase)
})

test('of many tables those that hang are shown first, and no more than can be read', () => {
  const { state } = new TableDriver(rulesOf('xuezhan'), { seed: 1 }).seatAll()
  const table = (no: string, change: Partial<TableState> = {}) => ({
    state: { ...state, no, prompts: [], createdAtMs: START_MS, ...change },
    mailboxDepth: 0,
    stopReason: null,
  })
  const late = { id: 1, seat: 0, dueAtMs: START_MS, kind: 'void', suggest: 0 } as const
  const rooms = [
    ...Array.from({ length: 150 }, (_, at) => table(String(at))),
    table('old', { createdAtMs: START_MS - 60_000 }),
    table('late', { prompts: [null, late, { ...late, dueAtMs: START_MS + 90_000 }] }),
    { ...table('stopped'), stopReason: { kind: 'closed' } as const },
  ]
  const { live, tables } = debugTables(rooms, START_MS + 5000)
  assert.equal(live, 153)
  assert.equal(tables.length, 100)
  const firsts = tables.slice(0, 3).map(({ no, overdueMs, stopped }) => [no, overdueMs, stopped])
  assert.deepEqual(firsts, [
    ['stopped', 0, 'closed'],
    ['late', 5000, null],
    ['old', 0, null],
  ])
})
