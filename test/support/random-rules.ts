// Rule sets that nobody would play: every option takes any of its values.
import type { Rng } from '../../src/lib/rng.ts'
import { buildRuleSet } from '../../src/rules/options.ts'
import { PRESET_NAMES } from '../../src/rules/presets.ts'
import type { RuleSet } from '../../src/rules/ruleset.ts'
import { pick } from './table-players.ts'

const BOTH = [true, false] as const
const CHOICES: Readonly<Record<string, readonly unknown[]>> = {
  players: [2, 3, 4],
  suits: [2, 3],
  handSize: [7, 10, 13],
  bust: BOTH,
  startScore: [0, 1, 5, 1000],
  swap: ['none', 'three-same-suit', 'three-any', 'two-any'],
  swapDirection: ['random', 'clockwise', 'counterclockwise', 'opposite', 'dice'],
  dingQue: BOTH,
  voidDiscard: ['mustFirst', 'free'],
  voidIndicator: BOTH,
  voidKong: ['refuse', 'penalty'],
  minFanDiscard: [0, 1, 2],
  minFanKongExempt: BOTH,
  multiWin: ['all', 'nearest'],
  robKong: ['added', 'none'],
  passWin: ['none', 'sameTileGoRound', 'untilDraw', 'untilDrawUnlessHigher'],
  passPong: BOTH,
  autoWinLast: [0, 4, 8],
  kongAfterPong: BOTH,
  lastDiscardPong: BOTH,
  capFan: [1, 4, 8, null],
  scale: ['doubling', [1, 2, 3], [5]],
  zimo: ['none', 'di', 'fan', 'double'],
  zimoInsideCap: BOTH,
  dianGangHua: ['selfDraw', 'discard'],
  baseScore: [1, 7],
  exposedKongOthers: [0, 1],
  delayedAddedKongEach: [0, 1],
  zhuanYu: ['off', 'refund', 'transfer'],
  zhuanYuScope: ['last', 'chain', 'all'],
  zhuanYuMulti: ['split', 'each', 'payerFirst'],
  chaJiao: BOTH,
  chaJiaoToWinners: BOTH,
  deadWait: ['own4', 'visible4', 'allow'],
  huaZhu: ['off', 'capToUnwonNonPig', 'capToAll', 'sixteenToAll', 'waitOrEightToUnwonNonPig', 'pot48'],
  huaZhuChaJiao: BOTH,
  tuiShui: BOTH,
  tuiShuiToWinners: BOTH,
  tuiShuiKeepTransferred: BOTH,
  banker: ['firstWinner', 'rotate'],
  bankerMultiDiscarder: BOTH,
  bankerMultiLater: BOTH,
  bankerDraw: ['stay', 'next'],
  dissolve: ['voidRound', 'keepKongs'],
}

/** A preset with about a third of its options changed, in so many rounds. */
export function randomRules(rng: Rng, rounds: number): RuleSet {
  for (;;) {
    const overrides: Record<string, unknown> = { rounds }
    for (const [option, values] of Object.entries(CHOICES)) {
      if (rng.below(3) === 0) overrides[option] = pick(values, rng)
    }
    const built = buildRuleSet({ preset: pick(PRESET_NAMES, rng), overrides })
    if (built.ok) return built.value
  }
}
