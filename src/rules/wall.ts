// The wall and the deal. Where the numbers come from is not decided here: src/fairness passes a stream.
import { invariant } from '../lib/assert.ts'
import type { RuleSet } from './ruleset.ts'
import { COPIES, KINDS_PER_SUIT, type Seat, type TileId } from './tiles.ts'

const UINT32_RANGE = 2 ** 32

/** How many tiles the wall holds: 108, or 72 when only 条 and 筒 are played. */
export const wallSize = (rules: Pick<RuleSet, 'suits'>): number => rules.suits * KINDS_PER_SUIT * COPIES

/** The wall's tiles in the order of their ids. */
export const wallTiles = (rules: Pick<RuleSet, 'suits'>): TileId[] =>
  Array.from({ length: wallSize(rules) }, (_, tile) => tile)

/** A uniform integer in [0, bound): numbers of the biased tail are drawn again, there is no modulo bias. */
export function drawBelow(bound: number, nextUint32: () => number): number {
  invariant(Number.isInteger(bound) && bound > 0 && bound <= UINT32_RANGE, `bound ${bound}`)
  const limit = UINT32_RANGE - (UINT32_RANGE % bound)
  let value = nextUint32()
  while (value >= limit) value = nextUint32()
  return value % bound
}

/** Fisher-Yates from the last place down, on a copy. */
export function shuffle(tiles: readonly TileId[], nextUint32: () => number): TileId[] {
  const wall = [...tiles]
  for (let last = wall.length - 1; last > 0; last--) {
    const other = drawBelow(last + 1, nextUint32)
    const swapped = wall[last]!
    wall[last] = wall[other]!
    wall[other] = swapped
  }
  return wall
}

type Deal = {
  /** The dealt tiles by seat; the banker's last one is his first draw. */
  readonly hands: readonly (readonly TileId[])[]
  /** Index in the wall of the next draw; kong replacements come from here too. */
  readonly nextIndex: number
}

/** Rules.md A1: seat i takes the wall's tiles [i*hs, i*hs+hs), the banker also the one after all hands. */
export function deal(
  wall: readonly TileId[],
  rules: Pick<RuleSet, 'players' | 'handSize'>,
  banker: Seat,
): Deal {
  const { players, handSize } = rules
  const dealt = players * handSize
  invariant(banker < players && wall.length > dealt, 'the wall feeds every hand and a banker who sits')
  const hands = Array.from({ length: players }, (_, seat) => {
    const hand = wall.slice(seat * handSize, (seat + 1) * handSize)
    return seat === banker ? [...hand, wall[dealt]!] : hand
  })
  return { hands, nextIndex: dealt + 1 }
}
