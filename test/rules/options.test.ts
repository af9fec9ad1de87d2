import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FAN_CHECKS, OPTION_CHECKS } from '../../src/rules/option-checks.ts'
import { buildRuleSet, DEFAULT_PRESET } from '../../src/rules/options.ts'
import { PRESETS } from '../../src/rules/presets.ts'
import type { RuleSet } from '../../src/rules/ruleset.ts'

type OptionName = keyof typeof OPTION_CHECKS

const FLAG = { takes: [true, false], refuses: [1, 'true', null] }
const KONG = { takes: [0, 1, 100], refuses: [-1, 101, 0.5, '2', null] }

/** For each option some values it takes and some it refuses. */
const VALUES: Record<
  OptionName,
  { readonly takes: readonly unknown[]; readonly refuses: readonly unknown[] }
> = {
  players: { takes: [2, 3, 4], refuses: [1, 5, '4', null, undefined] },
  suits: { takes: [3], refuses: [1, 4, true] },
  handSize: { takes: [7, 10, 13], refuses: [12, 14] },
  rounds: { takes: [1, 8, 64], refuses: [0, 65, 1.5, Number.NaN, '8'] },
  startScore: { takes: [0, 1000, 1_000_000], refuses: [-1, 1_000_001, Number.POSITIVE_INFINITY] },
  bust: FLAG,
  swap: { takes: ['none', 'three-same-suit', 'three-any', 'two-any'], refuses: ['four', 3] },
  swapDirection: {
    takes: ['random', 'clockwise', 'counterclockwise', 'opposite', 'dice'],
    refuses: ['cw', ''],
  },
  dingQue: FLAG,
  voidDiscard: { takes: ['mustFirst', 'free'], refuses: ['first'] },
  voidIndicator: FLAG,
  voidKong: { takes: ['refuse', 'penalty'], refuses: [false] },
  minFanDiscard: { takes: [0, 1, 2], refuses: [3, -1] },
  minFanKongExempt: FLAG,
  multiWin: { takes: ['all', 'nearest'], refuses: ['first'] },
  robKong: { takes: ['added', 'none'], refuses: ['all'] },
  passWin: {
    takes: ['none', 'sameTileGoRound', 'untilDraw', 'untilDrawUnlessHigher'],
    refuses: ['always'],
  },
  passPong: FLAG,
  autoWinLast: { takes: [0, 4, 8], refuses: [-1, 9, 0.5] },
  kongAfterPong: FLAG,
  lastDiscardPong: FLAG,
  capFan: { takes: [null, 1, 8], refuses: [0, 9, 2.5, '5'] },
  scale: {
    takes: ['doubling', [1], [1, 2, 4, 4]],
    refuses: ['linear', [], [2, 1], [0, 1], [1, 1.5], Array(33).fill(1), [1, '2'], { 0: 1, length: 1 }],
  },
  zimo: { takes: ['none', 'di', 'fan', 'double'], refuses: ['', 'x2'] },
  zimoInsideCap: FLAG,
  dianGangHua: { takes: ['selfDraw', 'discard'], refuses: ['all'] },
  baseScore: { takes: [1, 10_000], refuses: [0, 10_001] },
  concealedKongEach: KONG,
  exposedKongDiscarder: KONG,
  exposedKongOthers: KONG,
  addedKongEach: KONG,
  delayedAddedKongEach: KONG,
  zhuanYu: { takes: ['off', 'refund', 'transfer'], refuses: [true] },
  zhuanYuScope: { takes: ['last', 'chain', 'all'], refuses: ['none'] },
  zhuanYuMulti: { takes: ['split', 'each', 'payerFirst'], refuses: ['nearest'] },
  chaJiao: FLAG,
  chaJiaoToWinners: FLAG,
  deadWait: { takes: ['own4', 'visible4', 'allow'], refuses: ['all4'] },
  huaZhu: {
    takes: [
      'off',
      'unready',
      'capToUnwonNonPig',
      'capToAll',
      'sixteenToUnwonNonPig',
      'sixteenToAll',
      'waitOrEightToUnwonNonPig',
      'pot48',
    ],
    refuses: ['cap', 16],
  },
  huaZhuChaJiao: FLAG,
  tuiShui: FLAG,
  tuiShuiToWinners: FLAG,
  tuiShuiKeepTransferred: FLAG,
  banker: { takes: ['firstWinner', 'rotate'], refuses: ['dealer'] },
  bankerMultiDiscarder: FLAG,
  bankerMultiLater: FLAG,
  bankerDraw: { takes: ['stay', 'next'], refuses: ['first'] },
  dissolve: { takes: ['voidRound', 'keepKongs'], refuses: ['settle'] },
}

