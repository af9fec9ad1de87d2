// 换三张 and 定缺 as an expert chooses: by the hand that is left, for every choice there is.
import { must } from '../lib/assert.ts'
import { addKind, removeKind } from '../rules/hand/counts.ts'
import { shanten } from '../rules/hand/shanten.ts'
import type { Suit, TileId } from '../rules/tiles.ts'
import { KINDS_PER_SUIT, SUITS, kindOf, suitOfTile } from '../rules/tiles.ts'
import { swapCount } from '../table/suggest.ts'
import { bondsOf } from './normal.ts'
import type { Sight } from './sight.ts'

/** A step towards a ready hand against a tile of the void suit, which costs a turn to throw. */
const STEP_COST = 10
const VOID_TILE_COST = 4
const BOND_VALUE = 0.7
/** From so many tiles of one suit on, each more draws the hand towards 清一色. */
const FLUSH_FROM = 6
const FLUSH_TILE_VALUE = 4

export function chooseVoidSuit(sight: Sight): Suit {
  let best: { suit: Suit; cost: number } | null = null
  for (const suit of SUITS) {
    const cost = costOfVoid(sight, suit)
    if (best === null || cost < best.cost) best = { suit, cost }
  }
  return must(best, 'a suit').suit
}

/** How bad the hand is once a suit is given up; lower is better. */
function costOfVoid(sight: Sight, voidSuit: Suit): number {
  const { hand } = sight
  const counts = SUITS.map((suit) => tilesIn(sight, suit))
  const longest = Math.max(...counts.filter((_, suit) => suit !== voidSuit))
  const flush = Math.max(0, longest - FLUSH_FROM) * FLUSH_TILE_VALUE
  return (
    shanten(hand, voidSuit, sight.sevenPairs) * STEP_COST +
    counts[voidSuit]! * VOID_TILE_COST -
    bondsBeside(sight, voidSuit) * BOND_VALUE -
    flush
  )
}

function tilesIn({ hand }: Sight, suit: Suit): number {
  let tiles = 0
  for (let rank = 0; rank < KINDS_PER_SUIT; rank += 1) tiles += hand.counts[suit * KINDS_PER_SUIT + rank]!
  return tiles
}

function bondsBeside(sight: Sight, voidSuit: Suit): number {
  let bonds = 0
  for (const [kind, copies] of sight.hand.counts.entries()) {
    if (copies > 0 && Math.trunc(kind / KINDS_PER_SUIT) !== voidSuit) bonds += bondsOf(sight, kind)
  }
  return bonds
}

/** The tiles without which the hand is best, whichever suit is then given up. */
export function chooseSwap(sight: Sight): TileId[] {
  const count = swapCount(sight.rules.swap)
  const sameSuit = sight.rules.swap === 'three-same-suit'
  let best: { tiles: TileId[]; cost: number } | null = null
  for (const tiles of choices(sight.tiles, count)) {
    if (sameSuit && tiles.some((tile) => suitOfTile(tile) !== suitOfTile(tiles[0]!))) continue
    for (const tile of tiles) removeKind(sight.hand, kindOf(tile))
    const cost = Math.min(...SUITS.map((suit) => costOfVoid(sight, suit)))
    for (const tile of tiles) addKind(sight.hand, kindOf(tile))
    if (best === null || cost < best.cost) best = { tiles, cost }
  }
  return must(best, 'a swap').tiles
}

/** Every choice of `count` tiles that differs in kinds. */
function choices(tiles: readonly TileId[], count: number): TileId[][] {
  const sorted = [...tiles].sort((a, b) => a - b)
  const found: TileId[][] = []
  const extend = (chosen: TileId[], from: number): void => {
    if (chosen.length === count) {
      found.push(chosen)
      return
    }
    for (let at = from; at < sorted.length; at += 1) {
      if (at > from && kindOf(sorted[at]!) === kindOf(sorted[at - 1]!)) continue
      extend([...chosen, sorted[at]!], at + 1)
    }
  }
  extend([], 0)
  return found
}
