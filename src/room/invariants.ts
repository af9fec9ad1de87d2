// What must hold of every table after every command, whatever the rules say. A breach is a bug: the room
// freezes rather than play on with wrong tiles or wrong money.
import type { TableState } from '../table/state.ts'
import type { Round, SeatHand } from '../table/round.ts'
import type { Seat, TileId } from '../rules/tiles.ts'
import { COPIES, KIND_COUNT, kindOf, TILE_COUNT } from '../rules/tiles.ts'
import { isRoundInPlay } from '../table/decide/round-end.ts'

export const VIOLATIONS = [
  'TILES_NOT_CONSERVED',
  'HAND_SIZE',
  'NOT_ZERO_SUM',
  'TURN_ORDER',
  /** A decision or a push threw. */
  'CRASHED',
] as const
export type ViolationCode = (typeof VIOLATIONS)[number]
export type Violation = { readonly code: ViolationCode; readonly detail: string }

/** The first breach found, or null. `before` is the table that the command found. */
export function violationOf(state: TableState, before: TableState | null): Violation | null {
  const { round } = state
  const breach =
    (round && isRoundInPlay(state) ? (brokenTiles(round) ?? brokenHands(state, round)) : null) ??
    brokenMoney(state) ??
    brokenTurn(state) ??
    (before && brokenProgress(state, before))
  return breach
}

const broken = (code: ViolationCode, detail: string): Violation => ({ code, detail })

/** How often each tile was seen; kept between calls because this runs after every command. */
const seen = new Uint8Array(TILE_COUNT)
const heldKinds = new Uint8Array(KIND_COUNT)

/** Each tile of the wall lies in exactly one place. */
function brokenTiles({ wall, next, hands, wins }: Round): Violation | null {
  seen.fill(0)
  let count = wall.length - next
  for (let index = next; index < wall.length; index += 1) seen[wall[index]!]! += 1
  for (const hand of hands) count += mark(hand)
  // A tile won from another seat lies with its winners, of whom there may be several.
  for (const { source, tile } of wins) {
    if (source === 'wall' || seen[tile]! > 0) continue
    seen[tile] = 1
    count += 1
  }
  if (count !== wall.length) return broken('TILES_NOT_CONSERVED', `${count} tiles of ${wall.length}`)
  for (let index = 0; index < wall.length; index += 1) {
    const tile = wall[index]!
    if (seen[tile] !== 1) return broken('TILES_NOT_CONSERVED', `tile ${tile} lies in ${seen[tile]} places`)
  }
  return null
}

function mark({ tiles, melds, discards }: SeatHand): number {
  let count = tiles.length + discards.length
  markAll(tiles)
  markAll(discards)
  for (const meld of melds) {
    markAll(meld.tiles)
    count += meld.tiles.length
  }
  return count
}

function markAll(tiles: readonly TileId[]): void {
  for (let index = 0; index < tiles.length; index += 1) seen[tiles[index]!]! += 1
}

const TILES_OF_A_SET = 3

/** Everyone holds the dealt number, and one more who is between draw and discard or has won with it. */
function brokenHands(state: TableState, round: Round): Violation | null {
  const extra = seatWithExtraTile(state, round)
  for (let seat = 0; seat < round.hands.length; seat += 1) {
    const hand = round.hands[seat]!
    const hasExtra = hand.won ? hand.won.source === 'wall' : seat === extra
    const expected = state.rules.handSize + (hasExtra ? 1 : 0) - TILES_OF_A_SET * hand.melds.length
    if (hand.tiles.length !== expected || hand.counts.size !== expected) {
      return broken('HAND_SIZE', `seat ${seat} holds ${hand.tiles.length} tiles, not ${expected}`)
    }
    if (!isCounted(hand)) return broken('HAND_SIZE', `seat ${seat}: the counts are not those of the tiles`)
  }
  return null
}

