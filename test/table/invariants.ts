// What must hold of a table after every command.
import assert from 'node:assert/strict'
import { must } from '../../src/lib/assert.ts'
import { handOfTiles } from '../../src/rules/hand/counts.ts'
import { balance } from '../../src/rules/ledger.ts'
import type { TileId } from '../../src/rules/tiles.ts'
import { kindOf } from '../../src/rules/tiles.ts'
import type { Round } from '../../src/table/round.ts'
import type { TableState } from '../../src/table/state.ts'

export function checkInvariants(state: TableState): void {
  checkPrompts(state)
  if (!state.round) return
  checkTiles(state.round)
  checkSizes(state, state.round)
  checkMoney(state.round)
}

/** Every tile of the wall lies in exactly one place. */
function checkTiles(round: Round): void {
  const claimed = round.wins.filter((win) => win.source !== 'wall').map((win) => win.tile)
  const places: TileId[] = [...round.wall.slice(round.next), ...new Set(claimed)]
  for (const hand of round.hands) {
    places.push(...hand.tiles, ...hand.discards, ...hand.melds.flatMap((meld) => meld.tiles))
    assert.deepEqual(hand.counts, handOfTiles(hand.tiles), 'counts are in step')
    for (const meld of hand.melds) {
      assert.equal(meld.tiles.length, meld.type === 'pong' ? 3 : 4)
      assert.ok(meld.tiles.every((tile) => kindOf(tile) === meld.kind))
    }
  }
  assert.deepEqual(
    places.sort((a, b) => a - b),
    [...round.wall].sort((a, b) => a - b),
    'the four copies of each kind',
  )
}

/** The seat that holds one tile more than the others. */
function fullSeat(state: TableState, round: Round): number | null {
  const { phase } = state
  switch (phase.kind) {
    case 'sorting':
    case 'swapping':
    case 'choosingVoid':
      return round.banker
    case 'turn':
      return phase.seat
    case 'rob':
      return phase.from
    default:
      return null
  }
}

function checkSizes(state: TableState, round: Round): void {
  const full = fullSeat(state, round)
  // A round that was given up in mid-play may leave a hand full.
  if (state.phase.kind === 'ended' && state.phase.reason === 'dissolved') return
  for (const [seat, hand] of round.hands.entries()) {
    const isFull = hand.won ? hand.won.source === 'wall' : seat === full
    assert.equal(hand.tiles.length + 3 * hand.melds.length, state.rules.handSize + (isFull ? 1 : 0))
  }
}

function checkMoney(round: Round): void {
  const { seats, pot } = balance(round.ledger, round.hands.length)
  assert.deepEqual(round.deltas, seats)
  assert.equal(seats.reduce((sum, points) => sum + points, 0) + pot, 0)
  for (const [id, row] of round.ledger.entries()) {
    assert.equal(row.id, id)
    assert.ok(row.points > 0 && Number.isInteger(row.points))
    assert.ok(row.ref === null || row.ref < id)
  }
}

function checkPrompts(state: TableState): void {
  for (const [seat, prompt] of state.prompts.entries()) {
    if (!prompt) continue
    assert.equal(prompt.seat, seat)
    assert.equal(prompt.id, state.promptIds[seat], 'the open question is the last one of its seat')
    assert.ok(!state.round?.hands[seat]?.won, 'a winner is asked nothing')
  }
}

/** Freezes what is not frozen yet; a state shares most of its parts with the one before. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  Object.freeze(value)
  for (const part of Object.values(value)) deepFreeze(part)
  return value
}

/** The points that lie in no player's hands: what SBR's pot has taken so far. */
export const potOf = (state: TableState): number =>
  state.seats.reduce((sum, seat) => sum - must(seat, 'a seat').score + state.rules.startScore, 0)
