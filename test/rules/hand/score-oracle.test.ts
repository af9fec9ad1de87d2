// scoreWin against the enumeration of all readings, on 100,000 winning hands under presets and random rules.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seededRng } from '../../../src/lib/rng.ts'
import { PRESETS, PRESET_NAMES } from '../../../src/rules/presets.ts'
import type { RuleSet } from '../../../src/rules/ruleset.ts'
import { FAN_ITEM_NAMES } from '../../../src/rules/hand/fan-names.ts'
import { bestWait, scoreWin } from '../../../src/rules/hand/score.ts'
import type { Score } from '../../../src/rules/hand/score.ts'
import { isWin } from '../../../src/rules/hand/win.ts'
import { addKind, cloneHand, emptyHand, handOfKinds, removeKind } from '../../../src/rules/hand/counts.ts'
import type { WinningHand } from '../../../src/rules/hand/winning-hand.ts'
import { makeHand, makeKindText } from '../../../src/rules/notation.ts'
import { waitsOf } from '../oracle/decomposer.ts'
import { randomRules } from '../oracle/random-rules.ts'
import { randomContext, randomWin } from '../oracle/random-wins.ts'
import { scoreByOracle } from '../oracle/scorer.ts'
import { rulesWith } from './named-hand.ts'

const SEED = 4_711
const ON = { on: true, fan: 1 } as const
const HANDS = 100_000
const HANDS_PER_RULES = 400
const WAITING_HANDS = 6_000

/** Every second rule set is a preset. */
function rulesOf(index: number): RuleSet {
  const rng = seededRng(SEED + index)
  const preset = PRESET_NAMES[(index >> 1) % PRESET_NAMES.length]!
  return index % 2 === 0 ? PRESETS[preset] : randomRules(rng)
}

const shown = (win: WinningHand, rules: RuleSet): string =>
  `${makeHand(win)} on ${makeKindText(win.winningKind)}, ${rules.preset} rules ${JSON.stringify(rules.fan)}, seed ${SEED}`

const ADDED = ['pingHu', 'ziMo']
const itemsText = ({ items }: Score): string =>
  items
    .map(({ name }) => name)
    .filter((name) => !ADDED.includes(name))
    .sort()
    .join(' ')

test('100,000 winning hands score what their dearest reading scores', () => {
  const rng = seededRng(SEED)
  const met = new Set<string>()
  for (let index = 0; index < HANDS / HANDS_PER_RULES; index += 1) {
    const rules = rulesOf(index)
    for (let hand = 0; hand < HANDS_PER_RULES; hand += 1) {
      const win = randomWin(rng)
      const context = randomContext(rng, win)
      if (!isWin(win.hand, null, rules.fan.qiDui.on)) continue
      const score = scoreWin(rules, win, context)
      const expected = scoreByOracle(rules, win, context)
      if (score.rawFan !== expected.rawFan || score.points !== expected.points)
        assert.deepEqual(score, expected, shown(win, rules))
      if (!expected.readings.includes(itemsText(score))) assert.deepEqual(score, expected, shown(win, rules))
      const total = score.items.reduce((sum, { fan }) => sum + fan, 0)
      if (total !== score.rawFan) assert.fail(`the items of ${shown(win, rules)} add up to ${total}`)
      for (const { name } of score.items) met.add(name)
    }
  }
  assert.deepEqual(
    FAN_ITEM_NAMES.filter((name) => !met.has(name)),
    [],
    'items that no hand showed',
  )
})

/** So many tiles of the first suit with all nine ranks among them, and what a whole hand lacks to them. */
const DRAGON_HANDS = [
  { tiles: 9, others: [10, 10, 10, 20, 20] },
  { tiles: 11, others: [10, 10, 10] },
  { tiles: 12, others: [20, 20] },
  { tiles: 14, others: [] },
] as const

/** Every way to hold so many tiles of one suit with all nine ranks among them. */
function* allRanksOfASuit(tiles: number): Generator<number[]> {
  const counts = emptyHand().counts
  const fill = function* (rank: number, left: number): Generator<number[]> {
    if (rank === 9) {
      if (left === 0) yield counts
      return
    }
    for (let count = 1; count <= Math.min(4, left); count += 1) {
      counts[rank] = count
      yield* fill(rank + 1, left - count)
    }
  }
  yield* fill(0, tiles)
}

test('every hand with 1 to 9 of a suit, on each of them: 一条龙 and the run of the last tile in one split', () => {
  const rules = rulesWith({ yiTiaoLong: ON, kaZhang: ON, bianZhang: ON, jiaXin: ON, yaoJiu: ON })
  const context = { selfDraw: false, kong: 'none', lastTile: false, firstDraw: 'none', visible: [] } as const
  let hands = 0
  for (const { tiles, others } of DRAGON_HANDS) {
    for (const counts of allRanksOfASuit(tiles)) {
      const kinds = counts.flatMap((count, kind) => Array.from({ length: count }, () => kind))
      const hand = handOfKinds([...kinds, ...others])
      if (!isWin(hand, null)) continue
      for (let winningKind = 0; winningKind < 9; winningKind += 1) {
        const win = { hand, melds: [], winningKind, voidSuit: null }
        hands += 1
        const { rawFan } = scoreWin(rules, win, context)
        if (rawFan !== scoreByOracle(rules, win, context).rawFan) assert.fail(shown(win, rules))
      }
    }
  }
  assert.ok(hands > 1_000, `${hands} hands`)
})

test('查叫 is the dearest wait that the oracle finds', () => {
  const rng = seededRng(SEED + 1)
  for (let index = 0; index < WAITING_HANDS; index += 1) {
    const rules = rulesOf(index % 64)
    const win = randomWin(rng)
    const hand = cloneHand(win.hand)
    removeKind(hand, win.winningKind)
    const held = { hand, melds: win.melds, voidSuit: null }
    const points = waitsOf([...hand.counts], rules.fan.qiDui.on && hand.size === 13)
      .filter((kind) => hand.counts[kind]! + copiesInMelds(win, kind) < 4)
      .map((kind) => {
        const complete = cloneHand(hand)
        addKind(complete, kind)
        const context = {
          selfDraw: false,
          kong: 'none',
          lastTile: false,
          firstDraw: 'none',
          visible: [],
        } as const
        return scoreByOracle(rules, { ...held, hand: complete, winningKind: kind }, context).points
      })
    const expected = points.length === 0 ? null : Math.max(...points)
    assert.equal(bestWait(rules, held, [])?.points ?? null, expected, shown(win, rules))
  }
})

function copiesInMelds({ melds }: WinningHand, kind: number): number {
  return melds.filter((meld) => meld.kind === kind).reduce((sum, { tiles }) => sum + tiles.length, 0)
}