function seatWithExtraTile({ phase }: TableState, round: Round): Seat | null {
  switch (phase.kind) {
    case 'turn':
      return phase.seat
    case 'rob':
      return phase.from
    case 'sorting':
    case 'swapping':
    case 'choosingVoid':
      return round.banker
    case 'claims':
    case 'waiting':
    case 'ended':
      return null
  }
}

function isCounted({ tiles, counts }: SeatHand): boolean {
  heldKinds.fill(0)
  for (let index = 0; index < tiles.length; index += 1) heldKinds[kindOf(tiles[index]!)]! += 1
  for (let kind = 0; kind < KIND_COUNT; kind += 1) {
    if (heldKinds[kind] !== counts.counts[kind] || heldKinds[kind]! > COPIES) return false
  }
  return true
}

function brokenMoney(state: TableState): Violation | null {
  const { round, rules } = state
  let total = 0
  for (const seat of state.seats) total += seat ? seat.score - rules.startScore : 0
  // Only SBR's pot takes points out of the match.
  const isPotRule = rules.huaZhu === 'pot48'
  if (isPotRule ? total > 0 : total !== 0) return broken('NOT_ZERO_SUM', `the scores sum to ${total}`)
  return round ? brokenLedger(round) : null
}

function brokenLedger({ ledger, deltas }: Round): Violation | null {
  let pot = 0
  for (let index = 0; index < ledger.length; index += 1) {
    const row = ledger[index]!
    if (row.id !== index || !(row.points > 0))
      return broken('NOT_ZERO_SUM', `ledger row ${index} is malformed`)
    pot += (row.to === 'pot' ? row.points : 0) - (row.from === 'pot' ? row.points : 0)
  }
  let sum = 0
  for (const delta of deltas) sum += delta
  return sum === -pot ? null : broken('NOT_ZERO_SUM', `the round sums to ${sum} with ${pot} in the pot`)
}

/** Exactly the seats that the phase waits for are asked, and none that has won. */
function brokenTurn(state: TableState): Violation | null {
  for (let seat = 0; seat < state.seats.length; seat += 1) {
    const prompt = state.prompts[seat]
    if (prompt && prompt.seat !== seat) return broken('TURN_ORDER', `seat ${seat} holds another's prompt`)
    const isAsked = prompt != null
    const may = mayBeAsked(state, seat as Seat)
    if (isAsked && may === 'no') return broken('TURN_ORDER', `seat ${seat} is asked in ${state.phase.kind}`)
    if (!isAsked && may === 'must') return broken('TURN_ORDER', `nobody asks seat ${seat}`)
    if (isAsked && state.round?.hands[seat]?.won) return broken('TURN_ORDER', `seat ${seat} has won`)
  }
  return isStuck(state) ? broken('TURN_ORDER', `nobody is asked in ${state.phase.kind}`) : null
}

function mayBeAsked({ phase }: TableState, seat: Seat): 'must' | 'may' | 'no' {
  switch (phase.kind) {
    case 'turn':
      return seat === phase.seat ? 'must' : 'no'
    case 'swapping':
    case 'choosingVoid':
      return phase.picks[seat] === null ? 'must' : 'no'
    case 'claims':
    case 'rob':
      return seat === phase.from || phase.answers[seat] ? 'no' : 'may'
    case 'waiting':
    case 'sorting':
    case 'ended':
      return 'no'
  }
}

const isStuck = ({ phase, prompts }: TableState): boolean =>
  (phase.kind === 'claims' || phase.kind === 'rob') && prompts.every((prompt) => prompt === null)

/** The wall is drawn from one end, and events only ever add up. */
function brokenProgress(state: TableState, before: TableState): Violation | null {
  if (state.seq < before.seq) return broken('TURN_ORDER', `event ${state.seq} after ${before.seq}`)
  const { round } = state
  if (!round || round.roundId !== before.round?.roundId) return null
  const isBack = round.next < before.round.next || round.next > round.wall.length
  return isBack
    ? broken('TILES_NOT_CONSERVED', `the wall went from ${before.round.next} to ${round.next}`)
    : null
}
