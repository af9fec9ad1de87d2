// From fan to points: cap, scale and self-draw bonus (docs/rules.md A4, B1, B3).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scoreOf, testHands } from './named-hand.ts'

const DRAWN = { selfDraw: true } as const
/** 清一色 and one 根: 3 fan. */
const THREE_FAN = { hand: '1111223345678t 2t', on: '2t', items: 'qingYiSe 2, gen 1' } as const
const SELF_DRAWN = { ...THREE_FAN, how: DRAWN } as const
const WITH_ZIMO = 'qingYiSe 2, gen 1, ziMo 1'

testHands([
  { ...THREE_FAN, name: 'no cap', points: 8 },
  { ...THREE_FAN, name: 'cap above', rules: { capFan: 4 }, points: 8 },
  { ...THREE_FAN, name: 'cap below', rules: { capFan: 2 }, points: 4 },
  { ...THREE_FAN, name: 'a table of points', rules: { scale: [1, 2, 5, 9, 20] }, points: 9 },
  { ...THREE_FAN, name: 'a table goes on with its last value', rules: { scale: [1, 2, 5] }, points: 5 },
  { ...THREE_FAN, name: 'the base score is not in the points', rules: { baseScore: 10 }, points: 8 },

  { ...SELF_DRAWN, name: '自摸 none', points: 8 },
  { ...SELF_DRAWN, name: '自摸加底', rules: { zimo: 'di' }, points: 9 },
  {
    ...SELF_DRAWN,
    name: '自摸加底 after the cap, as in nanoserver',
    rules: { zimo: 'di', capFan: 3, zimoInsideCap: false },
    points: 9,
  },
  {
    ...SELF_DRAWN,
    name: '自摸加底 inside the cap',
    rules: { zimo: 'di', capFan: 3, zimoInsideCap: true },
    points: 8,
  },
  { ...SELF_DRAWN, name: '自摸加番', items: WITH_ZIMO, rules: { zimo: 'fan' }, points: 16 },
  {
    ...SELF_DRAWN,
    name: '自摸加番 before the cap, as in nanoserver',
    items: WITH_ZIMO,
    rules: { zimo: 'fan', capFan: 3, zimoInsideCap: true },
    points: 8,
  },
  {
    ...SELF_DRAWN,
    name: '自摸加番 beyond the cap',
    items: WITH_ZIMO,
    rules: { zimo: 'fan', capFan: 3, zimoInsideCap: false },
    points: 16,
  },
  {
    ...SELF_DRAWN,
    name: '自摸加番 beyond a cap below the hand',
    items: WITH_ZIMO,
    rules: { zimo: 'fan', capFan: 2, zimoInsideCap: false },
    points: 8,
  },
  { ...SELF_DRAWN, name: '自摸 double', rules: { zimo: 'double' }, points: 16 },
  {
    ...SELF_DRAWN,
    name: '自摸 double inside the cap',
    rules: { zimo: 'double', capFan: 3, zimoInsideCap: true },
    points: 8,
  },
  {
    ...SELF_DRAWN,
    name: '自摸 double beyond the cap',
    rules: { zimo: 'double', capFan: 3, zimoInsideCap: false },
    points: 16,
  },
  {
    ...THREE_FAN,
    name: 'no bonus on a discard',
    rules: { zimo: 'double', capFan: 3, zimoInsideCap: false },
    points: 8,
  },
])

test('fan is after the cap, rawFan before it', () => {
  const { fan, rawFan } = scoreOf({ ...THREE_FAN, name: '', rules: { capFan: 2 }, points: 0 })
  assert.deepEqual({ fan, rawFan }, { fan: 2, rawFan: 3 })
})
