// The ways in which one winning hand may be read. They exclude each other; the dearest counts. Readings are
// sets of items as bits and nothing is allocated on the way: this runs for every wait of every hand.
import { isKong } from '../meld.ts'
import type { Meld } from '../meld.ts'
import { KINDS_PER_SUIT } from '../tiles.ts'
import type { HandCounts } from './counts.ts'
import { foursOf, holdingsOf, isOnly258, tileItems, wayItems } from './fan-items.ts'
import type { Holdings } from './fan-items.ts'
import { FAN_BIT } from './fan-names.ts'
import type { FanItems } from './fan-names.ts'
import { dearestItem, fanOfItems } from './scoring-rules.ts'
import type { ScoringRules } from './scoring-rules.ts'
import {
  DRAGON_SHIFT,
  PAIRS_MASK,
  PAIRS_SHIFT,
  SEVEN,
  SHAPE_MASK,
  TERMINAL_RUNS_SHIFT,
  TERMINALS_SHIFT,
  TRIPLETS_SHIFT,
  suitTables,
} from './suit-tables.ts'
import { waitItems } from './wait-items.ts'
import type { WinContext, WinningHand } from './winning-hand.ts'

const FOUR_MELDS = 4
const PAIR_TILES = 2

/** `items`: those that count; `fours`: the kinds that 根 or 龙七对 are about. */
export type Reading = { readonly items: FanItems; readonly fours: number; readonly fan: number }

/** The dearest reading; null when the hand is not complete under these rules. */
export function bestReading(rules: ScoringRules, win: WinningHand, context: WinContext): Reading | null {
  const sum = stateSum(win.hand)
  const isPairs = rules.sevenPairs && ((sum >>> PAIRS_SHIFT) & PAIRS_MASK) === SEVEN
  const isStandard = hasShape(sum, 0)
  if (!isPairs && !isStandard) return null
  const holdings = holdingsOf(win)
  const fours = foursOf(holdings)
  let own = isStandard ? standardItems(rules, win, holdings) : 0
  if (isPairs) {
    const pairs = sevenPairsItems(rules, holdings)
    own = isStandard ? dearer(rules, fours, [pairs, own]) : pairs
  }
  const items = (own | tileItems(holdings) | wayItems(rules, win, context)) & rules.enabled
  return { items, fours, fan: fanOfItems(rules, items, fours) }
}

/** The state words of the three suits, added: see `SuitTables`. */
function stateSum({ keys }: HandCounts): number {
  const { states } = suitTables()
  return states[keys[0]]! + states[keys[1]]! + states[keys[2]]!
}

const hasShape = (sum: number, shift: number): boolean => ((sum >>> shift) & SHAPE_MASK) === 1

/** Of two readings the dearer, of equals the first. */
function dearer(
  rules: ScoringRules,
  fours: number,
  [first, second]: readonly [FanItems, FanItems],
): FanItems {
  const fanOfFirst = fanOfItems(rules, first & rules.enabled, fours)
  return fanOfItems(rules, second & rules.enabled, fours) > fanOfFirst ? second : first
}

const genOf = (holdings: Holdings): FanItems => (foursOf(holdings) === 0 ? 0 : FAN_BIT.gen)

/** 七对. Its four of a kind count as 龙七对, and as 根 only where that is off. */
function sevenPairsItems(rules: ScoringRules, holdings: Holdings): FanItems {
  const four = foursOf(holdings) === 0 ? 0 : rules.sevenPairsFour
  return FAN_BIT.qiDui | four | (isOnly258(holdings) ? FAN_BIT.jiangQiDui : 0)
}

/**
 * The dearest reading as four melds and a pair. 碰碰胡 never goes together with 全幺九 or 夹心五 (A3): they
 * are readings apart.
 */
function standardItems(rules: ScoringRules, win: WinningHand, holdings: Holdings): FanItems {
  const sum = stateSum(win.hand)
  const fours = foursOf(holdings)
  const wait = waitItems(rules, win)
  // Where some split has 一条龙, one with it has the run of an only wait as well (the tests try them all).
  const dragon = sum >>> DRAGON_SHIFT === 0 ? 0 : FAN_BIT.yiTiaoLong
  let best = genOf(holdings) | dearestItem(rules, wait) | dragon
  const terminals = rules.yaoJiuPungs ? TERMINALS_SHIFT : TERMINAL_RUNS_SHIFT
  if (hasShape(sum, terminals) && areTerminal(rules, win.melds)) {
    // A 2 or 8 here can be in no part but 123 or 789, so the split has the run that the wait is about.
    best = dearer(rules, fours, [genOf(holdings) | FAN_BIT.yaoJiu | dearestItem(rules, wait), best])
  }
  if (hasShape(sum, TRIPLETS_SHIFT)) best = dearer(rules, fours, [tripletsItems(rules, win, holdings), best])
  return best
}

/** Only triplets: 碰碰胡 with what goes with it, or 十八罗汉 in place of 碰碰胡, 金钩钓 and 根. */
function tripletsItems(rules: ScoringRules, win: WinningHand, holdings: Holdings): FanItems {
  const jiang = isOnly258(holdings) ? FAN_BIT.jiangDui : 0
  const jinGou = isJinGou(rules, win) ? FAN_BIT.jinGou : 0
  const pengPeng = FAN_BIT.pengPeng | jiang | jinGou | genOf(holdings)
  if (win.melds.length < FOUR_MELDS || !isShiBaLuoHan(rules, win.melds)) return pengPeng
  return dearer(rules, foursOf(holdings), [FAN_BIT.shiBaLuoHan | jiang, pengPeng])
}

function isShiBaLuoHan(rules: ScoringRules, melds: readonly Meld[]): boolean {
  return (rules.enabled & FAN_BIT.shiBaLuoHan) !== 0 && melds.every(isKong)
}

/** 金钩钓. Among triplets alone the pair is the kind of which two copies are concealed. */
function isJinGou(rules: ScoringRules, { hand, winningKind }: WinningHand): boolean {
  return rules.jinGouExposed ? hand.size === PAIR_TILES : hand.counts[winningKind] === PAIR_TILES
}

/** Whether the melds, which are triplets all, leave the hand a 全幺九. */
function areTerminal(rules: ScoringRules, melds: readonly Meld[]): boolean {
  for (const { kind } of melds) {
    const rank = kind % KINDS_PER_SUIT
    if (!rules.yaoJiuPungs || (rank !== 0 && rank !== KINDS_PER_SUIT - 1)) return false
  }
  return true
}
