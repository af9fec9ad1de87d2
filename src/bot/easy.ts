// The beginner: any legal answer is as good as another.
import { must } from '../lib/assert.ts'
import type { Rng } from '../lib/rng.ts'
import { SUITS, suitOfTile } from '../rules/tiles.ts'
import type { TileId } from '../rules/tiles.ts'
import { swapCount } from '../table/suggest.ts'
import type { SeatView } from '../table/view.ts'
import { act, offeredActions } from './answer.ts'
import type { BotAnswer } from './answer.ts'

/** A uniformly random legal answer to the view's prompt. */
export function easyAnswer(view: SeatView, rng: Rng): BotAnswer {
  const prompt = must(view.prompt, 'a prompt to answer')
  if (prompt.kind === 'swap') return { type: 'swap', tiles: randomSwap(view, rng) }
  if (prompt.kind === 'void') return { type: 'chooseVoid', suit: pick(SUITS, rng) }
  return act(pick(offeredActions(prompt), rng))
}

const pick = <T>(choices: readonly T[], rng: Rng): T => must(choices[rng.below(choices.length)], 'a choice')

function randomSwap(view: SeatView, rng: Rng): TileId[] {
  const { tiles } = must(must(view.round, 'a round').hands[view.seat], 'the own hand')
  const count = swapCount(view.rules.swap)
  const pools = SUITS.map((suit) => tiles.filter((tile) => suitOfTile(tile) === suit))
  const pool =
    view.rules.swap === 'three-same-suit'
      ? pick(
          pools.filter((suit) => suit.length >= count),
          rng,
        )
      : tiles
  const left = [...pool]
  return Array.from({ length: count }, () => must(left.splice(rng.below(left.length), 1)[0], 'a tile'))
}
