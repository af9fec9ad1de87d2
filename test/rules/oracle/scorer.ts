// What a winning hand is worth, from the definitions: every split, every part that the last tile may have
// completed, every choice between items that exclude each other; the dearest counts.
import type { Meld } from '../../../src/rules/meld.ts'
import type { FanOptions, RuleSet } from '../../../src/rules/ruleset.ts'
import type { WinContext, WinningHand } from '../../../src/rules/hand/winning-hand.ts'
import { allSplits, isSevenPairs, tilesOf, waitsOf } from './decomposer.ts'
import type { Part } from './decomposer.ts'

type Item = keyof FanOptions
/** Items with the fan that each brings. */
type Reading = ReadonlyMap<Item | 'qingLongQiDui', number>

const rankOf = (kind: number): number => (kind % 9) + 1
const suitOf = (kind: number): number => Math.floor(kind / 9)
const isEnd = (kind: number): boolean => rankOf(kind) === 1 || rankOf(kind) === 9

const meldTiles = (meld: Meld): number[] => meld.tiles.map((tile) => Math.floor(tile / 4))

function allTiles(win: WinningHand): number[] {
  const concealed = win.hand.counts.flatMap((count, kind) => Array.from({ length: count }, () => kind))
  return [...concealed, ...win.melds.flatMap(meldTiles)]
}

function foursOf(win: WinningHand): number {
  const tiles = allTiles(win)
  return new Set(tiles.filter((kind) => tiles.filter((other) => other === kind).length === 4)).size
}

/** The only kind that would have completed the hand, fifth copies aside. */
function isOnlyWait(rules: RuleSet, win: WinningHand): boolean {
  const counts = [...win.hand.counts]
  counts[win.winningKind]! -= 1
  const own = allTiles(win)
  const live = waitsOf(counts, rules.fan.qiDui.on && win.hand.size === 14).filter(
    (kind) => kind === win.winningKind || own.filter((other) => other === kind).length < 4,
  )
  return live.length === 1
}

function luck(rules: RuleSet, context: WinContext): Item[] {
  const items: Item[] = []
  const drawn = context.selfDraw || context.kong === 'gangShangHua'
  if (context.kong !== 'none') items.push(context.kong)
  if (context.lastTile && context.kong !== 'qiangGang') items.push(drawn ? 'haiDiLao' : 'haiDiPao')
  if (context.firstDraw === 'tianHu') items.push('tianHu')
  if (context.firstDraw === 'diHu') {
    const { reading } = rules.fan.diHu
    if (reading === 'ownDraw' ? context.selfDraw : !context.selfDraw) items.push('diHu')
  }
  return items
}

function wholeHand(rules: RuleSet, win: WinningHand, context: WinContext): Item[] {
  const items = luck(rules, context)
  const tiles = allTiles(win)
  if (new Set(tiles.map(suitOf)).size === 1) items.push('qingYiSe')
  if (!tiles.some(isEnd)) items.push('zhongZhang')
  const { concealedKongOk, selfDrawOnly } = rules.fan.menQing
  const drawn = context.selfDraw || context.kong === 'gangShangHua'
  const closed = win.melds.every(({ type }) => concealedKongOk && type === 'concealed-kong')
  if (closed && (drawn || !selfDrawOnly)) items.push('menQing')
  if (context.visible[win.winningKind] === 3) items.push('jueZhang')
  return items
}

/** The items of one split whose part `last` was completed by the last tile. */
function ofSplit(rules: RuleSet, win: WinningHand, { split, last }: { split: Part[]; last: Part }): Item[][] {
  const only = isOnlyWait(rules, win)
  const rank = rankOf(win.winningKind)
  const lowest = rankOf(last.kind)
  const isMiddle = last.shape === 'run' && rank === lowest + 1
  const tail: Item[] = []
  if (has123456789(split)) tail.push('yiTiaoLong')
  const atEdge = (rank === 3 && lowest === 1) || (rank === 7 && lowest === 7)
  if (last.shape === 'run' && atEdge && only) tail.push('bianZhang')
  // Two names for one wait.
  const names: Item[][] = [[]]
  if (isMiddle && rank === 5 && (only || !rules.fan.jiaXin.singleWaitOnly)) names.push(['jiaXin'])
  if (isMiddle && only) names.push(['kaZhang'])
  const shapes = [...triplets(rules, win, { split, last }), ...yaoJiu(rules, win, split), []]
  return shapes.flatMap((shape) => names.map((name) => [...shape, ...tail, ...name]))
}

function has123456789(split: readonly Part[]): boolean {
  const runs = split.filter(({ shape }) => shape === 'run').map(({ kind }) => kind)
  return [0, 9, 18].some((first) => [first, first + 3, first + 6].every((kind) => runs.includes(kind)))
}

