import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buildRuleSet } from '../../src/rules/options.ts'
import { isPresetName, PRESET_NAMES, PRESETS } from '../../src/rules/presets.ts'
import type { RuleSet } from '../../src/rules/ruleset.ts'

for (const name of PRESET_NAMES) {
  test(`${name} carries its name, passes every check of its own options and is frozen`, () => {
    const rules = PRESETS[name]
    assert.equal(rules.preset, name)
    assert.ok(Object.isFrozen(rules) && Object.isFrozen(rules.fan) && Object.isFrozen(rules.fan.gen))
    const { preset, ...overrides } = rules
    assert.deepEqual(buildRuleSet({ preset, overrides }), { ok: true, value: rules })
  })
}

test('a name is a preset only if it is one of the list', () => {
  assert.ok(isPresetName('sbr3'))
  for (const name of ['', 'SBR3', 'toString', '__proto__']) assert.equal(isPresetName(name), false)
})

type Expectation = {
  readonly preset: keyof typeof PRESETS
  readonly says: string
  readonly rules: Partial<RuleSet>
}

/** What the texts say of each preset, apart from money that the other tests work out. */
const TEXTS: readonly Expectation[] = [
  {
    preset: 'nanoserver',
    says: 'no 换三张, same tile within a go-round, value x 2 before the cap, start score 1000',
    rules: {
      swap: 'none',
      passWin: 'sameTileGoRound',
      zimo: 'fan',
      zimoInsideCap: true,
      startScore: 1000,
      bust: false,
      huaZhu: 'off',
      robKong: 'added',
      multiWin: 'all',
      kongAfterPong: false,
      lastDiscardPong: true,
    },
  },
  {
    preset: 'xuezhan',
    says: '换三张 of one suit in a random direction, 花猪 = cap, 2^5, passed win blocked until the own draw unless worth more',
    rules: {
      swap: 'three-same-suit',
      swapDirection: 'random',
      huaZhu: 'capToUnwonNonPig',
      capFan: 5,
      passWin: 'untilDrawUnlessHigher',
      zhuanYu: 'transfer',
      zhuanYuScope: 'last',
      zhuanYuMulti: 'split',
      voidDiscard: 'mustFirst',
    },
  },
  {
    preset: 'sbr3',
    says: 'value + 1 on a self-draw, void indicator, void meld allowed at a price, cap 3',
    rules: {
      capFan: 3,
      zimo: 'di',
      zimoInsideCap: false,
      voidIndicator: true,
      voidDiscard: 'free',
      voidKong: 'penalty',
      passWin: 'untilDrawUnlessHigher',
      deadWait: 'own4',
      zhuanYu: 'refund',
    },
  },
  { preset: 'sbr4', says: 'the same with cap 4', rules: { capFan: 4, zimo: 'di', huaZhu: 'pot48' } },
  {
    preset: 'boyaa',
    says: '+1 base, last four tiles won without asking, 换三张',
    rules: { zimo: 'di', autoWinLast: 4, swap: 'three-same-suit', exposedKongOthers: 1 },
  },
  { preset: 'm2', says: 'cap 64, all kong income moves', rules: { capFan: 6, zhuanYuScope: 'all' } },
  {
    preset: 'babykylin',
    says: 'a delayed 巴杠 pays nothing',
    rules: { delayedAddedKongEach: 0, swap: 'three-any', huaZhu: 'unready' },
  },
  {
    preset: 'majsoul',
    says: '6 番 are x32, no 呼叫转移, a delayed 巴杠 pays nothing',
    rules: { capFan: 5, zhuanYu: 'off', zimo: 'di', delayedAddedKongEach: 0 },
  },
]

for (const { preset, says, rules } of TEXTS) {
  test(`${preset}: ${says}`, () => {
    const actual = Object.fromEntries(
      Object.keys(rules).map((key) => [key, PRESETS[preset][key as keyof RuleSet]]),
    )
    assert.deepEqual(actual, rules)
  })
}

test('which scoring items count in which preset, and for how much', () => {
  const on = Object.fromEntries(
    PRESET_NAMES.map((name) => [
      name,
      Object.entries(PRESETS[name].fan)
        .filter(([, item]) => item.on)
        .map(([item, { fan }]) => `${item} ${fan}`)
        .join(', '),
    ]),
  )
  const common = 'pengPeng 1, jinGou 1, qiDui 2, longQiDui 1, qingYiSe 2'
  const lucky = 'gangShangHua 1, gangShangPao 1, qiangGang 1, gen 1'
  assert.deepEqual(on, {
    nanoserver: `${common}, haiDiLao 1, ${lucky}`,
    xuezhan: `${common}, haiDiLao 1, haiDiPao 1, ${lucky}`,
    sbr3: `${common}, haiDiLao 1, haiDiPao 1, ${lucky}`,
    sbr4: `${common}, haiDiLao 1, haiDiPao 1, ${lucky}`,
    boyaa: `pengPeng 1, jinGou 1, qiDui 2, longQiDui 2, qingYiSe 2, yaoJiu 2, jiangDui 2, tianHu 5, diHu 5, haiDiLao 1, ${lucky}`,
    m2: `pengPeng 1, jinGou 1, qiDui 2, longQiDui 2, qingYiSe 2, yaoJiu 2, jiangDui 2, menQing 1, tianHu 5, diHu 5, ${lucky}, shiBaLuoHan 6`,
    babykylin: `${common}, jiangDui 2, menQing 1, zhongZhang 1, tianHu 3, diHu 2, haiDiLao 1, haiDiPao 1, ${lucky}`,
    majsoul: `${common}, yaoJiu 2, jiangDui 2, tianHu 5, diHu 5, haiDiLao 1, haiDiPao 1, ${lucky}`,
  })
})
