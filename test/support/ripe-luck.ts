// Deals in which much happens: random walls hardly ever let two hands wait on one tile, or a kong be robbed.
import { must } from '../../src/lib/assert.ts'
import type { Rng } from '../../src/lib/rng.ts'
import { seededRng } from '../../src/lib/rng.ts'
import type { Kind, TileId } from '../../src/rules/tiles.ts'
import { KINDS_PER_SUIT, kindOf } from '../../src/rules/tiles.ts'
import { shuffle } from '../../src/rules/wall.ts'
import type { Luck } from '../../src/table/luck.ts'
import { seededLuck } from './table-driver.ts'
import { pick } from './table-players.ts'

const UINT32 = 2 ** 32
const SETS_OF_A_READY_HAND = 3
const HAND = 13

/** The tiles that are not dealt yet, in a random order. */
class Rest {
  tiles: TileId[]

  constructor(tiles: readonly TileId[]) {
    this.tiles = [...tiles]
  }

  /** Nothing is taken unless all of the kinds are there. */
  take(kinds: readonly Kind[]): TileId[] | null {
    const left = [...this.tiles]
    const taken: TileId[] = []
    for (const kind of kinds) {
      const at = left.findIndex((tile) => kindOf(tile) === kind)
      if (at < 0) return null
      taken.push(...left.splice(at, 1))
    }
    this.tiles = left
    return taken
  }
}

/** `count` runs and triplets without `hot`. */
function sets(rest: Rest, hot: Kind, { count, rng }: { count: number; rng: Rng }): TileId[] {
  const found: TileId[] = []
  while (found.length < count * 3) {
    const first = kindOf(pick(rest.tiles, rng))
    const isRun = first % KINDS_PER_SUIT < KINDS_PER_SUIT - 2 && rng.below(3) > 0
    const kinds = isRun ? [first, first + 1, first + 2] : [first, first, first]
    if (!kinds.includes(hot)) found.push(...(rest.take(kinds) ?? []))
  }
  return found
}

/** Two or three hands wait for the middle of a run, all for the same kind; of another it is a pair. Four hands of 13. */
function ripeWall(tiles: readonly TileId[], rng: Rng): TileId[] {
  const rest = new Rest(shuffle(tiles, () => rng.below(UINT32)))
  const hot = rng.below(3) * KINDS_PER_SUIT + 1 + rng.below(KINDS_PER_SUIT - 2)
  const waiting = 2 + rng.below(2)
  const hands = [0, 1, 2, 3].map((seat) =>
    must(rest.take(seat < waiting ? [hot - 1, hot + 1] : seat === 3 ? [hot, hot] : [hot]), 'whole kinds'),
  )
  for (const hand of hands) hand.push(...sets(rest, hot, { count: SETS_OF_A_READY_HAND, rng }))
  for (const hand of hands) while (hand.length < HAND) fill(hand, rest, hot)
  const turn = rng.below(hands.length)
  return [...hands.slice(turn), ...hands.slice(0, turn)].flat().concat(rest.tiles)
}

/** A pair where it fits, else any tile. */
function fill(hand: TileId[], rest: Rest, hot: Kind): void {
  const isReady = HAND - hand.length === 2
  const paired = isReady
    ? rest.tiles.map(kindOf).find((kind) => kind !== hot && hasTwo(rest, kind))
    : undefined
  hand.push(...((paired === undefined ? null : rest.take([paired, paired])) ?? [rest.tiles.shift()!]))
}

const hasTwo = ({ tiles }: Rest, kind: Kind): boolean =>
  tiles.filter((tile) => kindOf(tile) === kind).length > 1

/** For four hands of 13 that are neither swapped nor short of a suit. */
export function ripeLuck(seed: number): Luck {
  const rng = seededRng(seed)
  return { ...seededLuck(seed), wall: (_seed, _seatSeeds, tiles) => ripeWall(tiles, rng) }
}
