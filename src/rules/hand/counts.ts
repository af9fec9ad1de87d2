// A concealed hand as counts and as one base-5 number per suit, kept in step: the numbers index the
// tables of suit-tables.ts, so that questions about a hand cost a few array reads.
import { KIND_COUNT, KINDS_PER_SUIT, kindOf } from '../tiles.ts'
import type { Kind, TileId } from '../tiles.ts'

/** Plain data, safe to put into JSON. Change it through `addKind` and `removeKind` only. */
export type HandCounts = {
  /** Copies of each of the 27 kinds. */
  readonly counts: number[]
  /** Per suit: the sum of count * 5^(rank - 1). */
  readonly keys: [number, number, number]
  /** Tiles in the hand. */
  size: number
}

export const KEY_BASE = 5
/** 5^0 .. 5^9; the last one is the number of keys of a suit. */
export const POWERS: readonly number[] = [1, 5, 25, 125, 625, 3_125, 15_625, 78_125, 390_625, 1_953_125]
export const KEY_COUNT = KEY_BASE ** KINDS_PER_SUIT

/** Suit by kind: a look-up costs less than the division. */
export const SUIT_OF: readonly number[] = Array.from({ length: KIND_COUNT }, (_, kind) =>
  Math.trunc(kind / KINDS_PER_SUIT),
)
/** What one tile of a kind adds to its suit's key. */
export const POWER_OF: readonly number[] = Array.from(
  { length: KIND_COUNT },
  (_, kind) => POWERS[kind % KINDS_PER_SUIT]!,
)

const NO_TILES: readonly number[] = Array.from({ length: KIND_COUNT }, () => 0)

export function emptyHand(): HandCounts {
  return { counts: NO_TILES.slice(), keys: [0, 0, 0], size: 0 }
}

/** The caller sees to it that the fifth copy of a kind is never added. */
export function addKind(hand: HandCounts, kind: Kind): void {
  const { counts, keys } = hand
  const suit = SUIT_OF[kind]!
  counts[kind] = counts[kind]! + 1
  keys[suit] = keys[suit]! + POWER_OF[kind]!
  hand.size += 1
}

/** The caller sees to it that the kind is held. */
export function removeKind(hand: HandCounts, kind: Kind): void {
  hand.counts[kind]! -= 1
  hand.keys[SUIT_OF[kind]!]! -= POWER_OF[kind]!
  hand.size -= 1
}

export function cloneHand(hand: HandCounts): HandCounts {
  const [k0, k1, k2] = hand.keys
  return { counts: hand.counts.slice(), keys: [k0, k1, k2], size: hand.size }
}

export function handOfKinds(kinds: readonly Kind[]): HandCounts {
  const hand = emptyHand()
  for (const kind of kinds) addKind(hand, kind)
  return hand
}

export function handOfTiles(tiles: readonly TileId[]): HandCounts {
  const hand = emptyHand()
  for (const tile of tiles) addKind(hand, kindOf(tile))
  return hand
}
