// One seat as a client knows it.
import type { PushOf } from '../../src/protocol/pushes.ts'

/** No tile, or one that is not shown. */
export const NONE = -1

export type Meld = { readonly type: string; readonly tiles: number[]; readonly from: number }

export type Seat = {
  readonly uid: number
  /** Tile ids, or -1 for those of others. */
  hand: number[]
  drawn: number
  discards: number[]
  melds: Meld[]
  que: number
  huPai: number
  huType: PushOf<'onSyncDesk'>['players'][number]['huType']
  hasWon: boolean
  /** Before this round, and this round's points. */
  score: number
  points: number
  trust: boolean
  offline: boolean
  isReady: boolean
}

/** A seat before its first deal. */
export const newSeat = (uid: number): Seat => ({
  uid,
  hand: [],
  drawn: NONE,
  discards: [],
  melds: [],
  que: 0,
  huPai: NONE,
  huType: 0,
  hasWon: false,
  score: 0,
  points: 0,
  trust: false,
  offline: false,
  isReady: false,
})

/** One tile less in the hand, a hidden one where it was not shown; false where the hand has neither. */
export function takeFromHand(seat: Seat, tile: number): boolean {
  const known = seat.hand.indexOf(tile)
  const at = known >= 0 ? known : seat.hand.indexOf(NONE)
  if (at >= 0) seat.hand.splice(at, 1)
  return at >= 0
}
