// A rule set in the words that nanoserver's clients show: tableInfo.title and .desc, onDeskBasicInfo, onRoundEnd.
import type { RuleSet } from './ruleset.ts'

/** 局数: the round's line of onRoundEnd. */
export const roundText = (round: number, rounds: number): string => `局数: ${round}/${rounds}`

/** A desk's title; `round` is 0 before the first deal. */
export const deskTitle = (deskNo: string, round: number, rounds: number): string =>
  `房号: ${deskNo} ${roundText(round, rounds)}`

const ZIMO_TEXT: Readonly<Record<RuleSet['zimo'], string>> = {
  none: '自摸不加',
  di: '自摸加底',
  fan: '自摸加番',
  double: '自摸翻倍',
}

/** What a desk plays, in one line; without `detail` only the self-draw bonus and the cap, as in onRoundEnd. */
export function describeRules(rules: RuleSet, detail: boolean): string {
  const cap = rules.capFan === null ? '不封顶' : `${rules.capFan}番封顶`
  const texts = [ZIMO_TEXT[rules.zimo], cap]
  if (detail) for (const { text, holds } of DETAILS) if (holds(rules)) texts.push(text)
  return texts.join(' ')
}

type Detail = { readonly text: string; readonly holds: (rules: RuleSet) => boolean }

/** nanoserver's own texts come first, in its order; then what its desks never play. */
const DETAILS: readonly Detail[] = [
  { text: '点炮可平胡', holds: (rules) => rules.players === 3 && rules.minFanDiscard === 0 },
  { text: '门清中张', holds: ({ fan }) => fan.menQing.on && fan.zhongZhang.on },
  { text: '门清', holds: ({ fan }) => fan.menQing.on && !fan.zhongZhang.on },
  { text: '中张', holds: ({ fan }) => fan.zhongZhang.on && !fan.menQing.on },
  { text: '夹心五', holds: ({ fan }) => fan.jiaXin.on },
  { text: '碰碰胡两番', holds: ({ fan }) => fan.pengPeng.on && fan.pengPeng.fan === 2 },
  { text: '将对', holds: ({ fan }) => fan.jiangDui.on },
  { text: '全幺九', holds: ({ fan }) => fan.yaoJiu.on },
  { text: '两人', holds: (rules) => rules.players === 2 },
  { text: '七张', holds: (rules) => rules.handSize === 7 },
  { text: '十张', holds: (rules) => rules.handSize === 10 },
  { text: '换三张', holds: (rules) => rules.swap === 'three-same-suit' },
  { text: '任意换三张', holds: (rules) => rules.swap === 'three-any' },
  { text: '换两张', holds: (rules) => rules.swap === 'two-any' },
  { text: '天地胡', holds: ({ fan }) => fan.tianHu.on && fan.diHu.on },
  { text: '海底炮', holds: ({ fan }) => fan.haiDiPao.on },
  { text: '一条龙', holds: ({ fan }) => fan.yiTiaoLong.on },
  { text: '查花猪', holds: (rules) => rules.dingQue && !['off', 'unready'].includes(rules.huaZhu) },
  { text: '擦挂', holds: (rules) => rules.exposedKongOthers > 0 },
]
