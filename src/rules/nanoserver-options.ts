// nanoserver's DeskOptions as a RuleSet, so that its clients create desks unchanged (docs/rules.md A2).
import type { Result } from '../lib/result.ts'
import { err } from '../lib/result.ts'
import { buildRuleSet, type RuleOptionError } from './options.ts'
import type { RuleSet } from './ruleset.ts'

/** The `options` of DeskManager.CreateDesk, as nanoserver's clients send them. */
export type DeskOptions = {
  readonly mode: number
  readonly round: number
  readonly maxFan: number
  /** fan 自摸加番, di 自摸加底; empty or none: no bonus. */
  readonly zimo: string
  readonly menqing: boolean
  readonly jiangdui: boolean
  readonly jiaxin: boolean
  readonly pengpeng: boolean
  readonly pinghu: boolean
  readonly yaojiu: boolean
}

const MODES: readonly number[] = [3, 4]
const ROUNDS: readonly number[] = [1, 4, 8, 16]
const ZIMO: Readonly<Record<string, RuleSet['zimo']>> = { fan: 'fan', di: 'di', none: 'none', '': 'none' }

const bad = (option: string, message: string): Result<never, RuleOptionError> =>
  err({ code: 'BAD_VALUE', option, message })

/**
 * The nanoserver preset with these options, and single options of the rules on top. Refusals carry DeskOptions' own
 * field names.
 */
export function ruleSetOfDeskOptions(
  options: DeskOptions,
  rules: Readonly<Record<string, unknown>> = {},
): Result<RuleSet, RuleOptionError> {
  if (!MODES.includes(options.mode)) return bad('mode', 'must be 3 or 4')
  if (!ROUNDS.includes(options.round)) return bad('round', 'must be one of 1, 4, 8, 16')
  const zimo = Object.hasOwn(ZIMO, options.zimo) ? ZIMO[options.zimo] : undefined
  if (zimo === undefined) return bad('zimo', 'must be fan, di or none')
  const { fan, ...worth } = worthOf(options, zimo)
  const overrides = { ...tableOf(options), ...worth, ...rules, fan: mergeFan(fan, rules['fan']) }
  const built = buildRuleSet({ preset: 'nanoserver', overrides })
  if (built.ok || built.error.option !== 'capFan' || 'capFan' in rules) return built
  // maxFan is the one number that is left to the option's own check.
  return bad('maxFan', built.error.message)
}

/** A1: three players play 条 and 筒 without 定缺. A2: only they may be held to one fan on a discard. */
function tableOf(options: DeskOptions): Record<string, unknown> {
  const isTrio = options.mode === 3
  return {
    players: options.mode,
    suits: isTrio ? 2 : 3,
    dingQue: !isTrio,
    rounds: options.round,
    minFanDiscard: isTrio && !options.pinghu ? 1 : 0,
  }
}

/** A2: `di` comes on top of the cap, `fan` is held by it. */
function worthOf(options: DeskOptions, zimo: RuleSet['zimo']) {
  const PENG_PENG_DOUBLE = 2
  return {
    capFan: options.maxFan,
    zimo,
    zimoInsideCap: zimo !== 'di',
    fan: {
      menQing: { on: options.menqing },
      zhongZhang: { on: options.menqing },
      jiangDui: { on: options.jiangdui },
      jiangQiDui: { on: options.jiangdui },
      jiaXin: { on: options.jiaxin },
      yaoJiu: { on: options.yaojiu },
      ...(options.pengpeng ? { pengPeng: { fan: PENG_PENG_DOUBLE } } : {}),
    },
  }
}

/** What is no object is left to the check of options, which refuses it by name. */
function mergeFan(own: Readonly<Record<string, unknown>>, given: unknown): unknown {
  if (given === undefined) return own
  return typeof given === 'object' && given !== null && !Array.isArray(given) ? { ...own, ...given } : given
}
