import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type DeskOptions, ruleSetOfDeskOptions } from '../../src/rules/nanoserver-options.ts'
import { PRESETS } from '../../src/rules/presets.ts'
import type { RuleSet } from '../../src/rules/ruleset.ts'

const PLAIN: DeskOptions = {
  mode: 4,
  round: 8,
  maxFan: 4,
  zimo: 'fan',
  menqing: false,
  jiangdui: false,
  jiaxin: false,
  pengpeng: false,
  pinghu: false,
  yaojiu: false,
}

function rulesOf(change: Partial<DeskOptions>): RuleSet {
  const built = ruleSetOfDeskOptions({ ...PLAIN, ...change })
  assert.ok(built.ok)
  return built.value
}

test('plain options of four players are the nanoserver preset itself', () => {
  assert.deepEqual(rulesOf({}), PRESETS.nanoserver)
})

test('three players play 72 tiles without 定缺, hands of 13', () => {
  const { players, suits, dingQue, handSize } = rulesOf({ mode: 3 })
  assert.deepEqual(
    { players, suits, dingQue, handSize },
    { players: 3, suits: 2, dingQue: false, handSize: 13 },
  )
})

test('平胡 on a discard: three players may forbid it, four never', () => {
  assert.equal(rulesOf({ mode: 3, pinghu: false }).minFanDiscard, 1)
  assert.equal(rulesOf({ mode: 3, pinghu: true }).minFanDiscard, 0)
  assert.equal(rulesOf({ mode: 4, pinghu: false }).minFanDiscard, 0)
  assert.ok(rulesOf({ mode: 3 }).minFanKongExempt)
})

test('the self-draw bonus: fan is held by the cap, di comes on top, none is none', () => {
  const bonus = (zimo: string): unknown[] => [rulesOf({ zimo }).zimo, rulesOf({ zimo }).zimoInsideCap]
  assert.deepEqual(bonus('fan'), ['fan', true])
  assert.deepEqual(bonus('di'), ['di', false])
  assert.deepEqual(bonus('none'), ['none', true])
  assert.deepEqual(bonus(''), ['none', true])
})

test('rounds and cap are taken over', () => {
  for (const round of [1, 4, 8, 16]) assert.equal(rulesOf({ round }).rounds, round)
  for (const maxFan of [1, 3, 8]) assert.equal(rulesOf({ maxFan }).capFan, maxFan)
})

const SWITCHES: readonly [keyof DeskOptions, string[]][] = [
  ['menqing', ['menQing', 'zhongZhang']],
  ['jiangdui', ['jiangDui', 'jiangQiDui']],
  ['jiaxin', ['jiaXin']],
  ['yaojiu', ['yaoJiu']],
]

for (const [option, items] of SWITCHES) {
  test(`${option} switches ${items.join(' and ')} on and nothing else`, () => {
    const plain = rulesOf({}).fan
    const changed = Object.entries(rulesOf({ [option]: true }).fan).filter(
      ([name, item]) => item.on !== plain[name as keyof RuleSet['fan']].on,
    )
    assert.deepEqual(
      changed.map(([name]) => name),
      items,
    )
  })
}

test('pengpeng makes 碰碰胡 two fan', () => {
  assert.deepEqual(rulesOf({}).fan.pengPeng, { on: true, fan: 1 })
  assert.deepEqual(rulesOf({ pengpeng: true }).fan.pengPeng, { on: true, fan: 2 })
})

const REFUSED: readonly [string, Partial<DeskOptions>, string][] = [
  ['a mode of two players', { mode: 2 }, 'mode'],
  ['five rounds', { round: 5 }, 'round'],
  ['no cap at all (A6.23)', { maxFan: 0 }, 'maxFan'],
  ['a cap of 2^60 points (A6.23)', { maxFan: 60 }, 'maxFan'],
  ['a negative cap (A6.23)', { maxFan: -1 }, 'maxFan'],
  ['a broken cap (A6.23)', { maxFan: 3.5 }, 'maxFan'],
  ['a self-draw bonus that is none of the three (A6.23)', { zimo: 'double' }, 'zimo'],
  ['a self-draw bonus named like a property of objects', { zimo: 'toString' }, 'zimo'],
]

for (const [name, change, option] of REFUSED) {
  test(`refused: ${name}`, () => {
    const built = ruleSetOfDeskOptions({ ...PLAIN, ...change })
    assert.ok(!built.ok)
    assert.deepEqual([built.error.code, built.error.option], ['BAD_VALUE', option])
  })
}

test('single options of the rules lie on top of the fields, and keep the other fields', () => {
  const fields = { mode: 4, round: 8, maxFan: 3, zimo: 'di', menqing: true } as const
  const rest = { jiangdui: false, jiaxin: false, pengpeng: false, pinghu: false, yaojiu: false }
  const built = ruleSetOfDeskOptions({ ...fields, ...rest }, { baseScore: 2, fan: { gen: { on: false } } })
  assert.ok(built.ok)
  const { baseScore, capFan, zimo, fan } = built.value
  assert.deepEqual({ baseScore, capFan, zimo }, { baseScore: 2, capFan: 3, zimo: 'di' })
  assert.deepEqual([fan.gen.on, fan.menQing.on], [false, true])
  const refused = ruleSetOfDeskOptions({ ...fields, ...rest }, { fan: 3 })
  assert.equal(refused.ok ? null : refused.error.option, 'fan')
})
