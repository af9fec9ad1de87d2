// From fan to points.
import type { RuleSet } from './ruleset.ts'

/** Base points of a hand worth `fan`, before cap, bonus and `baseScore`. */
export const pointsOfFan = (scale: RuleSet['scale'], fan: number): number =>
  scale === 'doubling' ? 2 ** fan : scale[Math.min(fan, scale.length - 1)]!

/** Base points of a hand at the cap; undefined where nothing caps a hand. */
export const capPoints = (rules: Pick<RuleSet, 'scale' | 'capFan'>): number | undefined =>
  rules.capFan === null ? undefined : pointsOfFan(rules.scale, rules.capFan)
