import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ruleSetOfDeskOptions } from '../../src/rules/nanoserver-options.ts'
import { buildRuleSet } from '../../src/rules/options.ts'
import { PRESETS } from '../../src/rules/presets.ts'
import { deskTitle, describeRules, roundText } from '../../src/rules/nanoserver-text.ts'

const ALL_ON = {
  mode: 3,
  round: 4,
  maxFan: 3,
  zimo: 'di',
  menqing: true,
  jiangdui: true,
  jiaxin: true,
  pengpeng: true,
  pinghu: true,
  yaojiu: true,
}

test("a desk's title is the one nanoserver's clients know", () => {
  assert.equal(deskTitle('612345', 2, 8), '房号: 612345 局数: 2/8')
  assert.equal(roundText(2, 8), '局数: 2/8')
})

test("a desk's description lists nanoserver's options in its order and words", () => {
  const built = ruleSetOfDeskOptions(ALL_ON)
  assert.ok(built.ok)
  const all = '自摸加底 3番封顶 点炮可平胡 门清中张 夹心五 碰碰胡两番 将对 全幺九'
  assert.equal(describeRules(built.value, true), all)
  assert.equal(describeRules(built.value, false), '自摸加底 3番封顶')
})

test('点炮可平胡 is said of three players only', () => {
  const built = ruleSetOfDeskOptions({ ...ALL_ON, mode: 4 })
  assert.ok(built.ok)
  assert.doesNotMatch(describeRules(built.value, true), /点炮可平胡/)
})

test('a desk without a self-draw bonus does not claim one', () => {
  const built = ruleSetOfDeskOptions({ ...ALL_ON, zimo: '' })
  assert.ok(built.ok)
  assert.match(describeRules(built.value, false), /^自摸不加 /)
})

test('what nanoserver never plays is said after its own words', () => {
  assert.equal(describeRules(PRESETS.xuezhan, true), '自摸加番 5番封顶 换三张 海底炮 查花猪')
  assert.equal(describeRules(PRESETS.boyaa, true), '自摸加底 5番封顶 将对 全幺九 换三张 天地胡 查花猪 擦挂')
})

test('every other option that a player should know is said', () => {
  const cases: [Record<string, unknown>, RegExp][] = [
    [{ capFan: null, huaZhu: 'off' }, /不封顶/],
    [{ zimo: 'double' }, /自摸翻倍/],
    [{ players: 2 }, /两人/],
    [{ handSize: 7 }, /七张/],
    [{ handSize: 10 }, /十张/],
    [{ swap: 'three-any' }, /任意换三张/],
    [{ swap: 'two-any' }, /换两张/],
    [{ fan: { menQing: { on: true } } }, / 门清( |$)/],
    [{ fan: { zhongZhang: { on: true } } }, / 中张( |$)/],
    [{ fan: { yiTiaoLong: { on: true } } }, /一条龙/],
  ]
  for (const [overrides, text] of cases) {
    const built = buildRuleSet({ overrides })
    assert.ok(built.ok)
    assert.match(describeRules(built.value, true), text)
  }
})
