// The rule sets that have a name. Each is data; the comments cite the text a value comes from. Where a text
// is silent the value of `nanoserver` stands.
import type { FanOption, FanOptions, RuleSet } from './ruleset.ts'

export const PRESET_NAMES = [
  'nanoserver',
  'xuezhan',
  'sbr3',
  'sbr4',
  'boyaa',
  'm2',
  'babykylin',
  'majsoul',
] as const
export type PresetName = (typeof PRESET_NAMES)[number]

const on = (fan: number): FanOption => ({ on: true, fan })
const off = (fan: number): FanOption => ({ on: false, fan })

/** Part A3. The items that DeskOptions switch are off here (nanoserver-options.ts). */
const NANOSERVER_FAN: FanOptions = {
  pengPeng: on(1),
  jinGou: { ...on(1), reading: 'exposed4' },
  qiDui: on(2),
  longQiDui: { ...on(1), reading: 'additive', flushFan: null },
  qingYiSe: on(2),
  // A6.11: 全幺九 of triplets is paid as well.
  yaoJiu: { ...off(3), pungs: true },
  jiangDui: off(2),
  jiangQiDui: off(2),
  // A2: a concealed kong breaks 门清 too.
  menQing: { ...off(1), concealedKongOk: false, selfDrawOnly: false },
  zhongZhang: { ...off(1), replacedByJiang: false },
  jiaXin: { ...off(1), singleWaitOnly: false },
  yiTiaoLong: off(1),
  kaZhang: off(1),
  bianZhang: off(1),
  jueZhang: off(1),
  // A3: no 天胡, 地胡 and 海底炮. The worths are those of B2, for desks that switch them on.
  tianHu: off(5),
  diHu: { ...off(5), reading: 'ownDraw' },
  haiDiLao: on(1),
  haiDiPao: off(1),
  gangShangHua: on(1),
  gangShangPao: on(1),
  qiangGang: on(1),
  gen: { ...on(1), stack: true },
  // A3: four kongs already add up to 6 fan.
  shiBaLuoHan: off(6),
}

/** Part A with the faults A6.8-23 mended. */
const NANOSERVER: RuleSet = {
  preset: 'nanoserver',
  players: 4,
  suits: 3,
  handSize: 13,
  rounds: 8,
  startScore: 1000,
  bust: false,

  swap: 'none',
  swapDirection: 'random',
  dingQue: true,
  // A6.21: void tiles go first, and a kong of them is not offered.
  voidDiscard: 'mustFirst',
  voidIndicator: false,
  voidKong: 'refuse',

  // A2: 平胡 on a discard is always allowed with four players.
  minFanDiscard: 0,
  minFanKongExempt: true,
  multiWin: 'all',
  robKong: 'added',
  // A5 过手胡, of the last go-round only (A6.19).
  passWin: 'sameTileGoRound',
  passPong: false,
  autoWinLast: 0,
  kongAfterPong: false,
  // A5, A6.21.
  lastDiscardPong: true,

  // nanoserver has no default cap and no default bonus: DeskOptions always carry them.
  capFan: 4,
  scale: 'doubling',
  zimo: 'fan',
  // A2: value x 2 before the cap.
  zimoInsideCap: true,
  dianGangHua: 'selfDraw',
  baseScore: 1,
  fan: NANOSERVER_FAN,

  // A4
  concealedKongEach: 2,
  exposedKongDiscarder: 2,
  exposedKongOthers: 0,
  addedKongEach: 1,
  // A4: 巴杠 pays also when delayed.
  delayedAddedKongEach: 1,

  zhuanYu: 'transfer',
  zhuanYuScope: 'last',
  // A6.13: two winners share what the kong brought.
  zhuanYuMulti: 'split',
  chaJiao: true,
  chaJiaoToWinners: false,
  // A6.15: a fifth copy is no wait.
  deadWait: 'own4',
  // A4: no 花猪 at all, readiness ignores 定缺.
  huaZhu: 'off',
  huaZhuChaJiao: false,
  tuiShui: true,
  // A4: refunded also to players who have won.
  tuiShuiToWinners: true,
  // A4: what 转雨 has zeroed is not refunded again.
  tuiShuiKeepTransferred: true,

  banker: 'firstWinner',
  bankerMultiDiscarder: true,
  // A5: even if someone won earlier.
  bankerMultiLater: true,
  bankerDraw: 'stay',
  // A6.22
  dissolve: 'voidRound',
}

/** Part D. */
const XUEZHAN: RuleSet = {
  ...NANOSERVER,
  preset: 'xuezhan',
  swap: 'three-same-suit',
  swapDirection: 'random',
  passWin: 'untilDrawUnlessHigher',
  capFan: 5,
  fan: { ...NANOSERVER_FAN, haiDiPao: on(1) },
  huaZhu: 'capToUnwonNonPig',
  bankerMultiLater: false,
}

