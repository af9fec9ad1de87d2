// 夹心五, 卡张 and 边张: what the winning tile earns when it completed a certain run.
import { COPIES, KINDS_PER_SUIT } from '../tiles.ts'
import type { Kind } from '../tiles.ts'
import { POWER_OF, SUIT_OF } from './counts.ts'
import type { HandCounts } from './counts.ts'
import { FAN_BIT } from './fan-names.ts'
import type { FanItems } from './fan-names.ts'
import { ownCopies } from './held-hand.ts'
import type { ScoringRules } from './scoring-rules.ts'
import { DRAGON_KEY, DRAGON_SHIFT, RUNS_SHIFT, suitTables } from './suit-tables.ts'
import { waitsOfKeys } from './ting.ts'
import { CLOSED_WIN_SIZE } from './win.ts'
import type { WinningHand } from './winning-hand.ts'

/** The names of a wait for the middle of a run: a reading takes one of them. */
const MIDDLE_WAITS: FanItems = FAN_BIT.jiaXin | FAN_BIT.kaZhang

const RUN_LENGTH = 3
const MIDDLE_RANK = 4
const LAST_RANK = KINDS_PER_SUIT - 1
const LAST_RUN = KINDS_PER_SUIT - RUN_LENGTH

/** The run, by its lowest kind, of which the winning tile is the middle. */
const middleRun = (winningKind: Kind): Kind => winningKind - 1

/** 123 for a 3, 789 for a 7. */
const edgeRun = (winningKind: Kind): Kind =>
  winningKind % KINDS_PER_SUIT === LAST_RUN ? winningKind : winningKind - RUN_LENGTH + 1

/**
 * What the winning tile may earn through a run that it completed in some split of the hand. They are
 * names for different runs, or for one wait: a reading takes one of them.
 */
export function waitItems(rules: ScoringRules, win: WinningHand): FanItems {
  const { hand, winningKind } = win
  const rank = winningKind % KINDS_PER_SUIT
  let items = (MIDDLE_OF_RANK[rank]! | EDGE_OF_RANK[rank]!) & rules.enabled
  if ((items & MIDDLE_WAITS) !== 0 && !hasRun(hand, middleRun(winningKind))) items &= ~MIDDLE_WAITS
  if ((items & FAN_BIT.bianZhang) !== 0 && !hasRun(hand, edgeRun(winningKind))) items &= ~FAN_BIT.bianZhang
  if (items === 0 || isOnlyWait(rules, win)) return items
  return rules.jiaXinSingle ? 0 : items & FAN_BIT.jiaXin
}

const MIDDLE_OF_RANK: readonly FanItems[] = Array.from({ length: KINDS_PER_SUIT }, (_, rank) => {
  if (rank === MIDDLE_RANK) return MIDDLE_WAITS
  return rank === 0 || rank === LAST_RANK ? 0 : FAN_BIT.kaZhang
})

const EDGE_OF_RANK: readonly FanItems[] = Array.from({ length: KINDS_PER_SUIT }, (_, rank) =>
  rank === RUN_LENGTH - 1 || rank === LAST_RUN ? FAN_BIT.bianZhang : 0,
)

/** Whether some split of a complete hand has this run, named by its lowest kind. */
function hasRun({ keys }: HandCounts, run: Kind): boolean {
  const runs = suitTables().waits[keys[SUIT_OF[run]!]!]! >>> RUNS_SHIFT
  return ((runs >>> (run % KINDS_PER_SUIT)) & 1) !== 0
}

/**
 * Whether the run of which the winning tile is the middle stands beside 1 to 9 of the same suit: 456 is one of its
 * own, and so on; any other run must be in the tiles that 1 to 9 leave.
 */
export function isBesideDragon({ hand, winningKind }: WinningHand): boolean {
  const { states, waits } = suitTables()
  const key = hand.keys[SUIT_OF[winningKind]!]!
  const run = middleRun(winningKind) % KINDS_PER_SUIT
  if (states[key]! >>> DRAGON_SHIFT === 0 || run % RUN_LENGTH === 0) return true
  return (((waits[key - DRAGON_KEY]! >>> RUNS_SHIFT) >>> run) & 1) !== 0
}

/** No other kind would have completed the hand; one whose four copies are held is no wait. */
function isOnlyWait(rules: ScoringRules, win: WinningHand): boolean {
  const { hand, winningKind } = win
  const suit = SUIT_OF[winningKind]
  const power = POWER_OF[winningKind]!
  const [k0, k1, k2] = hand.keys
  const others =
    ~(1 << winningKind) &
    waitsOfKeys(
      suit === 0 ? k0 - power : k0,
      suit === 1 ? k1 - power : k1,
      suit === 2 ? k2 - power : k2,
      rules.sevenPairs && hand.size === CLOSED_WIN_SIZE,
    )
  for (let rest = others; rest !== 0; rest &= rest - 1)
    if (ownCopies(win, 31 - Math.clz32(rest & -rest)) < COPIES) return false
  return true
}