for (const option of Object.keys(VALUES) as OptionName[]) {
  test(`option ${option} takes what it may hold and refuses the rest by its name`, () => {
    for (const value of VALUES[option].takes) {
      const built = buildRuleSet({ preset: 'nanoserver', overrides: { [option]: value } })
      assert.ok(built.ok, `${option} = ${JSON.stringify(value)}`)
      assert.deepEqual(built.value[option], value)
    }
    for (const value of VALUES[option].refuses) {
      const built = buildRuleSet({ preset: 'nanoserver', overrides: { [option]: value } })
      assert.ok(!built.ok, `${option} = ${String(value)}`)
      assert.deepEqual([built.error.code, built.error.option], ['BAD_VALUE', option])
      assert.match(built.error.message, /^must be /)
    }
  })
}

test('every field of a rule set is an option', () => {
  const fields = Object.keys(PRESETS.xuezhan).filter((field) => field !== 'preset' && field !== 'fan')
  assert.deepEqual(Object.keys(OPTION_CHECKS).sort(), fields.sort())
})

test('every field of every scoring item can be overridden, and only to its own type', () => {
  for (const [name, item] of Object.entries(PRESETS.xuezhan.fan)) {
    assert.deepEqual(Object.keys(FAN_CHECKS[name as keyof RuleSet['fan']]).sort(), Object.keys(item).sort())
    for (const [field, value] of Object.entries(item)) {
      const option = `fan.${name}.${field}`
      const change = typeof value === 'boolean' ? !value : typeof value === 'number' ? value + 1 : value
      const built = buildRuleSet({ overrides: { fan: { [name]: { [field]: change } } } })
      assert.ok(built.ok, option)
      const items: Record<string, object> = built.value.fan
      assert.deepEqual(items, { ...PRESETS.xuezhan.fan, [name]: { ...item, [field]: change } })
      const refused = buildRuleSet({ overrides: { fan: { [name]: { [field]: 'nonsense' } } } })
      assert.ok(!refused.ok)
      assert.deepEqual([refused.error.code, refused.error.option], ['BAD_VALUE', option])
    }
  }
})

test('the readings of 金钩, 龙七对 and 地胡 can be chosen', () => {
  const fan = {
    jinGou: { reading: 'anyTanki' },
    longQiDui: { reading: 'oneGen', flushFan: 1 },
    diHu: { reading: 'bankerDiscard' },
  }
  const built = buildRuleSet({ overrides: { fan } })
  assert.ok(built.ok)
  assert.equal(built.value.fan.jinGou.reading, 'anyTanki')
  assert.equal(built.value.fan.longQiDui.reading, 'oneGen')
  assert.equal(built.value.fan.longQiDui.flushFan, 1)
  assert.equal(built.value.fan.diHu.reading, 'bankerDiscard')
})