/** Part B1: SBR, Mahjong International League; the cap is 3 (MIL) or 4 (Russia). */
const sbr = (preset: 'sbr3' | 'sbr4', capFan: number): RuleSet => ({
  ...NANOSERVER,
  preset,
  // Void tiles may be kept or melded, at the price of 48.
  voidDiscard: 'free',
  voidIndicator: true,
  voidKong: 'penalty',
  passWin: 'untilDrawUnlessHigher',
  capFan,
  // Self-draw: value + 1 from each.
  zimo: 'di',
  zimoInsideCap: false,
  fan: {
    ...NANOSERVER_FAN,
    // Golden Wait: an all-pung hand completed in its pair, not necessarily exposed.
    jinGou: { ...on(1), reading: 'anyTanki' },
    // Under the Sea: last tile or last discard.
    haiDiPao: on(1),
  },
  // Postponed kong 0.
  delayedAddedKongEach: 0,
  // Shoot after Kong: the kong is not paid.
  zhuanYu: 'refund',
  huaZhu: 'pot48',
  // Counted as non-ready.
  huaZhuChaJiao: true,
  // Several on the first winning tile only.
  bankerMultiLater: false,
})

/** Part B2, Boyaa client. */
const BOYAA: RuleSet = {
  ...NANOSERVER,
  preset: 'boyaa',
  swap: 'three-same-suit',
  autoWinLast: 4,
  // The dearest hands listed pay 32.
  capFan: 5,
  zimo: 'di',
  zimoInsideCap: false,
  fan: {
    ...NANOSERVER_FAN,
    // 龙七对 16, 清龙七对 32.
    longQiDui: { ...on(2), reading: 'fixed', flushFan: 1 },
    yaoJiu: { ...on(2), pungs: true },
    jiangDui: on(2),
    tianHu: on(5),
    diHu: { ...on(5), reading: 'ownDraw' },
  },
  // 擦挂
  exposedKongOthers: 1,
  huaZhu: 'sixteenToUnwonNonPig',
  bankerMultiLater: false,
}

/** Part B2, M2 client scmj. Its optional items are on. */
const M2: RuleSet = {
  ...NANOSERVER,
  preset: 'm2',
  swap: 'three-same-suit',
  swapDirection: 'random',
  capFan: 6,
  // One of none, +1 base and x2 by the room's choice.
  zimo: 'di',
  zimoInsideCap: false,
  fan: {
    ...NANOSERVER_FAN,
    // 龙七对 16, 清龙七对 32, one 根 deducted.
    longQiDui: { ...on(2), reading: 'oneGen', flushFan: 1 },
    yaoJiu: { ...on(2), pungs: true },
    jiangDui: on(2),
    menQing: { ...on(1), concealedKongOk: false, selfDrawOnly: true },
    tianHu: on(5),
    diHu: { ...on(5), reading: 'ownDraw' },
    haiDiLao: off(1),
    // 64, no 根.
    shiBaLuoHan: on(6),
  },
  // All own kong income.
  zhuanYuScope: 'all',
  huaZhu: 'capToAll',
  bankerMultiLater: false,
}

/** Parts B2 and B3, babykylin; what they leave out is as its public server source settles it. */
const BABYKYLIN: RuleSet = {
  ...NANOSERVER,
  preset: 'babykylin',
  // Any three tiles; the direction is drawn.
  swap: 'three-any',
  swapDirection: 'random',
  passWin: 'untilDrawUnlessHigher',
  zimo: 'di',
  zimoInsideCap: false,
  fan: {
    ...NANOSERVER_FAN,
    jiangDui: on(2),
    menQing: { ...on(1), concealedKongOk: false, selfDrawOnly: false },
    // 将对 replaces 中张.
    zhongZhang: { ...on(1), replacedByJiang: true },
    tianHu: on(3),
    diHu: { ...on(2), reading: 'bankerDiscard' },
    haiDiPao: on(1),
  },
  // B3: nothing for a delayed 巴杠.
  delayedAddedKongEach: 0,
  // Beyond the first winner the konger pays out of his own pocket.
  zhuanYuMulti: 'each',
  // Void tiles in hand: not ready, and no more than that.
  huaZhu: 'unready',
  huaZhuChaJiao: true,
  bankerMultiLater: false,
  bankerDraw: 'next',
}

/** Part B2, majsoul 川麻; its 番 count from 1, so 6 番 are x32. */
const MAJSOUL: RuleSet = {
  ...NANOSERVER,
  preset: 'majsoul',
  swap: 'three-same-suit',
  capFan: 5,
  zimo: 'di',
  zimoInsideCap: false,
  fan: {
    ...NANOSERVER_FAN,
    yaoJiu: { ...on(2), pungs: true },
    jiangDui: on(2),
    tianHu: on(5),
    diHu: { ...on(5), reading: 'ownDraw' },
    haiDiPao: on(1),
  },
  delayedAddedKongEach: 0,
  zhuanYu: 'off',
  huaZhu: 'waitOrEightToUnwonNonPig',
  bankerMultiLater: false,
}

/** Every preset, frozen to its leaves. */
export const PRESETS: Readonly<Record<PresetName, RuleSet>> = freezeAll({
  nanoserver: NANOSERVER,
  xuezhan: XUEZHAN,
  sbr3: sbr('sbr3', 3),
  sbr4: sbr('sbr4', 4),
  boyaa: BOYAA,
  m2: M2,
  babykylin: BABYKYLIN,
  majsoul: MAJSOUL,
})

function freezeAll<T extends object>(value: T): T {
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) freezeAll(part)
  return Object.freeze(value)
}

export const isPresetName = (name: string): name is PresetName => PRESET_NAMES.some((known) => known === name)
