// The steady player: takes every win, gives up the void suit first, and otherwise plays for the most
// useful tiles on the shortest way to a ready hand.
import { assertNever, must } from '../lib/assert.ts'
import { removeKind, addKind } from '../rules/hand/counts.ts'
import type { Kind, Suit, TileId } from '../rules/tiles.ts'
import { KINDS_PER_SUIT, SUITS, kindOf, suitOf, suitOfTile } from '../rules/tiles.ts'
import type { ClaimPrompt, SelfPrompt } from '../table/prompt.ts'
import { swapCount } from '../table/suggest.ts'
import type { SeatView } from '../table/view.ts'
import { PASS, WIN, act } from './answer.ts'
import type { BotAnswer } from './answer.ts'
import { candidates, distance, distanceWithout, usefulWeight } from './progress.ts'
import type { Sight } from './sight.ts'
import { lookAt } from './sight.ts'

export function normalAnswer(view: SeatView): BotAnswer {
  const prompt = must(view.prompt, 'a prompt to answer')
  const sight = lookAt(view)
  switch (prompt.kind) {
    case 'swap':
      return { type: 'swap', tiles: looseTiles(sight) }
    case 'void':
      return { type: 'chooseVoid', suit: poorestSuit(sight) }
    case 'rob':
      return WIN
    case 'self':
      return answerSelf(sight, prompt)
    case 'claim':
      return answerClaim(sight, prompt)
    case 'discard':
      return act({ type: 'discard', tile: bestDiscard(sight, prompt.discards) })
    default:
      return assertNever(prompt)
  }
}

function answerSelf(sight: Sight, prompt: SelfPrompt): BotAnswer {
  if (prompt.win) return WIN
  const now = distance(sight)
  const kind = prompt.kongs.find(
    (kong) =>
      suitOf(kong) !== sight.voidSuit && distanceWithout(sight, kong, sight.hand.counts[kong]!) <= now,
  )
  return kind === undefined ? PASS : act({ type: 'kong', kind })
}

function answerClaim(sight: Sight, prompt: ClaimPrompt): BotAnswer {
  if (prompt.win) return WIN
  const kind = kindOf(prompt.tile)
  if (suitOf(kind) === sight.voidSuit) return PASS
  const now = distance(sight)
  if (prompt.kong && distanceWithout(sight, kind, 3) <= now) return act({ type: 'kong', kind })
  // A pong is followed by a discard, so the hand that is left may hold one tile too many.
  if (prompt.pong && distanceWithout(sight, kind, 2) < now) return act({ type: 'pong' })
  return PASS
}

/** The discard after which the hand is nearest to ready, then the one with the most useful tiles. */
function bestDiscard(sight: Sight, offered: readonly TileId[]): TileId {
  const tiles = candidates(offered, sight.voidSuit)
  if (tiles.length === 1 || suitOfTile(tiles[0]!) === sight.voidSuit) return tiles[0]!
  const left = tiles.map((tile) => distanceWithout(sight, kindOf(tile), 1))
  const nearest = Math.min(...left)
  let best = { tile: tiles[0]!, useful: -1 }
  for (const [at, tile] of tiles.entries()) {
    if (left[at] !== nearest) continue
    const useful = usefulAfter(sight, kindOf(tile), nearest)
    if (useful > best.useful) best = { tile, useful }
  }
  return best.tile
}

function usefulAfter(sight: Sight, kind: Kind, left: number): number {
  removeKind(sight.hand, kind)
  const useful = usefulWeight(sight, left, sight.live)
  addKind(sight.hand, kind)
  return useful
}

const tilesOf = (sight: Sight, suit: Suit): TileId[] =>
  sight.tiles.filter((tile) => suitOfTile(tile) === suit)

/** The suit with the fewest tiles; of equals the one whose tiles belong together least. */
function poorestSuit(sight: Sight): Suit {
  const cost = (suit: Suit): number => {
    const tiles = tilesOf(sight, suit)
    const bonds = tiles.reduce((sum, tile) => sum + bondsOf(sight, kindOf(tile)), 0)
    return tiles.length + bonds / BOND_SCALE
  }
  return SUITS.reduce((poorest, suit) => (cost(suit) < cost(poorest) ? suit : poorest))
}

/** More than the bonds of any suit, so that they only decide between equals. */
const BOND_SCALE = 1000

/** From the poorest suit that can give enough, the tiles that belong together least. */
function looseTiles(sight: Sight): TileId[] {
  const count = swapCount(sight.rules.swap)
  const byLooseness = (a: TileId, b: TileId): number =>
    bondsOf(sight, kindOf(a)) - bondsOf(sight, kindOf(b)) || a - b
  const suits = SUITS.map((suit) => tilesOf(sight, suit).sort(byLooseness))
  suits.sort((a, b) => a.length - b.length)
  if (sight.rules.swap !== 'three-same-suit') return suits.flat().slice(0, count)
  return must(
    suits.find((tiles) => tiles.length >= count),
    'a suit that can give enough',
  ).slice(0, count)
}

/** How much a kind is worth to its neighbours: pairs most, then runs, then gaps. */
export function bondsOf({ hand: { counts } }: Sight, kind: Kind): number {
  const rank = kind % KINDS_PER_SUIT
  const at = (step: number): number =>
    rank + step >= 0 && rank + step < KINDS_PER_SUIT ? Math.min(1, counts[kind + step]!) : 0
  return 3 * (counts[kind]! - 1) + 2 * (at(-1) + at(1)) + at(-2) + at(2)
}
