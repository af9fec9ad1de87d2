// Rule sets with every fan option thrown at random: what no preset combines is compared as well.
import type { Rng } from '../../../src/lib/rng.ts'
import { PRESETS } from '../../../src/rules/presets.ts'
import type { FanOption, FanOptions, RuleSet } from '../../../src/rules/ruleset.ts'

const pick = <T>(rng: Rng, items: readonly T[]): T => items[rng.below(items.length)]!
const flag = (rng: Rng): boolean => rng.below(2) === 0

export function randomRules(rng: Rng): RuleSet {
  return {
    ...PRESETS.nanoserver,
    preset: 'random',
    capFan: pick(rng, [null, null, 3, 5, 8]),
    scale: pick(rng, ['doubling', 'doubling', [1, 2, 4, 8, 12, 18, 24], [5]] as const),
    zimo: pick(rng, ['none', 'di', 'fan', 'double'] as const),
    zimoInsideCap: flag(rng),
    fan: randomFan(rng),
  }
}

function randomFan(rng: Rng): FanOptions {
  const option = (): FanOption => ({ on: rng.below(5) > 0, fan: 1 + rng.below(5) })
  return {
    pengPeng: option(),
    jinGou: { ...option(), reading: pick(rng, ['exposed4', 'anyTanki'] as const) },
    qiDui: option(),
    longQiDui: {
      ...option(),
      reading: pick(rng, ['additive', 'fixed', 'oneGen'] as const),
      flushFan: pick(rng, [null, 0, 1, 3]),
    },
    qingYiSe: option(),
    yaoJiu: { ...option(), pungs: flag(rng) },
    jiangDui: option(),
    jiangQiDui: option(),
    menQing: { ...option(), concealedKongOk: flag(rng), selfDrawOnly: flag(rng) },
    zhongZhang: { ...option(), replacedByJiang: flag(rng) },
    jiaXin: { ...option(), singleWaitOnly: flag(rng) },
    yiTiaoLong: option(),
    kaZhang: option(),
    bianZhang: option(),
    jueZhang: option(),
    tianHu: option(),
    diHu: { ...option(), reading: pick(rng, ['ownDraw', 'bankerDiscard'] as const) },
    haiDiLao: option(),
    haiDiPao: option(),
    gangShangHua: option(),
    gangShangPao: option(),
    qiangGang: option(),
    gen: { ...option(), stack: flag(rng) },
    shiBaLuoHan: option(),
  }
}
