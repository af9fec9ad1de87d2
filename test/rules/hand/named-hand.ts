// A scoring case as a reader writes it down: the hand in notation, the options, the expected items.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PRESETS } from '../../../src/rules/presets.ts'
import type { FanOptions, RuleSet } from '../../../src/rules/ruleset.ts'
import { scoreWin } from '../../../src/rules/hand/score.ts'
import type { Score } from '../../../src/rules/hand/score.ts'
import { isWin } from '../../../src/rules/hand/win.ts'
import type { WinContext, WinningHand } from '../../../src/rules/hand/winning-hand.ts'
import { parseHand, parseKindText } from '../../../src/rules/notation.ts'

type FanChanges = { readonly [Name in keyof FanOptions]?: Partial<FanOptions[Name]> }

export type NamedHand = {
  readonly name: string
  /** The winning tile included. */
  readonly hand: string
  readonly on: string
  readonly fan?: FanChanges
  readonly rules?: Partial<Omit<RuleSet, 'fan'>>
  readonly how?: Partial<WinContext>
  /** `qiDui 2, gen 1`: the items in their order. */
  readonly items: string
  /** What one payer pays. */
  readonly points: number
}

const CHANCE: WinContext = { selfDraw: false, kong: 'none', lastTile: false, firstDraw: 'none', visible: [] }

/** nanoserver's rules without cap and self-draw bonus, and the changes. */
export function rulesWith(fan: FanChanges = {}, rules: Partial<Omit<RuleSet, 'fan'>> = {}): RuleSet {
  const options: FanOptions = { ...PRESETS.nanoserver.fan }
  const changed = Object.fromEntries(
    Object.entries(options).map(([name, option]) => [name, { ...option, ...fan[name as keyof FanOptions] }]),
  ) as FanOptions
  return { ...PRESETS.nanoserver, capFan: null, zimo: 'none', ...rules, fan: changed }
}

export function readWin(hand: string, on: string): WinningHand {
  const parsed = parseHand(hand)
  assert.ok(parsed.ok, hand)
  const winningKind = parseKindText(on)
  assert.ok(winningKind !== undefined && parsed.value.hand.counts[winningKind]! > 0, `${on} in ${hand}`)
  return { ...parsed.value, winningKind, voidSuit: null }
}

export function scoreOf(named: NamedHand): Score {
  const rules = rulesWith(named.fan, named.rules)
  const win = readWin(named.hand, named.on)
  assert.ok(isWin(win.hand, null, rules.fan.qiDui.on), named.hand)
  return scoreWin(rules, win, { ...CHANCE, ...named.how })
}

export function testHands(hands: readonly NamedHand[]): void {
  for (const named of hands) {
    test(`${named.name}: ${named.hand} on ${named.on}`, () => {
      const score = scoreOf(named)
      const items = score.items.map(({ name, fan }) => `${name} ${fan}`).join(', ')
      assert.deepEqual({ items, points: score.points }, { items: named.items, points: named.points })
      assert.equal(
        score.rawFan,
        score.items.reduce((sum, { fan }) => sum + fan, 0),
      )
    })
  }
}
