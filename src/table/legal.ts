// What a seat may do. Asked once when a prompt is made; the answer is then checked against the prompt.
import type { Kind, Seat, Suit, TileId } from '../rules/tiles.ts'
import { COPIES, kindOf, suitOf, suitOfTile } from '../rules/tiles.ts'
import type { SeatHand } from './round.ts'
import { wallLeft } from './round.ts'
import type { TableState } from './state.ts'
import { discardWin } from './winning.ts'

const isClosedSuit = (state: TableState, voidSuit: Suit | null, kind: Kind): boolean =>
  state.rules.voidKong === 'refuse' && suitOf(kind) === voidSuit

/** Kongs that a seat may declare on its own turn, ascending. None without a replacement tile. */
export function ownKongs(state: TableState, seat: Seat): Kind[] {
  const round = state.round!
  const hand = round.hands[seat]!
  if (wallLeft(round) === 0) return []
  const ponged = hand.melds.filter((meld) => meld.type === 'pong').map((meld) => meld.kind)
  const kongs: Kind[] = []
  for (const [kind, copies] of hand.counts.counts.entries()) {
    if (copies === 0 || isClosedSuit(state, hand.voidSuit, kind)) continue
    if (copies === COPIES || ponged.includes(kind)) kongs.push(kind)
  }
  return kongs
}

/** Tiles that a seat may discard, in the order it holds them. */
export function discards(state: TableState, seat: Seat): TileId[] {
  const hand = state.round!.hands[seat]!
  if (hand.indicator !== null && hand.tiles.includes(hand.indicator)) return [hand.indicator]
  const voidTiles = voidTilesOf(hand)
  return state.rules.voidDiscard === 'mustFirst' && voidTiles.length > 0 ? voidTiles : [...hand.tiles]
}

export const voidTilesOf = (hand: SeatHand): TileId[] =>
  hand.voidSuit === null ? [] : hand.tiles.filter((tile) => suitOfTile(tile) === hand.voidSuit)

export type Claims = {
  readonly win: boolean
  readonly winPoints: number
  readonly pong: boolean
  readonly kong: boolean
}

/** What a seat may do with another seat's discard. */
export function claims(state: TableState, seat: Seat, discard: { tile: TileId; from: Seat }): Claims {
  const round = state.round!
  const hand = round.hands[seat]!
  const kind = kindOf(discard.tile)
  const win = discardWin(state, seat, discard)
  const copies = isClosedSuit(state, hand.voidSuit, kind) ? 0 : hand.counts.counts[kind]!
  const isLast = wallLeft(round) === 0
  const pongOpen = !state.rules.passPong || !hand.passedPongs.includes(kind)
  return {
    win: win !== null,
    winPoints: win?.score.points ?? 0,
    pong: copies >= 2 && pongOpen && (!isLast || state.rules.lastDiscardPong),
    kong: copies === COPIES - 1 && !isLast,
  }
}

export const hasClaim = (claim: Claims): boolean => claim.win || claim.pong || claim.kong
