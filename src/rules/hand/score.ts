// What a complete hand is worth: the dearest of its readings, in fan and in points.
import { invariant } from '../../lib/assert.ts'
import type { RuleSet } from '../ruleset.ts'
import { capPoints, pointsOfFan } from '../scale.ts'
import { addKind, cloneHand, removeKind } from './counts.ts'
import { FAN_BIT } from './fan-names.ts'
import type { HeldHand } from './held-hand.ts'
import { bestReading } from './readings.ts'
import { listItems, scoringRules } from './scoring-rules.ts'
import type { FanItem } from './scoring-rules.ts'
import { kindsOf, liveWaits } from './ting.ts'
import type { WinContext, WinningHand } from './winning-hand.ts'

export type { WinContext, WinningHand } from './winning-hand.ts'

export type Score = {
  /** What counts: after the cap. */
  readonly fan: number
  /** The sum of the items, before the cap. */
  readonly rawFan: number
  /** What each payer pays, in base points (`rules.baseScore` is the ledger's business). */
  readonly points: number
  readonly items: readonly FanItem[]
}

/**
 * The dearest legal reading of a complete hand (docs/rules.md, part D). The hand must be complete under
 * `rules`: anything else is a bug and throws.
 */
export function scoreWin(rules: RuleSet, win: WinningHand, context: WinContext): Score {
  const scoring = scoringRules(rules)
  const reading = bestReading(scoring, win, context)
  invariant(reading !== null, 'a winning hand')
  const zimoFan = context.selfDraw ? scoring.zimoFan : 0
  const listed = zimoFan > 0 ? reading.items | FAN_BIT.ziMo : reading.items
  const items = listItems(scoring, listed, reading.fours)
  const rawFan = reading.fan + zimoFan
  const { capFan, zimoInsideCap } = scoring
  const fan = zimoInsideCap ? Math.min(rawFan, capFan) : Math.min(reading.fan, capFan) + zimoFan
  const points = scoring.points[fan] ?? pointsOfFan(rules.scale, fan)
  return { fan, rawFan, points: context.selfDraw ? withBonus(rules, points) : points, items }
}

const ZIMO_DI = 1

/** 自摸加底 and double; 自摸加番 is in the fan already. */
function withBonus(rules: RuleSet, points: number): number {
  const { zimo, zimoInsideCap } = rules
  const raised = zimo === 'di' ? points + ZIMO_DI : zimo === 'double' ? points * 2 : points
  return zimoInsideCap ? Math.min(raised, capPoints(rules) ?? Infinity) : raised
}

/** A discard without luck. */
const READY: WinContext = {
  selfDraw: false,
  kong: 'none',
  lastTile: false,
  firstDraw: 'none',
  visible: [],
}

/**
 * 查叫: the dearest of a ready hand's waits that count (`liveWaits`), without the items of luck (the
 * last copy is one of them) and without the self-draw bonus; null when the hand is not ready.
 */
export function bestWait(rules: RuleSet, held: HeldHand, visible: readonly number[]): Score | null {
  let best: Score | null = null
  const { melds, voidSuit } = held
  const hand = cloneHand(held.hand)
  for (const kind of kindsOf(liveWaits(rules, held, visible))) {
    addKind(hand, kind)
    const score = scoreWin(rules, { hand, melds, voidSuit, winningKind: kind }, READY)
    removeKind(hand, kind)
    if (
      best === null ||
      score.points > best.points ||
      (score.points === best.points && score.rawFan > best.rawFan)
    )
      best = score
  }
  return best
}
