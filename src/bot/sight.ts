// What a bot reads off its view once, before it weighs its answers.
import { must } from '../lib/assert.ts'
import type { HandCounts } from '../rules/hand/counts.ts'
import { handOfTiles } from '../rules/hand/counts.ts'
import type { Meld } from '../rules/meld.ts'
import type { RuleSet } from '../rules/ruleset.ts'
import type { Seat, Suit, TileId } from '../rules/tiles.ts'
import { COPIES, KIND_COUNT, KINDS_PER_SUIT } from '../rules/tiles.ts'
import type { RoundView, SeatView } from '../table/view.ts'

export type Sight = {
  readonly seat: Seat
  readonly rules: RuleSet
  readonly round: RoundView
  readonly tiles: readonly TileId[]
  /** The own concealed tiles. Weighing adds and removes kinds, and leaves it as it was. */
  readonly hand: HandCounts
  readonly melds: readonly Meld[]
  readonly voidSuit: Suit | null
  readonly sevenPairs: boolean
  /** Copies of each kind that the bot does not see. */
  readonly live: readonly number[]
}

export function lookAt(view: SeatView): Sight {
  const round = must(view.round, 'a round')
  const { tiles, melds, voidSuit } = must(round.hands[view.seat], 'the own hand')
  const hand = handOfTiles(tiles)
  return {
    seat: view.seat,
    rules: view.rules,
    round,
    tiles,
    hand,
    melds,
    voidSuit,
    sevenPairs: view.rules.fan.qiDui.on,
    live: liveCopies(view.rules, hand, round.visible),
  }
}

function liveCopies(rules: RuleSet, hand: HandCounts, visible: readonly number[]): number[] {
  const inPlay = rules.suits * KINDS_PER_SUIT
  return Array.from({ length: KIND_COUNT }, (_, kind) =>
    kind < inPlay ? Math.max(0, COPIES - hand.counts[kind]! - visible[kind]!) : 0,
  )
}
