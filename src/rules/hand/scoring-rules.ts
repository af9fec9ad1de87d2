// A rule set's fan options in the form in which scoring asks for them: sums of items by table look-up and
// plain flags. Made once for each rule set.
import type { FanOptions, RuleSet } from '../ruleset.ts'
import { pointsOfFan } from '../scale.ts'
import { FAN_BIT, FAN_ITEM_NAMES } from './fan-names.ts'
import type { FanItemName, FanItems } from './fan-names.ts'

export type FanItem = { readonly name: FanItemName; readonly fan: number }

export type ScoringRules = {
  /** The items that count. */
  readonly enabled: FanItems
  /** Fan of every subset of the items 0-8, 9-17 and 18-26, each counted once. */
  readonly low: readonly number[]
  readonly middle: readonly number[]
  readonly high: readonly number[]
  /** By bit number, as a settlement lists them. */
  readonly items: readonly FanItem[]
  /** What `listItems` has made. */
  readonly lists: Map<number, readonly FanItem[]>
  /** Fan of each further four of a kind. */
  readonly genFurther: number
  readonly longFurther: number
  readonly sevenPairs: boolean
  /** What a four of a kind in seven pairs counts as, and what in seven pairs of one suit. */
  readonly sevenPairsFour: FanItems
  readonly flushPairsFour: FanItems
  /** Further fours there count as 根. */
  readonly sevenPairsGen: boolean
  readonly zhongZhangYields: boolean
  readonly jinGouExposed: boolean
  readonly yaoJiuPungs: boolean
  readonly jiaXinSingle: boolean
  readonly menQingConcealedKong: boolean
  readonly menQingSelfDraw: boolean
  readonly diHuOwnDraw: boolean
  /** Base points of a hand by its fan, as far as hands go. */
  readonly points: readonly number[]
  /** `NO_CAP` without one. */
  readonly capFan: number
  /** 自摸加番. */
  readonly zimoFan: number
  readonly zimoInsideCap: boolean
}

/** The dearest hands of the rule texts are below ten fan; every option at once stays below this. */
const LISTED_FAN = 64
const ZIMO_FAN = 1
/** More than any hand; a small integer, so that fan stay small integers for the engine. */
const NO_CAP = 1_000_000
const CHUNK_BITS = 9
const CHUNK_MASK = (1 << CHUNK_BITS) - 1

const made = new WeakMap<RuleSet, ScoringRules>()

/** A table asks about one rule set again and again. */
let last: { readonly rules: RuleSet; readonly scoring: ScoringRules } | undefined

export function scoringRules(rules: RuleSet): ScoringRules {
  if (last !== undefined && last.rules === rules) return last.scoring
  const scoring = made.get(rules) ?? makeScoringRules(rules)
  made.set(rules, scoring)
  last = { rules, scoring }
  return scoring
}

/** No options of their own: 平胡 is worth nothing, 自摸 what `zimo` says, 清龙七对 what `longQiDui` says. */
const isOption = (name: FanItemName): name is keyof FanOptions =>
  name !== 'pingHu' && name !== 'ziMo' && name !== 'qingLongQiDui'

/** 清龙七对 has a name of its own where it has a worth of its own; a rule set of an old journal does not know it. */
function flushPairsFour({ longQiDui }: FanOptions): FanItems {
  if (!longQiDui.on) return FAN_BIT.gen
  return (longQiDui.flushFan ?? null) === null ? FAN_BIT.longQiDui : FAN_BIT.qingLongQiDui
}

/** 龙七对, in one suit or not. */
const LONG_ITEMS: FanItems = FAN_BIT.longQiDui | FAN_BIT.qingLongQiDui
const JIANG_ITEMS: FanItems = FAN_BIT.jiangDui | FAN_BIT.jiangQiDui

function makeScoringRules({ fan, scale, capFan, zimo, zimoInsideCap }: RuleSet): ScoringRules {
  const counting = FAN_ITEM_NAMES.filter((name) => isOption(name) && fan[name].on)
  const zimoFan = zimo === 'fan' ? ZIMO_FAN : 0
  const ownFan = { pingHu: 0, ziMo: zimoFan, qingLongQiDui: fan.longQiDui.flushFan ?? 0 }
  const items = FAN_ITEM_NAMES.map((name) => ({
    name,
    fan: isOption(name) ? fan[name].fan : ownFan[name],
  }))
  return {
    enabled: counting.reduce((bits, name) => bits | FAN_BIT[name], fan.longQiDui.on ? LONG_ITEMS : 0),
    low: sumsFrom(items, 0),
    middle: sumsFrom(items, CHUNK_BITS),
    high: sumsFrom(items, 2 * CHUNK_BITS),
    items,
    lists: new Map(),
    genFurther: fan.gen.stack ? fan.gen.fan : 0,
    longFurther: fan.longQiDui.reading === 'additive' ? fan.longQiDui.fan : 0,
    sevenPairs: fan.qiDui.on,
    sevenPairsFour: fan.longQiDui.on ? FAN_BIT.longQiDui : FAN_BIT.gen,
    flushPairsFour: flushPairsFour(fan),
    sevenPairsGen: fan.longQiDui.on && fan.longQiDui.reading === 'oneGen',
    zhongZhangYields: fan.zhongZhang.replacedByJiang,
    jinGouExposed: fan.jinGou.reading === 'exposed4',
    yaoJiuPungs: fan.yaoJiu.pungs,
    jiaXinSingle: fan.jiaXin.singleWaitOnly,
    menQingConcealedKong: fan.menQing.concealedKongOk,
    menQingSelfDraw: fan.menQing.selfDrawOnly,
    diHuOwnDraw: fan.diHu.reading === 'ownDraw',
    points: Array.from({ length: LISTED_FAN }, (_, each) => pointsOfFan(scale, each)),
    capFan: capFan ?? NO_CAP,
    zimoFan,
    zimoInsideCap,
  }
}

