import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seededRng } from '../../src/lib/rng.ts'
import { balance, isKongReason, type LedgerRow } from '../../src/rules/ledger.ts'
import { buildRuleSet } from '../../src/rules/options.ts'
import { PRESET_NAMES } from '../../src/rules/presets.ts'
import type { RuleSet } from '../../src/rules/ruleset.ts'
import { type MoneyRound, randomMoneyRound } from './random-money-round.ts'

const ROUNDS = 8_000

/** A preset with the options of the money drawn at random. */
function randomRules(seed: number): RuleSet {
  const rng = seededRng(seed ^ 0x5eed)
  const pick = <T>(...list: T[]): T => list[rng.below(list.length)]!
  const players = pick(2, 3, 4, 4)
  const built = buildRuleSet({
    preset: pick(...PRESET_NAMES),
    overrides: {
      players,
      baseScore: pick(1, 1, 5),
      exposedKongOthers: pick(0, 1),
      delayedAddedKongEach: pick(0, 1),
      zhuanYu: pick('off', 'refund', 'transfer', 'transfer'),
      zhuanYuScope: pick('last', 'chain', 'all'),
      zhuanYuMulti: pick('split', 'each', 'payerFirst'),
      chaJiao: pick(true, true, false),
      chaJiaoToWinners: pick(true, false),
      huaZhu: pick(
        'off',
        'capToUnwonNonPig',
        'capToAll',
        'sixteenToAll',
        'waitOrEightToUnwonNonPig',
        'pot48',
      ),
      huaZhuChaJiao: pick(true, false),
      tuiShui: pick(true, true, false),
      tuiShuiToWinners: pick(true, false),
      tuiShuiKeepTransferred: pick(true, false),
    },
  })
  assert.ok(built.ok)
  return built.value
}

function forEachRound(check: (rules: RuleSet, round: MoneyRound) => void): void {
  for (let seed = 1; seed <= ROUNDS; seed++) {
    const rules = randomRules(seed)
    try {
      check(rules, randomMoneyRound(rules, seededRng(seed)))
    } catch (error) {
      throw new Error(`seed ${seed}`, { cause: error })
    }
  }
}

test('points are conserved: the seats and the pot sum to zero, and the pot only fills in SBR', () => {
  forEachRound((rules, { ledger }) => {
    const { seats, pot } = balance(ledger, rules.players)
    assert.equal(
      seats.reduce((sum, points) => sum + points, pot),
      0,
    )
    assert.ok(rules.huaZhu === 'pot48' ? pot >= 0 : pot === 0)
  })
})

test('rows are numbered by their place, pay whole points above zero and never from a seat to itself', () => {
  forEachRound((_rules, { ledger }) => {
    ledger.forEach((row, index) => {
      assert.equal(row.id, index)
      assert.ok(Number.isInteger(row.points) && row.points > 0)
      assert.notEqual(row.from, row.to)
      assert.notEqual(row.from, 'pot')
    })
  })
})

const MOVES: readonly LedgerRow['reason'][] = ['zhuanYu', 'zhuanYuRefund', 'tuiShui']

test('a row refers to a kong exactly when it moves one, and is paid by who earned it', () => {
  forEachRound((_rules, { ledger }) => {
    for (const row of ledger) {
      assert.equal(row.ref !== null, MOVES.includes(row.reason))
      if (row.ref === null) continue
      const kong = ledger[row.ref]
      assert.ok(kong !== undefined && kong.id < row.id && isKongReason(kong.reason))
      assert.equal(row.from, kong.to)
      if (row.reason !== 'zhuanYu') assert.equal(row.to, kong.from)
    }
  })
})

test('no kong is moved on for more than it earned, unless each winner is owed the whole or 退税 asks twice', () => {
  forEachRound((rules, { ledger }) => {
    if (rules.zhuanYuMulti === 'each' || !rules.tuiShuiKeepTransferred) return
    for (const kong of ledger.filter((row) => isKongReason(row.reason))) {
      const moved = ledger.filter((row) => row.ref === kong.id).reduce((sum, row) => sum + row.points, 0)
      assert.ok(moved <= kong.points)
    }
  })
})

test('a deal-in after a kong costs nobody but the konger (A6.13)', () => {
  forEachRound((_rules, { ledger }) => {
    for (const row of ledger.filter((moved) => moved.reason === 'zhuanYu'))
      assert.equal(row.from, ledger[row.ref ?? -1]?.to)
  })
})

test('who has won pays nothing more', () => {
  forEachRound((_rules, { ledger, wonAt }) => {
    for (const [seat, at] of wonAt)
      assert.equal(
        ledger.slice(at).find((row) => row.from === seat),
        undefined,
      )
  })
})

test('who has won receives nothing more but returned kongs, and what the wall’s end owes winners by an option', () => {
  forEachRound((rules, { ledger, wonAt, wallEndAt }) => {
    const owed = new Set<LedgerRow['reason']>(['zhuanYuRefund'])
    if (rules.tuiShuiToWinners) owed.add('tuiShui')
    if (rules.chaJiaoToWinners) owed.add('chaJiao')
    if (rules.huaZhu === 'capToAll' || rules.huaZhu === 'sixteenToAll') owed.add('huaZhu')
    for (const [seat, at] of wonAt)
      for (const row of ledger.slice(at))
        if (row.to === seat)
          assert.ok(owed.has(row.reason) && (row.id >= wallEndAt || row.reason === 'zhuanYuRefund'))
  })
})

test('the rounds played here reach every reason', () => {
  const seen = new Set<LedgerRow['reason']>()
  forEachRound((_rules, { ledger }) => {
    for (const row of ledger) seen.add(row.reason)
  })
  assert.equal(seen.size, 9)
})
