// From a preset's name and single overrides to a whole, checked RuleSet. Input comes from players: every
// refusal is a value that names the option.
import { must } from '../lib/assert.ts'
import { err, ok, type Result } from '../lib/result.ts'
import { FAN_CHECKS, OPTION_CHECKS, type OptionCheck } from './option-checks.ts'
import { isPresetName, PRESET_NAMES, PRESETS } from './presets.ts'
import type { RuleSet } from './ruleset.ts'

type RuleOptionErrorCode =
  | 'UNKNOWN_PRESET'
  | 'UNKNOWN_OPTION'
  /** Wrong type or out of range. */
  | 'BAD_VALUE'
  /** Each value is allowed, but not together. */
  | 'IMPOSSIBLE'

export type RuleOptionError = {
  readonly code: RuleOptionErrorCode
  /** The option's name; fields of a scoring item are dotted: `fan.jinGou.reading`. */
  readonly option: string
  readonly message: string
}

type RuleSetInput = {
  readonly preset?: string
  /** Values by option; `fan` holds only the items and fields that change. */
  readonly overrides?: Record<string, unknown>
}

/** What QuickStart and desks without a preset play (docs/rules.md D). */
export const DEFAULT_PRESET = 'xuezhan'

/**
 * The named preset with the overrides on top, frozen. Overrides are checked one by one, then together.
 *
 * @example buildRuleSet({ preset: 'sbr3', overrides: { capFan: 4, fan: { menQing: { on: true } } } })
 */
export function buildRuleSet(input: RuleSetInput): Result<RuleSet, RuleOptionError> {
  const preset = input.preset ?? DEFAULT_PRESET
  if (!isPresetName(preset))
    return refuse('UNKNOWN_PRESET', 'preset', `must be one of ${PRESET_NAMES.join(', ')}`)
  const changed: Record<string, unknown> = { ...PRESETS[preset] }
  for (const [option, value] of Object.entries(input.overrides ?? {})) {
    const merged = option === 'fan' ? mergeFan(PRESETS[preset], value) : checkOption(option, value)
    if (!merged.ok) return merged
    changed[option] = merged.value
  }
  // Every field is a preset's own or has passed its check.
  return checkTogether(changed as RuleSet)
}

const refuse = (code: RuleOptionErrorCode, option: string, message: string): Result<never, RuleOptionError> =>
  err({ code, option, message })

/** The check under `name`; own entries only, for a name like `__proto__` is a player's input too. */
const checkNamed = (checks: Readonly<Record<string, OptionCheck>>, name: string): OptionCheck | undefined =>
  Object.hasOwn(checks, name) ? checks[name] : undefined

function checkOption(option: string, value: unknown): Result<unknown, RuleOptionError> {
  const check = checkNamed(OPTION_CHECKS, option)
  if (check === undefined) return refuse('UNKNOWN_OPTION', option, 'there is no such option')
  const complaint = check(value)
  if (complaint !== undefined) return refuse('BAD_VALUE', option, complaint)
  return ok(Array.isArray(value) ? Object.freeze([...value]) : value)
}

const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function mergeFan(base: RuleSet, value: unknown): Result<unknown, RuleOptionError> {
  if (!isPlainObject(value)) return refuse('BAD_VALUE', 'fan', 'must be an object of scoring items')
  const items: Readonly<Record<string, object>> = base.fan
  const merged: Record<string, object> = { ...items }
  for (const [name, change] of Object.entries(value)) {
    const item = mergeItem(items, name, change)
    if (!item.ok) return item
    merged[name] = item.value
  }
  return ok(Object.freeze(merged))
}

function mergeItem(
  items: Readonly<Record<string, object>>,
  name: string,
  change: unknown,
): Result<object, RuleOptionError> {
  const allChecks: Readonly<Record<string, Readonly<Record<string, OptionCheck>>>> = FAN_CHECKS
  const checks = Object.hasOwn(allChecks, name) ? allChecks[name] : undefined
  if (checks === undefined) return refuse('UNKNOWN_OPTION', `fan.${name}`, 'there is no such scoring item')
  if (!isPlainObject(change)) return refuse('BAD_VALUE', `fan.${name}`, 'must be an object')
  for (const [field, value] of Object.entries(change)) {
    const option = `fan.${name}.${field}`
    const check = checkNamed(checks, field)
    if (check === undefined) return refuse('UNKNOWN_OPTION', option, 'there is no such option')
    const complaint = check(value)
    if (complaint !== undefined) return refuse('BAD_VALUE', option, complaint)
  }
  return ok(Object.freeze({ ...must(items[name], name), ...change }))
}

type Combination = {
  readonly option: string
  readonly message: string
  readonly isImpossible: (rules: RuleSet) => boolean
}

/**
 * What cannot be played though each value can. The wall feeds every number of players and hand size (53 of 72
 * tiles at most), and any hand of 7 holds three tiles of one suit: neither needs an entry here.
 */
const COMBINATIONS: readonly Combination[] = [
  {
    option: 'dingQue',
    message: 'a void suit can be named only of three suits',
    isImpossible: (rules) => rules.dingQue && rules.suits !== 3,
  },
  {
    option: 'voidIndicator',
    message: 'needs dingQue',
    isImpossible: (rules) => rules.voidIndicator && !rules.dingQue,
  },
  {
    option: 'swapDirection',
    message: 'opposite needs an even number of players',
    isImpossible: (rules) =>
      rules.swap !== 'none' && rules.swapDirection === 'opposite' && rules.players % 2 !== 0,
  },
  {
    option: 'huaZhu',
    message: 'a penalty of the cap needs capFan',
    isImpossible: (rules) => paysTheCap(rules) && rules.dingQue && rules.capFan === null,
  },
  {
    option: 'bust',
    message: 'needs a startScore above 0',
    isImpossible: (rules) => rules.bust && rules.startScore === 0,
  },
]

const paysTheCap = (rules: RuleSet): boolean =>
  rules.huaZhu === 'capToUnwonNonPig' || rules.huaZhu === 'capToAll'

function checkTogether(rules: RuleSet): Result<RuleSet, RuleOptionError> {
  const broken = COMBINATIONS.find((combination) => combination.isImpossible(rules))
  if (broken !== undefined) return refuse('IMPOSSIBLE', broken.option, broken.message)
  return ok(Object.freeze(rules))
}
