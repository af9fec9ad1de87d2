// 查叫: which waits count, and what the dearest of them is worth.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RuleSet } from '../../../src/rules/ruleset.ts'
import type { Suit } from '../../../src/rules/tiles.ts'
import { bestWait } from '../../../src/rules/hand/score.ts'
import { kindsOf, liveWaits } from '../../../src/rules/hand/ting.ts'
import type { HeldHand } from '../../../src/rules/hand/held-hand.ts'
import { makeKindText, parseHand } from '../../../src/rules/notation.ts'
import { rulesWith } from './named-hand.ts'

function read(text: string, voidSuit: Suit | null = null): HeldHand {
  const parsed = parseHand(text)
  assert.ok(parsed.ok, text)
  return { ...parsed.value, voidSuit }
}

function seen(text: string): readonly number[] {
  return read(text).hand.counts
}

type WaitCase = {
  readonly hand: string
  readonly visible: string
  readonly deadWait: RuleSet['deadWait']
  readonly waits: string
  readonly why: string
}

const WAITS: readonly WaitCase[] = [
  { hand: '23t 456b 789b 99b 222w', visible: '', deadWait: 'own4', waits: '1t 4t', why: 'both ends' },
  {
    hand: '23t 456b 789b 99b 222w',
    visible: '1111t',
    deadWait: 'own4',
    waits: '1t 4t',
    why: 'what lies on the table is not asked',
  },
  {
    hand: '23t 456b 789b 99b 222w',
    visible: '1111t',
    deadWait: 'visible4',
    waits: '4t',
    why: 'all four in sight',
  },
  {
    hand: '23t 456b 789b 99b 222w',
    visible: '111t 444t',
    deadWait: 'visible4',
    waits: '1t 4t',
    why: 'one copy is out of sight',
  },
  {
    hand: '23t 456b 789b 99b 222w',
    visible: '1111t 4444t',
    deadWait: 'visible4',
    waits: '',
    why: 'no wait is left',
  },
  {
    hand: '1123t 456b 789b 222w',
    visible: '11t',
    deadWait: 'visible4',
    waits: '4t',
    why: 'own copies and those in sight',
  },
  {
    hand: '1123t 456b 789b 222w',
    visible: '11t',
    deadWait: 'own4',
    waits: '1t 4t',
    why: 'two copies are elsewhere',
  },
  {
    hand: '1t p(111t) p(222t) p(333t) p(444t)',
    visible: '111222333444t',
    deadWait: 'visible4',
    waits: '',
    why: 'the own pong is the own',
  },
  {
    hand: '1t p(111t) p(222t) p(333t) p(444t)',
    visible: '',
    deadWait: 'own4',
    waits: '',
    why: 'a fifth copy',
  },
  {
    hand: '1t p(111t) p(222t) p(333t) p(444t)',
    visible: '',
    deadWait: 'allow',
    waits: '1t',
    why: 'the form is enough',
  },
  {
    hand: '1111t 456b 789b 222w',
    visible: '',
    deadWait: 'allow',
    waits: '',
    why: 'never the fifth of four in hand',
  },
]

for (const { hand, visible, deadWait, waits, why } of WAITS) {
  test(`${deadWait}: ${hand} with ${visible || 'nothing'} in sight waits for ${waits || 'nothing'}: ${why}`, () => {
    const kinds = kindsOf(liveWaits(rulesWith({}, { deadWait }), read(hand), seen(visible)))
    assert.equal(kinds.map(makeKindText).join(' '), waits)
  })
}

test('the dearest wait counts, not the first', () => {
  // 1t makes 全幺九, 4t makes nothing.
  const rules = rulesWith({ yaoJiu: { on: true } })
  const best = bestWait(rules, read('23789t 123b 789b 99b'), [])
  assert.deepEqual(
    { points: best?.points, items: best?.items },
    { points: 8, items: [{ name: 'yaoJiu', fan: 3 }] },
  )
})

test('a dead wait pays nothing, however dear', () => {
  const rules = rulesWith({ yaoJiu: { on: true } }, { deadWait: 'visible4' })
  assert.equal(bestWait(rules, read('23789t 123b 789b 99b'), seen('1111t'))?.points, 1)
})

test('neither luck nor the self-draw bonus count, 绝张 is luck', () => {
  const luck = { jueZhang: { on: true }, menQing: { on: true, selfDrawOnly: true } } as const
  const best = bestWait(rulesWith(luck, { zimo: 'fan' }), read('23t 456b 789b 99b 222w'), seen('111t 444t'))
  assert.deepEqual(best?.items, [{ name: 'pingHu', fan: 0 }])
})

test('the cap holds', () => {
  const best = bestWait(rulesWith({}, { capFan: 1 }), read('1234567899t 234t'), [])
  assert.deepEqual(
    { points: best?.points, fan: best?.fan, rawFan: best?.rawFan },
    { points: 2, fan: 1, rawFan: 2 },
  )
})

test('a void tile in hand: not ready, unless no suit is void', () => {
  assert.equal(bestWait(rulesWith(), read('23t 456b 789b 99b 222w', 2), []), null)
  assert.equal(bestWait(rulesWith(), read('23t 456b 789b 99b 222w', null), [])?.points, 1)
})

test('asking leaves the hand as it was', () => {
  const held = read('23t 456b 789b 99b 222w')
  const before = structuredClone(held)
  bestWait(rulesWith(), held, [])
  assert.deepEqual(held, before)
})
