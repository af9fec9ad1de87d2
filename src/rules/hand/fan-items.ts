// The scoring items that do not depend on how the hand is split: they hold for every reading of it.
import { COPIES } from '../tiles.ts'
import { POWER_OF, SUIT_OF } from './counts.ts'
import { FAN_BIT } from './fan-names.ts'
import type { FanItems } from './fan-names.ts'
import { meldCopies } from './held-hand.ts'
import type { HeldHand } from './held-hand.ts'
import type { ScoringRules } from './scoring-rules.ts'
import { HAS_NOT_258, HAS_TERMINAL, HAS_TILES, QUADS_MASK, QUADS_SHIFT, suitTables } from './suit-tables.ts'
import type { WinContext, WinningHand } from './winning-hand.ts'

/** What the hand and its melds hold together, as bits. */
export type Holdings = number

/** Bits 0-3: kinds with all four copies (根). */
const FOURS_MASK = QUADS_MASK
const ONE_SUIT = 1 << 4
/** The table's bits for a 1 or a 9 somewhere, and for other ranks than 2, 5 and 8. */
const RANK_BITS = HAS_TERMINAL | HAS_NOT_258

export const foursOf = (holdings: Holdings): number => holdings & FOURS_MASK
export const isOneSuit = (holdings: Holdings): boolean => (holdings & ONE_SUIT) !== 0
/** Only 2, 5 and 8 (将). */
export const isOnly258 = (holdings: Holdings): boolean => (holdings & HAS_NOT_258) === 0

export function holdingsOf({ hand, melds }: HeldHand): Holdings {
  const { waits } = suitTables()
  let k0 = hand.keys[0]
  let k1 = hand.keys[1]
  let k2 = hand.keys[2]
  for (let index = 0; index < melds.length; index += 1) {
    const meld = melds[index]!
    // No digit goes beyond four, even where 查叫 allows a wait on a fifth copy.
    const copies = Math.min(meldCopies(meld), COPIES - hand.counts[meld.kind]!)
    const added = copies * POWER_OF[meld.kind]!
    const suit = SUIT_OF[meld.kind]
    if (suit === 0) k0 += added
    else if (suit === 1) k1 += added
    else k2 += added
  }
  const w0 = waits[k0]!
  const w1 = waits[k1]!
  const w2 = waits[k2]!
  const fours = quadsOf(w0) + quadsOf(w1) + quadsOf(w2)
  const oneSuit = suitsOf(w0) + suitsOf(w1) + suitsOf(w2) === 1 ? ONE_SUIT : 0
  return fours | oneSuit | ((w0 | w1 | w2) & RANK_BITS)
}

const quadsOf = (properties: number): number => (properties >>> QUADS_SHIFT) & QUADS_MASK
const suitsOf = (properties: number): number => ((properties & HAS_TILES) === 0 ? 0 : 1)

/** What the tiles earn, whoever brought them. */
export function tileItems(holdings: Holdings): FanItems {
  const oneSuit = isOneSuit(holdings) ? FAN_BIT.qingYiSe : 0
  return (holdings & HAS_TERMINAL) === 0 ? oneSuit | FAN_BIT.zhongZhang : oneSuit
}

/** What the melds and the way of the winning tile earn. */
export function wayItems(rules: ScoringRules, win: WinningHand, context: WinContext): FanItems {
  let items = luckItems(rules, context)
  if (isMenQing(rules, win, context)) items |= FAN_BIT.menQing
  if ((context.visible[win.winningKind] ?? 0) >= COPIES - 1) items |= FAN_BIT.jueZhang
  return items
}

/** The winner drew the tile, whoever pays for it (点杠花). */
const isDrawn = (context: WinContext): boolean => context.selfDraw || context.kong === 'gangShangHua'

/** 门清: no meld of others' tiles; whether a concealed kong breaks it is an option. */
function isMenQing(rules: ScoringRules, { melds }: HeldHand, context: WinContext): boolean {
  if (rules.menQingSelfDraw && !isDrawn(context)) return false
  if (!rules.menQingConcealedKong) return melds.length === 0
  return melds.every(({ type }) => type === 'concealed-kong')
}

/** How and when the tile came. 海底炮 needs a discard, so a robbed kong is none. */
function luckItems(rules: ScoringRules, context: WinContext): FanItems {
  const { firstDraw, kong, lastTile, selfDraw } = context
  let items = kong === 'none' ? 0 : FAN_BIT[kong]
  if (lastTile && kong !== 'qiangGang') items |= isDrawn(context) ? FAN_BIT.haiDiLao : FAN_BIT.haiDiPao
  if (firstDraw === 'tianHu') items |= FAN_BIT.tianHu
  if (firstDraw === 'diHu' && rules.diHuOwnDraw === selfDraw) items |= FAN_BIT.diHu
  return items
}