const REFUSED: readonly [string, Parameters<typeof buildRuleSet>[0], string, string][] = [
  ['an unknown preset', { preset: 'riichi' }, 'UNKNOWN_PRESET', 'preset'],
  ['a preset named like a property of objects', { preset: '__proto__' }, 'UNKNOWN_PRESET', 'preset'],
  ['an unknown option', { overrides: { wildcards: 1 } }, 'UNKNOWN_OPTION', 'wildcards'],
  ['the preset as an override', { overrides: { preset: 'm2' } }, 'UNKNOWN_OPTION', 'preset'],
  ['__proto__ as an option', { overrides: JSON.parse('{"__proto__":{}}') }, 'UNKNOWN_OPTION', '__proto__'],
  ['constructor as an option', { overrides: { constructor: 1 } }, 'UNKNOWN_OPTION', 'constructor'],
  ['scoring items that are no object', { overrides: { fan: [] } }, 'BAD_VALUE', 'fan'],
  ['an unknown scoring item', { overrides: { fan: { wuMenQi: {} } } }, 'UNKNOWN_OPTION', 'fan.wuMenQi'],
  [
    'a scoring item named toString',
    { overrides: { fan: { toString: {} } } },
    'UNKNOWN_OPTION',
    'fan.toString',
  ],
  ['a scoring item that is no object', { overrides: { fan: { gen: true } } }, 'BAD_VALUE', 'fan.gen'],
  [
    'an unknown field of an item',
    { overrides: { fan: { gen: { max: 1 } } } },
    'UNKNOWN_OPTION',
    'fan.gen.max',
  ],
  ['a fan of -1', { overrides: { fan: { gen: { fan: -1 } } } }, 'BAD_VALUE', 'fan.gen.fan'],
  ['定缺 with two suits', { overrides: { suits: 2 } }, 'IMPOSSIBLE', 'dingQue'],
  [
    'a void indicator without 定缺',
    { preset: 'sbr3', overrides: { dingQue: false } },
    'IMPOSSIBLE',
    'voidIndicator',
  ],
  [
    'a swap across a table of three',
    { overrides: { players: 3, swapDirection: 'opposite' } },
    'IMPOSSIBLE',
    'swapDirection',
  ],
  [
    '花猪 at the cap without a cap',
    { overrides: { capFan: null, huaZhu: 'capToAll' } },
    'IMPOSSIBLE',
    'huaZhu',
  ],
  ['going bust from a score of 0', { overrides: { bust: true, startScore: 0 } }, 'IMPOSSIBLE', 'bust'],
]

for (const [name, input, code, option] of REFUSED) {
  test(`refused: ${name}`, () => {
    const built = buildRuleSet(input)
    assert.ok(!built.ok)
    assert.deepEqual([built.error.code, built.error.option], [code, option])
    assert.notEqual(built.error.message, '')
  })
}

test('combinations that only look impossible are played', () => {
  const inputs: Parameters<typeof buildRuleSet>[0][] = [
    { overrides: { players: 3, suits: 2, dingQue: false } },
    { overrides: { players: 2, swapDirection: 'opposite' } },
    { overrides: { players: 3, swap: 'none', swapDirection: 'opposite' } },
    { overrides: { capFan: null, huaZhu: 'pot48' } },
    { overrides: { players: 4, suits: 2, dingQue: false, handSize: 13 } },
  ]
  for (const input of inputs) assert.ok(buildRuleSet(input).ok, JSON.stringify(input))
})

test('without a name the default preset is played, without overrides as it is', () => {
  assert.equal(DEFAULT_PRESET, 'xuezhan')
  assert.deepEqual(buildRuleSet({}), { ok: true, value: PRESETS.xuezhan })
})

test('an override changes its option alone, and no preset', () => {
  const before = structuredClone(PRESETS.sbr3)
  const built = buildRuleSet({ preset: 'sbr3', overrides: { capFan: 4, fan: { menQing: { on: true } } } })
  assert.ok(built.ok)
  assert.deepEqual(built.value, {
    ...before,
    capFan: 4,
    fan: { ...before.fan, menQing: { ...before.fan.menQing, on: true } },
  })
  assert.deepEqual(PRESETS.sbr3, before)
})

test('a built rule set is frozen to its leaves and keeps no tie to the input', () => {
  const scale = [1, 2, 4]
  const built = buildRuleSet({ overrides: { scale, fan: { gen: { fan: 2 } } } })
  assert.ok(built.ok)
  const { value } = built
  assert.ok([value, value.scale, value.fan, value.fan.gen].every(Object.isFrozen))
  scale[0] = 99
  assert.deepEqual(value.scale, [1, 2, 4])
})
