// Known wrong results of nanoserver (docs/rules.md A6), each as the symptom that players saw.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bestWait, scoreWin } from '../../../src/rules/hand/score.ts'
import { kindsOf, liveWaits, waits } from '../../../src/rules/hand/ting.ts'
import { isWin } from '../../../src/rules/hand/win.ts'
import { parseHand } from '../../../src/rules/notation.ts'
import { readWin, rulesWith, testHands } from './named-hand.ts'

const ON = { on: true } as const

testHands([
  {
    name: 'A6.8 three kinds held three times and more are paid as 碰碰胡',
    hand: '11112222333444t',
    on: '1t',
    items: 'qingYiSe 2, gen 2',
    points: 16,
  },
  {
    name: 'A6.8 666 7777 8 and 888 are paid as 碰碰胡',
    hand: '66677778t 888b 555b',
    on: '6t',
    items: 'pingHu 0, gen 1',
    points: 2,
  },
  {
    name: 'A6.9 melds make 豪华龙七对',
    hand: '122223333t 22b p(111t)',
    on: '2b',
    items: 'pingHu 0, gen 3',
    points: 8,
  },
  {
    name: 'A6.10 七对 hides the dearer 全幺九',
    hand: '112233778899t 99b',
    on: '1t',
    fan: { yaoJiu: ON },
    items: 'yaoJiu 3',
    points: 8,
  },
  {
    name: 'A6.10 七对 counts where it is dearer',
    hand: '112233778899t 99b',
    on: '1t',
    fan: { yaoJiu: { on: true, fan: 1 } },
    items: 'qiDui 2',
    points: 4,
  },
  {
    name: 'A6.11 全幺九 is not tried on triplets',
    hand: '111999t 111999b 11w',
    on: '1t',
    fan: { yaoJiu: ON },
    items: 'yaoJiu 3',
    points: 8,
  },
  {
    name: 'A6.11 碰碰胡 counts where it is dearer',
    hand: '11w p(111t) p(999t) p(111b) p(999b)',
    on: '1w',
    fan: { yaoJiu: ON, pengPeng: { fan: 3 } },
    items: 'pengPeng 3, jinGou 1',
    points: 16,
  },
  {
    name: 'A6.12 夹心五 of a robbed kong looks at the robbed tile',
    hand: '456b 123t 789t 99t 222w',
    on: '5b',
    fan: { jiaXin: ON },
    how: { kong: 'qiangGang' },
    items: 'jiaXin 1, qiangGang 1',
    points: 4,
  },
  {
    name: 'A6.12 a win on kind 0 is a win on a discard like any other',
    hand: '123t 456b 789b 99b 222w',
    on: '1t',
    fan: { jiaXin: ON },
    items: 'pingHu 0',
    points: 1,
  },
])

test('A6.9 seven pairs out of hand and melds are no win at all', () => {
  assert.equal(isWin(readWin('1122334455b p(666b)', '1b').hand, null), false)
})

test('A6.12 查叫 misses 夹心五: it took the index of the kind for a tile', () => {
  const rules = rulesWith({ jiaXin: ON })
  const parsed = parseHand('46b 123t 789t 99t 222w')
  assert.ok(parsed.ok)
  assert.equal(bestWait(rules, { ...parsed.value, voidSuit: null }, [])?.points, 2)
})

test('A6.15 a fifth copy of a tile makes a hand ready', () => {
  const fours = parseHand('5555b p(111t) p(222t) p(333t)')
  assert.ok(fours.ok)
  assert.equal(waits(fours.value.hand, null), 0)
  assert.equal(bestWait(rulesWith(), { ...fours.value, voidSuit: null }, []), null)
})

test('A6.15 the fifth copy may be in a pong', () => {
  const parsed = parseHand('1t p(111t) p(222t) p(333t) p(444t)')
  assert.ok(parsed.ok)
  const held = { ...parsed.value, voidSuit: null }
  assert.deepEqual(kindsOf(liveWaits(rulesWith({}, { deadWait: 'own4' }), held, [])), [])
  assert.equal(bestWait(rulesWith({}, { deadWait: 'own4' }), held, []), null)
})

test('a hand that is not complete cannot be scored', () => {
  const context = { selfDraw: false, kong: 'none', lastTile: false, firstDraw: 'none', visible: [] } as const
  assert.throws(() => scoreWin(rulesWith(), readWin('123456t 234b 789b 12b', '1t'), context))
  const pairs = readWin('113355t 225577b 99w', '1t')
  assert.throws(() => scoreWin(rulesWith({ qiDui: { on: false } }), pairs, context))
})
