// How far a hand is from ready (向听), for the bots: what each suit lacks, merged over the suits.
import type { Suit } from '../tiles.ts'
import { KINDS_PER_SUIT } from '../tiles.ts'
import type { HandCounts } from './counts.ts'
import { CLOSED_SUIT, PAIR_OFFSET, lacksBytes, lacksOffset } from './suit-lacks.ts'

const MELD_TILES = 3
const SEVEN = 7
/** Seven pairs are for hands without melds on the table: 13 tiles, 14 after the draw. */
const SEVEN_PAIRS_SIZE = 13

/**
 * Tiles from ready: -1 complete, 0 ready, n after n useful draws. Takes 3n+1 or 3n+2 concealed tiles;
 * tiles of the void suit count for nothing. It looks at the hand alone: a tile whose copies lie in
 * melds or discards still counts as one to hope for.
 */
export function shanten(hand: HandCounts, voidSuit: Suit | null, sevenPairs = true): number {
  const standard = standardLack(hand, voidSuit)
  if (!sevenPairs || hand.size < SEVEN_PAIRS_SIZE) return standard - 1
  return Math.min(standard, sevenPairsLack(hand, voidSuit)) - 1
}

/** The best split of the melds and the pair over the suits. */
function standardLack({ keys, size }: HandCounts, voidSuit: Suit | null): number {
  const melds = Math.trunc(size / MELD_TILES)
  const a = voidSuit === 0 ? CLOSED_SUIT : lacksOffset(keys[0])
  const b = voidSuit === 1 ? CLOSED_SUIT : lacksOffset(keys[1])
  const c = voidSuit === 2 ? CLOSED_SUIT : lacksOffset(keys[2])
  const bytes = lacksBytes()
  let best = Infinity
  for (let inA = 0; inA <= melds; inA += 1) {
    const lackA = bytes[a + inA]!
    const pairA = bytes[a + PAIR_OFFSET + inA]!
    for (let inB = 0; inA + inB <= melds; inB += 1) {
      const lackB = bytes[b + inB]!
      const inC = c + melds - inA - inB
      const lackC = bytes[inC]!
      const withA = pairA + lackB + lackC
      const withB = lackA + bytes[b + PAIR_OFFSET + inB]! + lackC
      const withC = lackA + lackB + bytes[inC + PAIR_OFFSET]!
      best = Math.min(best, withA, withB, withC)
    }
  }
  return best
}

/** A single tile is one short of its pair, a pair out of nothing two. */
function sevenPairsLack({ counts }: HandCounts, voidSuit: Suit | null): number {
  let pairs = 0
  let singles = 0
  for (let kind = 0; kind < counts.length; kind += 1) {
    if (voidSuit !== null && Math.trunc(kind / KINDS_PER_SUIT) === voidSuit) continue
    pairs += counts[kind]! >> 1
    singles += counts[kind]! & 1
  }
  const missing = SEVEN - Math.min(pairs, SEVEN)
  return missing + Math.max(0, missing - singles)
}
