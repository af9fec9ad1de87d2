// What values each single option may take. Data: one check per field of RuleSet, so that a field without a
// check does not compile.
import type { FanOptions, RuleSet } from './ruleset.ts'

/** The complaint about a value, or undefined when it is allowed. */
export type OptionCheck = (value: unknown) => string | undefined

/** Bounds beyond which a value is a mistake rather than a house rule. */
const MAX_ROUNDS = 64
const MAX_START_SCORE = 1_000_000
const MAX_BASE_SCORE = 10_000
const MAX_CAP_FAN = 8
const MAX_ITEM_FAN = 16
const MAX_KONG_POINTS = 100
const MAX_AUTO_WIN_TILES = 8
const MAX_SCALE_LENGTH = 32
const MAX_SCALE_POINTS = 1_000_000

const oneOf =
  (...allowed: readonly (string | number)[]): OptionCheck =>
  (value) =>
    allowed.some((known) => known === value) ? undefined : `must be one of ${allowed.join(', ')}`

const flag: OptionCheck = (value) => (typeof value === 'boolean' ? undefined : 'must be true or false')

const isIntegerIn = (value: unknown, least: number, most: number): boolean =>
  Number.isInteger(value) && Number(value) >= least && Number(value) <= most

const integer =
  (least: number, most: number): OptionCheck =>
  (value) =>
    isIntegerIn(value, least, most) ? undefined : `must be an integer from ${least} to ${most}`

const orNull =
  (check: OptionCheck): OptionCheck =>
  (value) => {
    const complaint = value === null ? undefined : check(value)
    return complaint === undefined ? undefined : `${complaint}, or null`
  }

const SCALE_COMPLAINT = `must be "doubling" or 1 to ${MAX_SCALE_LENGTH} points from 1 to ${MAX_SCALE_POINTS}, never falling`

const scale: OptionCheck = (value) => {
  if (value === 'doubling') return undefined
  if (!Array.isArray(value) || value.length < 1 || value.length > MAX_SCALE_LENGTH) return SCALE_COMPLAINT
  const points: readonly unknown[] = value
  const isSound = points.every(
    (step, fan) =>
      isIntegerIn(step, 1, MAX_SCALE_POINTS) && (fan === 0 || Number(points[fan - 1]) <= Number(step)),
  )
  return isSound ? undefined : SCALE_COMPLAINT
}

const kongPoints = integer(0, MAX_KONG_POINTS)

/** `preset` is named beside the options, and `fan` has checks of its own. */
export const OPTION_CHECKS: Readonly<Record<Exclude<keyof RuleSet, 'preset' | 'fan'>, OptionCheck>> = {
  players: oneOf(2, 3, 4),
  suits: oneOf(2, 3),
  handSize: oneOf(7, 10, 13),
  rounds: integer(1, MAX_ROUNDS),
  startScore: integer(0, MAX_START_SCORE),
  bust: flag,
  swap: oneOf('none', 'three-same-suit', 'three-any', 'two-any'),
  swapDirection: oneOf('random', 'clockwise', 'counterclockwise', 'opposite', 'dice'),
  dingQue: flag,
  voidDiscard: oneOf('mustFirst', 'free'),
  voidIndicator: flag,
  voidKong: oneOf('refuse', 'penalty'),
  minFanDiscard: oneOf(0, 1, 2),
  minFanKongExempt: flag,
  multiWin: oneOf('all', 'nearest'),
  robKong: oneOf('added', 'none'),
  passWin: oneOf('none', 'sameTileGoRound', 'untilDraw', 'untilDrawUnlessHigher'),
  passPong: flag,
  autoWinLast: integer(0, MAX_AUTO_WIN_TILES),
  kongAfterPong: flag,
  lastDiscardPong: flag,
  capFan: orNull(integer(1, MAX_CAP_FAN)),
  scale,
  zimo: oneOf('none', 'di', 'fan', 'double'),
  zimoInsideCap: flag,
  dianGangHua: oneOf('selfDraw', 'discard'),
  baseScore: integer(1, MAX_BASE_SCORE),
  concealedKongEach: kongPoints,
  exposedKongDiscarder: kongPoints,
  exposedKongOthers: kongPoints,
  addedKongEach: kongPoints,
  delayedAddedKongEach: kongPoints,
  zhuanYu: oneOf('off', 'refund', 'transfer'),
  zhuanYuScope: oneOf('last', 'chain', 'all'),
  zhuanYuMulti: oneOf('split', 'each', 'payerFirst'),
  chaJiao: flag,
  chaJiaoToWinners: flag,
  deadWait: oneOf('own4', 'visible4', 'allow'),
  huaZhu: oneOf(
    'off',
    'unready',
    'capToUnwonNonPig',
    'capToAll',
    'sixteenToUnwonNonPig',
    'sixteenToAll',
    'waitOrEightToUnwonNonPig',
    'pot48',
  ),
  huaZhuChaJiao: flag,
  tuiShui: flag,
  tuiShuiToWinners: flag,
  tuiShuiKeepTransferred: flag,
  banker: oneOf('firstWinner', 'rotate'),
  bankerMultiDiscarder: flag,
  bankerMultiLater: flag,
  bankerDraw: oneOf('stay', 'next'),
  dissolve: oneOf('voidRound', 'keepKongs'),
}

const ITEM = { on: flag, fan: integer(0, MAX_ITEM_FAN) }

type ItemChecks<Item> = { readonly [Field in keyof Item]-?: OptionCheck }

/** The checks of each scoring item's fields. */
export const FAN_CHECKS: { readonly [Name in keyof FanOptions]: ItemChecks<FanOptions[Name]> } = {
  pengPeng: ITEM,
  jinGou: { ...ITEM, reading: oneOf('exposed4', 'anyTanki') },
  qiDui: ITEM,
  longQiDui: {
    ...ITEM,
    reading: oneOf('additive', 'fixed', 'oneGen'),
    flushFan: orNull(integer(0, MAX_ITEM_FAN)),
  },
  qingYiSe: ITEM,
  yaoJiu: { ...ITEM, pungs: flag },
  jiangDui: ITEM,
  jiangQiDui: ITEM,
  menQing: { ...ITEM, concealedKongOk: flag, selfDrawOnly: flag },
  zhongZhang: { ...ITEM, replacedByJiang: flag },
  jiaXin: { ...ITEM, singleWaitOnly: flag },
  yiTiaoLong: ITEM,
  kaZhang: ITEM,
  bianZhang: ITEM,
  jueZhang: ITEM,
  tianHu: ITEM,
  diHu: { ...ITEM, reading: oneOf('ownDraw', 'bankerDiscard') },
  haiDiLao: ITEM,
  haiDiPao: ITEM,
  gangShangHua: ITEM,
  gangShangPao: ITEM,
  qiangGang: ITEM,
  gen: { ...ITEM, stack: flag },
  shiBaLuoHan: ITEM,
}