function sumsFrom(items: readonly FanItem[], first: number): number[] {
  return Array.from({ length: 1 << CHUNK_BITS }, (_, subset) =>
    items
      .slice(first, first + CHUNK_BITS)
      .reduce((sum, { fan }, bit) => ((subset >> bit) & 1 ? sum + fan : sum), 0),
  )
}

/** The fan of a set of enabled items of a hand with so many fours. */
export function fanOfItems(rules: ScoringRules, items: FanItems, quads: number): number {
  const once =
    rules.low[items & CHUNK_MASK]! +
    rules.middle[(items >>> CHUNK_BITS) & CHUNK_MASK]! +
    rules.high[items >>> (2 * CHUNK_BITS)]!
  if (quads < 2) return once
  if ((items & FAN_BIT.gen) !== 0) return once + (gensOf(items, quads) - 1) * rules.genFurther
  return (items & LONG_ITEMS) !== 0 ? once + (quads - 1) * rules.longFurther : once
}

/** Of the fours one is 龙七对's, where that counts beside 根. */
const gensOf = (items: FanItems, quads: number): number => ((items & LONG_ITEMS) === 0 ? quads : quads - 1)

/** Those of a reading's items that count together. */
export function countedItems({ enabled, zhongZhangYields }: ScoringRules, items: FanItems): FanItems {
  const known = items & enabled
  return zhongZhangYields && (known & JIANG_ITEMS) !== 0 ? known & ~FAN_BIT.zhongZhang : known
}

/** The dearest of some enabled items that exclude each other; none of none. */
export function dearestItem(rules: ScoringRules, items: FanItems): FanItems {
  // One item, or none, is the common case.
  if ((items & (items - 1)) === 0) return items
  let best = items & -items
  for (let rest = items & (items - 1); rest !== 0; rest &= rest - 1) {
    const item = rest & -rest
    if (fanOfItems(rules, item, 1) > fanOfItems(rules, best, 1)) best = item
  }
  return best
}

/** What does not make a shape: a hand with these alone still is a 平胡. */
const NO_SHAPE: FanItems =
  FAN_BIT.zhongZhang |
  FAN_BIT.menQing |
  FAN_BIT.jueZhang |
  FAN_BIT.gen |
  FAN_BIT.tianHu |
  FAN_BIT.diHu |
  FAN_BIT.haiDiLao |
  FAN_BIT.haiDiPao |
  FAN_BIT.gangShangHua |
  FAN_BIT.gangShangPao |
  FAN_BIT.qiangGang |
  FAN_BIT.ziMo

/** Item sets that were listed before, by their bits and their fours; so many, then it begins anew. */
const MAX_LISTS = 4096
const QUADS_RANGE = 8

/**
 * A set of enabled items, and 自摸 where it counts, as a settlement lists them; 平胡 is named when the shape
 * earns nothing. The list is shared: frozen.
 */
export function listItems(rules: ScoringRules, items: FanItems, quads: number): readonly FanItem[] {
  const { lists } = rules
  const key = items * QUADS_RANGE + quads
  const known = lists.get(key)
  if (known !== undefined) return known
  if (lists.size === MAX_LISTS) lists.clear()
  const list = Object.freeze(makeList(rules, items, quads))
  lists.set(key, list)
  return list
}

function makeList(rules: ScoringRules, items: FanItems, quads: number): FanItem[] {
  const list: FanItem[] = []
  if ((items & ~NO_SHAPE) === 0) list.push(rules.items[0]!)
  for (let rest = items; rest !== 0; rest &= rest - 1) {
    const bit = rest & -rest
    const { name } = rules.items[31 - Math.clz32(bit)]!
    const fours = bit === FAN_BIT.gen ? gensOf(items, quads) : quads
    list.push(Object.freeze({ name, fan: fanOfItems(rules, bit, fours) }))
  }
  return list
}
