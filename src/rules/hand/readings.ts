// The ways in which one winning hand may be read. They exclude each other; the dearest counts. Readings are
// sets of items as bits and nothing is allocated on the way: this runs for every wait of every hand.
import { isKong } from '../meld.ts'
import type { Meld } from '../meld.ts'
import { KINDS_PER_SUIT } from '../tiles.ts'
import type { HandCounts } from './counts.ts'
import { foursOf, holdingsOf, isOneSuit, isOnly258, tileItems, wayItems } from './fan-items.ts'
import type { Holdings } from './fan-items.ts'
import { FAN_BIT } from './fan-names.ts'
import type { FanItems } from './fan-names.ts'
import { countedItems, dearestItem, fanOfItems } from './scoring-rules.ts'
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
import { isBesideDragon, waitItems } from './wait-items.ts'
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
    own = isStandard ? dearer(rules, holdings, [pairs, own]) : pairs
  }
  const items = countedItems(rules, own | tileItems(holdings) | wayItems(rules, win, context))
  return { items, fours, fan: fanOfItems(rules, items, fours) }
}

/** The state words of the three suits, added: see `SuitTables`. */
function stateSum({ keys }: HandCounts): number {
  const { states } = suitTables()
  return states[keys[0]]! + states[keys[1]]! + states[keys[2]]!
}

const hasShape = (sum: number, shift: number): boolean => ((sum >>> shift) & SHAPE_MASK) === 1

/** Of two readings the dearer, of equals the first. What the tiles earn is weighed too: 将对 may replace a part of it. */
function dearer(
  rules: ScoringRules,
  holdings: Holdings,
  [first, second]: readonly [FanItems, FanItems],
): FanItems {
  const fours = foursOf(holdings)
  const common = tileItems(holdings)
  const fanOfFirst = fanOfItems(rules, countedItems(rules, first | common), fours)
  return fanOfItems(rules, countedItems(rules, second | common), fours) > fanOfFirst ? second : first
}

const genOf = (holdings: Holdings): FanItems => (foursOf(holdings) === 0 ? 0 : FAN_BIT.gen)

/** 七对. Its four of a kind count as 龙七对, and as 根 only where that is off, or beyond the first. */
function sevenPairsItems(rules: ScoringRules, holdings: Holdings): FanItems {
  const fours = foursOf(holdings)
  const four = isOneSuit(holdings) ? rules.flushPairsFour : rules.sevenPairsFour
  const gen = fours > 1 && rules.sevenPairsGen ? FAN_BIT.gen : 0
  return FAN_BIT.qiDui | (fours === 0 ? 0 : four | gen) | (isOnly258(holdings) ? FAN_BIT.jiangQiDui : 0)
}

/**
 * The dearest reading as four melds and a pair. 碰碰胡 never goes together with 全幺九 or 夹心五 (A3): they
 * are readings apart.
 */
function standardItems(rules: ScoringRules, win: WinningHand, holdings: Holdings): FanItems {
  const sum = stateSum(win.hand)
  const wait = waitItems(rules, win)
  let best = genOf(holdings) | dearestItem(rules, wait)
  if (sum >>> DRAGON_SHIFT !== 0) {
    const beside = isBesideDragon(win) ? wait : wait & ~FAN_BIT.kaZhang
    best = dearer(rules, holdings, [genOf(holdings) | FAN_BIT.yiTiaoLong | dearestItem(rules, beside), best])
  }
  const terminals = rules.yaoJiuPungs ? TERMINALS_SHIFT : TERMINAL_RUNS_SHIFT
  if (hasShape(sum, terminals) && areTerminal(rules, win.melds)) {
    // A 2 or 8 here can be in no part but 123 or 789, so the split has the run that the wait is about.
    best = dearer(rules, holdings, [genOf(holdings) | FAN_BIT.yaoJiu | dearestItem(rules, wait), best])
  }
  if (hasShape(sum, TRIPLETS_SHIFT))
    best = dearer(rules, holdings, [tripletsItems(rules, win, holdings), best])
  return best
}

/** Only triplets: 碰碰胡 with what goes with it, or 十八罗汉 in place of 碰碰胡, 金钩钓 and 根. */
function tripletsItems(rules: ScoringRules, win: WinningHand, holdings: Holdings): FanItems {
  const jiang = isOnly258(holdings) ? FAN_BIT.jiangDui : 0
  const jinGou = isJinGou(rules, win) ? FAN_BIT.jinGou : 0
  const pengPeng = FAN_BIT.pengPeng | jiang | jinGou | genOf(holdings)
  if (win.melds.length < FOUR_MELDS || !isShiBaLuoHan(rules, win.melds)) return pengPeng
  return dearer(rules, holdings, [FAN_BIT.shiBaLuoHan | jiang, pengPeng])
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
