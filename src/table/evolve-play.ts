// Events of play: draws, discards, claims, kongs, wins and the money they move.
import { assertNever } from '../lib/assert.ts'
import { addKind, removeKind } from '../rules/hand/counts.ts'
import type { LedgerRow } from '../rules/ledger.ts'
import type { Meld } from '../rules/meld.ts'
import type { Seat, TileId } from '../rules/tiles.ts'
import { COPIES, kindOf, suitOfTile } from '../rules/tiles.ts'
import type { Discarded, Drew, Konged, PassedUp, Ponged, TableEvent, Won } from './event.ts'
import type { KongRef, Round, SeatHand, Win } from './round.ts'
import type { TableState } from './state.ts'

type PlayEvent = Extract<
  TableEvent,
  {
    type:
      | 'turnBegan'
      | 'drew'
      | 'discarded'
      | 'claimsOpened'
      | 'passedUp'
      | 'ponged'
      | 'kongDeclared'
      | 'konged'
      | 'won'
      | 'kongsTransferred'
  }
>

export function evolvePlay(state: TableState, event: PlayEvent): void {
  const round = state.round!
  switch (event.type) {
    case 'turnBegan':
      state.phase = { kind: 'turn', seat: event.seat, afterPong: false }
      return
    case 'drew':
      draw(state, round, event)
      return
    case 'discarded':
      discard(round, event)
      return
    case 'claimsOpened':
      state.phase = {
        kind: 'claims',
        tile: event.tile,
        from: event.from,
        answers: state.seats.map(() => null),
      }
      return
    case 'passedUp':
      passUp(round.hands[event.seat]!, event)
      return
    case 'ponged':
      pong(state, round, event)
      return
    case 'kongDeclared':
      state.phase = {
        kind: 'rob',
        tile: event.tile,
        from: event.seat,
        delayed: event.delayed,
        answers: state.seats.map(() => null),
      }
      return
    case 'konged':
      kong(state, round, event)
      return
    case 'won':
      win(round, event)
      return
    case 'kongsTransferred':
      book(round, event.rows)
      return
    default:
      assertNever(event)
  }
}

export function giveTile(hand: SeatHand, tile: TileId): void {
  hand.tiles.push(tile)
  addKind(hand.counts, kindOf(tile))
}

export function takeTile(hand: SeatHand, tile: TileId): void {
  const at = hand.tiles.indexOf(tile)
  if (at < 0) return
  hand.tiles.splice(at, 1)
  removeKind(hand.counts, kindOf(tile))
}

/** Appends rows to the round's ledger and keeps the balances in step. */
export function book(round: Round, rows: readonly LedgerRow[]): void {
  round.ledger.push(...rows)
  balance(round, rows)
}

/** Moves the rows' points between the round's balances. */
export function balance(round: Round, rows: readonly LedgerRow[]): void {
  for (const { from, to, points } of rows) {
    if (from !== 'pot') round.deltas[from]! -= points
    if (to !== 'pot') round.deltas[to]! += points
  }
}

function draw(state: TableState, round: Round, event: Drew): void {
  const hand = round.hands[event.seat]!
  round.next += 1
  giveTile(hand, event.tile)
  hand.drawn = event.tile
  hand.draws += 1
  hand.passedWins = []
  hand.passedPongs = []
  hand.passedPoints = null
  if (!event.replacement) round.kongChain = []
  state.phase = { kind: 'turn', seat: event.seat, afterPong: false }
}

function discard(round: Round, event: Discarded): void {
  const hand = round.hands[event.seat]!
  takeTile(hand, event.tile)
  hand.discards.push(event.tile)
  hand.drawn = null
  hand.discarded += 1
  hand.indicator = null
  hand.onlyVoidDiscarded &&= suitOfTile(event.tile) === hand.voidSuit
  round.visible[kindOf(event.tile)]! += 1
  round.lastDiscard = { seat: event.seat, tile: event.tile }
}

function passUp(hand: SeatHand, event: PassedUp): void {
  if (event.win) {
    hand.passedWins = [...hand.passedWins, event.kind]
    hand.passedPoints = Math.max(hand.passedPoints ?? 0, event.points)
  }
  if (event.pong) hand.passedPongs = [...hand.passedPongs, event.kind]
}

/** A claimed tile leaves the discards of the seat that threw it. */
function takeDiscard(round: Round, from: Seat): void {
  round.hands[from]!.discards.pop()
  round.lastDiscard = null
}

function pong(state: TableState, round: Round, event: Ponged): void {
  const hand = round.hands[event.seat]!
  const kind = kindOf(event.tile)
  takeDiscard(round, event.from)
  for (const tile of event.own) takeTile(hand, tile)
  hand.melds.push({ type: 'pong', kind, tiles: [...event.own, event.tile], from: event.from })
  hand.drawn = null
  hand.passedWins = []
  round.visible[kind]! += event.own.length
  round.claimed = true
  round.kongChain = []
  state.phase = { kind: 'turn', seat: event.seat, afterPong: true }
}

function kong(state: TableState, round: Round, event: Konged): void {
  const hand = round.hands[event.seat]!
  const { kind, meld } = event
  const added = meld === 'added-kong'
  if (meld === 'exposed-kong') takeDiscard(round, event.from)
  for (const tile of event.tiles) takeTile(hand, tile)
  const made: Meld = { type: meld, kind, tiles: event.tiles, from: event.from }
  hand.melds = added ? hand.melds.map((old) => (old.kind === kind ? made : old)) : [...hand.melds, made]
  hand.drawn = null
  round.visible[kind] = COPIES
  round.claimed = true
  book(round, event.rows)
  const ref: KongRef = {
    seat: event.seat,
    rowIds: event.rows.map((row) => row.id),
    from: meld === 'exposed-kong' ? event.from : null,
  }
  // A claimed kong begins a turn of its own; the chain of another seat ends here.
  const chain = round.kongChain.filter((old) => old.seat === event.seat)
  round.kongChain = meld === 'exposed-kong' ? [ref] : [...chain, ref]
  round.kongs.push(ref)
  state.phase = { kind: 'turn', seat: event.seat, afterPong: false }
}

function win(round: Round, event: Won): void {
  const hand = round.hands[event.seat]!
  const { type: _, rows, ...record } = event
  const made: Win = record
  if (event.source === 'kong') robTile(round, event)
  if (event.source === 'discard') robDiscard(round, event)
  hand.won = made
  round.wins.push(made)
  book(round, rows)
}

/** The first robber takes the tile out of the konger's hand; it lies open from then on. */
function robTile(round: Round, event: Won): void {
  const hand = round.hands[event.from!]!
  if (!hand.tiles.includes(event.tile)) return
  takeTile(hand, event.tile)
  hand.drawn = null
  round.visible[kindOf(event.tile)]! += 1
}

function robDiscard(round: Round, event: Won): void {
  if (round.lastDiscard?.tile !== event.tile) return
  takeDiscard(round, event.from!)
}
