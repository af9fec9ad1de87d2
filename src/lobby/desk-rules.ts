// From what a client asks for to the rules of a table.
import type { Result } from '../lib/result.ts'
import type { DeskOptions } from '../protocol/desk-options.ts'
import { ruleSetOfDeskOptions } from '../rules/nanoserver-options.ts'
import type { RuleOptionError } from '../rules/options.ts'
import { buildRuleSet } from '../rules/options.ts'
import type { RuleSet } from '../rules/ruleset.ts'

/** What nanoserver's client sends when nothing is ticked. */
const NANOSERVER_DEFAULTS = {
  mode: 4,
  round: 4,
  maxFan: 3,
  zimo: '',
  menqing: false,
  jiangdui: false,
  jiaxin: false,
  pengpeng: false,
  pinghu: false,
  yaojiu: false,
}

/** docs/rules.md A1: three players play 条 and 筒, and name no void suit. */
const THREE_PLAYERS = { suits: 2, dingQue: false, voidIndicator: false }

/**
 * CreateDesk's options. Without a preset, or with `nanoserver`, nanoserver's fields count; with another one
 * `mode` and `round` alone. `rules` has the last word on every single option.
 */
export function rulesOfOptions(options: DeskOptions): Result<RuleSet, RuleOptionError> {
  const { preset, rules = {}, mode, round } = options
  if (preset === undefined || preset === 'nanoserver') {
    return ruleSetOfDeskOptions({ ...NANOSERVER_DEFAULTS, ...options }, rules)
  }
  const overrides = {
    ...(mode === undefined ? {} : { players: mode }),
    ...(mode === 3 ? THREE_PLAYERS : {}),
    ...(round === undefined ? {} : { rounds: round }),
    ...rules,
  }
  return buildRuleSet({ preset, overrides })
}
