// The scoring items by name: what the settlement shows, and the bit that stands for an item in a reading.

/** In the order in which a settlement lists them: the hand's shape, its parts, the last tile, the luck. */
export const FAN_NAMES = {
  pingHu: { zh: '平胡', en: 'plain hand' },
  qiDui: { zh: '七对', en: 'seven pairs' },
  longQiDui: { zh: '龙七对', en: 'seven pairs with four of a kind' },
  qingLongQiDui: { zh: '清龙七对', en: 'seven pairs of one suit with four of a kind' },
  jiangQiDui: { zh: '将七对', en: 'seven pairs of 2, 5 and 8' },
  pengPeng: { zh: '碰碰胡', en: 'all triplets' },
  jinGou: { zh: '金钩钓', en: 'golden hook' },
  jiangDui: { zh: '将对', en: 'triplets of 2, 5 and 8' },
  shiBaLuoHan: { zh: '十八罗汉', en: 'four kongs' },
  yaoJiu: { zh: '全幺九', en: 'a 1 or 9 in every set' },
  qingYiSe: { zh: '清一色', en: 'one suit' },
  zhongZhang: { zh: '中张', en: 'no 1 and no 9' },
  menQing: { zh: '门清', en: 'concealed hand' },
  yiTiaoLong: { zh: '一条龙', en: '1 to 9 of a suit' },
  jiaXin: { zh: '夹心五', en: 'middle 5' },
  kaZhang: { zh: '卡张', en: 'closed wait' },
  bianZhang: { zh: '边张', en: 'edge wait' },
  jueZhang: { zh: '绝张', en: 'last copy' },
  gen: { zh: '根', en: 'four of a kind' },
  tianHu: { zh: '天胡', en: 'heavenly win' },
  diHu: { zh: '地胡', en: 'earthly win' },
  haiDiLao: { zh: '海底捞月', en: 'win on the last draw' },
  haiDiPao: { zh: '海底炮', en: 'win on the last discard' },
  gangShangHua: { zh: '杠上花', en: 'win after a kong' },
  gangShangPao: { zh: '杠上炮', en: 'win on the discard after a kong' },
  qiangGang: { zh: '抢杠胡', en: 'robbing a kong' },
  ziMo: { zh: '自摸', en: 'self-draw' },
} as const

export type FanItemName = keyof typeof FAN_NAMES
export const FAN_ITEM_NAMES = Object.keys(FAN_NAMES) as readonly FanItemName[]

/** A set of scoring items: one bit each. */
export type FanItems = number

/** In the order of `FAN_ITEM_NAMES`. A literal, because the engine folds its fields into constants. */
export const FAN_BIT = {
  pingHu: 1 << 0,
  qiDui: 1 << 1,
  longQiDui: 1 << 2,
  qingLongQiDui: 1 << 3,
  jiangQiDui: 1 << 4,
  pengPeng: 1 << 5,
  jinGou: 1 << 6,
  jiangDui: 1 << 7,
  shiBaLuoHan: 1 << 8,
  yaoJiu: 1 << 9,
  qingYiSe: 1 << 10,
  zhongZhang: 1 << 11,
  menQing: 1 << 12,
  yiTiaoLong: 1 << 13,
  jiaXin: 1 << 14,
  kaZhang: 1 << 15,
  bianZhang: 1 << 16,
  jueZhang: 1 << 17,
  gen: 1 << 18,
  tianHu: 1 << 19,
  diHu: 1 << 20,
  haiDiLao: 1 << 21,
  haiDiPao: 1 << 22,
  gangShangHua: 1 << 23,
  gangShangPao: 1 << 24,
  qiangGang: 1 << 25,
  ziMo: 1 << 26,
} as const satisfies Readonly<Record<FanItemName, FanItems>>
