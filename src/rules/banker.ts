// Who deals the next round (docs/rules.md A5, B1). Depends on seats alone, never on the order of a map.
import type { RuleSet } from './ruleset.ts'
import type { Seat } from './tiles.ts'

export type BankerQuestion = {
  readonly banker: Seat
  /** Who won on the round's first winning tile; empty when nobody won. */
  readonly firstWinners: readonly Seat[]
  /** Who gave that tile, by a discard or a robbed kong; null for a self-draw. */
  readonly discarder: Seat | null
  /** Who gave a later tile that two or more won on (rules with `bankerMultiLater`). */
  readonly laterMultiDiscarder?: Seat | null
}

/** The next round's banker. A receiver of 查叫 is not a winner. */
export function nextBanker(rules: RuleSet, question: BankerQuestion): Seat {
  const { banker, firstWinners, discarder } = question
  const next = ((banker + 1) % rules.players) as Seat
  const first = firstWinners[0]
  if (first === undefined) return rules.bankerDraw === 'stay' ? banker : next
  if (rules.banker === 'rotate') return next
  const later = question.laterMultiDiscarder ?? null
  if (rules.bankerMultiLater && later !== null) return later
  if (rules.bankerMultiDiscarder && firstWinners.length > 1 && discarder !== null) return discarder
  return first
}
