// The 108 tiles of Sichuan mahjong as small integers, in nanoserver's numbering.

/** One physical tile, 0..107. Four consecutive ids are the four copies of a kind. */
export type TileId = number
/** What a tile shows, 0..26: suit * 9 + rank - 1. */
export type Kind = number
/** 0 条 bamboos (t), 1 筒 dots (b), 2 万 characters (w). */
export type Suit = 0 | 1 | 2
/** A place at the table; play goes 0, 1, 2, 3. */
export type Seat = 0 | 1 | 2 | 3

export const COPIES = 4
export const KINDS_PER_SUIT = 9
export const KIND_COUNT = 27
export const TILE_COUNT = KIND_COUNT * COPIES
export const SUITS = [0, 1, 2] as const satisfies readonly Suit[]

export const kindOf = (tile: TileId): Kind => tile >> 2
export const suitOf = (kind: Kind): Suit => Math.trunc(kind / KINDS_PER_SUIT) as Suit
export const rankOf = (kind: Kind): number => (kind % KINDS_PER_SUIT) + 1
export const makeKind = (suit: Suit, rank: number): Kind => suit * KINDS_PER_SUIT + rank - 1
export const suitOfTile = (tile: TileId): Suit => suitOf(kindOf(tile))

/** nanoserver's "index" of a kind, as its clients read it: 1-9 条, 11-19 筒, 21-29 万. */
export const indexOf = (kind: Kind): number => suitOf(kind) * 10 + rankOf(kind)
/** The inverse of `indexOf`; undefined for 0, 10, 20 and anything outside 1..29. */
export function kindOfIndex(index: number): Kind | undefined {
  const suit = Math.trunc(index / 10)
  const rank = index % 10
  if (!Number.isInteger(index) || index < 1 || index > 29 || rank === 0) return undefined
  return makeKind(suit as Suit, rank)
}

/** -0 is none: it would not survive JSON. */
export const isTileId = (value: number): value is TileId =>
  Number.isInteger(value) && value >= 0 && value < TILE_COUNT && !Object.is(value, -0)