function triplets(
  rules: RuleSet,
  win: WinningHand,
  { split, last }: { split: Part[]; last: Part },
): Item[][] {
  if (split.some(({ shape }) => shape === 'run')) return []
  const jiang: Item[] = allTiles(win).every((kind) => rankOf(kind) % 3 === 2) ? ['jiangDui'] : []
  const alone = rules.fan.jinGou.reading === 'exposed4' ? win.hand.size === 2 : last.shape === 'pair'
  const readings: Item[][] = [['pengPeng', ...jiang, ...(alone ? (['jinGou'] as const) : [])]]
  if (win.melds.filter(({ tiles }) => tiles.length === 4).length === 4)
    readings.push(['shiBaLuoHan', ...jiang])
  return readings
}

function yaoJiu(rules: RuleSet, win: WinningHand, split: readonly Part[]): Item[][] {
  const parts = [...split.map(tilesOf), ...win.melds.map(meldTiles)]
  if (!parts.every((tiles) => tiles.some(isEnd))) return []
  const hasTriplet = win.melds.length > 0 || split.some(({ shape }) => shape === 'triplet')
  return hasTriplet && !rules.fan.yaoJiu.pungs ? [] : [['yaoJiu']]
}

/** All readings as lists of items, without the fours. */
function readingsOf(rules: RuleSet, win: WinningHand): Item[][] {
  const found: Item[][] = []
  for (const split of allSplits(win.hand.counts, 1))
    for (const last of split)
      if (tilesOf(last).includes(win.winningKind)) found.push(...ofSplit(rules, win, { split, last }))
  if (rules.fan.qiDui.on && win.hand.size === 14 && isSevenPairs(win.hand.counts)) {
    const jiang: Item[] = allTiles(win).every((kind) => rankOf(kind) % 3 === 2) ? ['jiangQiDui'] : []
    found.push(['qiDui', ...jiang])
  }
  return found
}

/** Adds 根 or 龙七对 and drops what is switched off, or replaced. */
function counted(rules: RuleSet, win: WinningHand, items: readonly Item[]): Reading {
  const { fan } = rules
  const reading = new Map<Item | 'qingLongQiDui', number>()
  for (const item of items) if (fan[item].on) reading.set(item, fan[item].fan)
  const isLong = items.includes('qiDui') && fan.longQiDui.on
  if (fan.zhongZhang.replacedByJiang && (reading.has('jiangDui') || reading.has('jiangQiDui')))
    reading.delete('zhongZhang')
  const fours = foursOf(win)
  if (fours === 0 || items.includes('shiBaLuoHan')) return reading
  if (isLong) {
    const { reading: kind, flushFan } = fan.longQiDui
    const isFlush = items.includes('qingYiSe') && flushFan !== null
    const first = isFlush ? flushFan : fan.longQiDui.fan
    const further = kind === 'additive' ? (fours - 1) * fan.longQiDui.fan : 0
    reading.set(isFlush ? 'qingLongQiDui' : 'longQiDui', first + further)
  }
  const gens = isLong ? (fan.longQiDui.reading === 'oneGen' ? fours - 1 : 0) : fours
  if (gens > 0 && fan.gen.on) reading.set('gen', fan.gen.fan * (fan.gen.stack ? gens : 1))
  return reading
}

export type OracleScore = { readonly rawFan: number; readonly points: number; readonly readings: string[] }

const sum = (reading: Reading): number => [...reading.values()].reduce((total, fan) => total + fan, 0)

/** `readings`: the items of each dearest reading, sorted and joined. */
export function scoreByOracle(rules: RuleSet, win: WinningHand, context: WinContext): OracleScore {
  const common = wholeHand(rules, win, context)
  const all = readingsOf(rules, win).map((items) => counted(rules, win, [...common, ...items]))
  const best = Math.max(...all.map((reading) => sum(reading)))
  const dearest = all.filter((reading) => sum(reading) === best)
  const extra = context.selfDraw && rules.zimo === 'fan' ? 1 : 0
  return {
    rawFan: best + extra,
    points: pointsByOracle(rules, best, context.selfDraw),
    readings: dearest.map((reading) => Array.from(reading.keys()).sort().join(' ')),
  }
}

function pointsByOracle(rules: RuleSet, fan: number, selfDraw: boolean): number {
  const cap = rules.capFan ?? Infinity
  const value = (n: number): number => {
    if (rules.scale === 'doubling') return Array.from({ length: n }).reduce((points: number) => points * 2, 1)
    return n < rules.scale.length ? rules.scale[n]! : rules.scale.at(-1)!
  }
  const limit = cap === Infinity ? Infinity : value(cap)
  if (!selfDraw || rules.zimo === 'none') return Math.min(value(fan), limit)
  const bonus = {
    di: (n: number) => value(n) + 1,
    fan: (n: number) => value(n + 1),
    double: (n: number) => value(n) * 2,
  }
  const raise = bonus[rules.zimo]
  return rules.zimoInsideCap ? Math.min(raise(fan), limit) : raise(Math.min(fan, cap))
}
