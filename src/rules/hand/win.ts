// The winning shapes: four melds and a pair, or seven pairs.
import type { Suit } from '../tiles.ts'
import type { HandCounts } from './counts.ts'
import { PAIRS_MASK, PAIRS_SHIFT, SEVEN, SHAPE_MASK, suitTables } from './suit-tables.ts'

/** Seven pairs are won with this many concealed tiles. */
export const CLOSED_WIN_SIZE = 14

/**
 * Whether a hand of 3n+2 concealed tiles, the winning one included, is complete. Exposed sets are
 * accounted for by the hand's size. Seven pairs take 14 concealed tiles, so they never mix with sets
 * on the table nor with short hands. No tile of the void suit may be left.
 */
export function isWin(hand: HandCounts, voidSuit: Suit | null, sevenPairs = true): boolean {
  const keys = hand.keys
  if (voidSuit !== null && keys[voidSuit] !== 0) return false
  const { states } = suitTables()
  const sum = states[keys[0]]! + states[keys[1]]! + states[keys[2]]!
  return (sum & SHAPE_MASK) === 1 || (sevenPairs && ((sum >>> PAIRS_SHIFT) & PAIRS_MASK) === SEVEN)
}
