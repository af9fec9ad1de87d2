// The answers that a table plays for a seat that gives none, and that clients show as a hint.
import type { RuleSet } from '../rules/ruleset.ts'
import type { Suit, TileId } from '../rules/tiles.ts'
import { SUITS, suitOfTile } from '../rules/tiles.ts'
import type { SeatHand } from './round.ts'

export function swapCount(swap: RuleSet['swap']): number {
  switch (swap) {
    case 'none':
      return 0
    case 'two-any':
      return 2
    case 'three-any':
    case 'three-same-suit':
      return 3
  }
}

const bySuit = (hand: SeatHand): TileId[][] =>
  SUITS.map((suit) => hand.tiles.filter((tile) => suitOfTile(tile) === suit).sort((a, b) => a - b))

/** From the shortest suit that can give enough; without that condition, from the shortest suits up. */
export function suggestSwap(hand: SeatHand, rules: RuleSet): TileId[] {
  const count = swapCount(rules.swap)
  const suits = bySuit(hand).sort((a, b) => a.length - b.length)
  if (rules.swap !== 'three-same-suit') return suits.flat().slice(0, count)
  return suits.find((tiles) => tiles.length >= count)!.slice(0, count)
}

/** The suit with the fewest tiles, none at all included; the lowest of equals. */
export function suggestVoid(hand: SeatHand): Suit {
  const lengths = bySuit(hand).map((tiles) => tiles.length)
  return lengths.indexOf(Math.min(...lengths)) as Suit
}
