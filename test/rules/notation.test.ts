import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fc } from '../support/property.ts'
import { handOfKinds } from '../../src/rules/hand/counts.ts'
import { MELD_TYPES } from '../../src/rules/meld.ts'
import { makeHand, makeKindText, makeMeld, parseHand, parseKindText } from '../../src/rules/notation.ts'
import type { HandText } from '../../src/rules/notation.ts'
import type { Seat } from '../../src/rules/tiles.ts'

const CODES = ['HAND_SYNTAX', 'HAND_MELD', 'HAND_FIFTH_COPY']

test('a hand of all three suits, in any order and in pieces', () => {
  const parsed = parseHand(' 55b 123t  789w 1t')
  assert.ok(parsed.ok)
  assert.deepEqual(parsed.value.hand, handOfKinds([0, 0, 1, 2, 13, 13, 24, 25, 26]))
  assert.equal(makeHand(parsed.value), '1123t 55b 789w')
})

test('the four kinds of melds, with and without their seat', () => {
  const parsed = parseHand('11t p(222t) c(5555b) e2(9999w) a3(1111w)')
  assert.ok(parsed.ok)
  assert.deepEqual(parsed.value.melds, [
    { type: 'pong', kind: 1, tiles: [4, 5, 6], from: 0 },
    { type: 'concealed-kong', kind: 13, tiles: [52, 53, 54, 55], from: 0 },
    { type: 'exposed-kong', kind: 26, tiles: [104, 105, 106, 107], from: 2 },
    { type: 'added-kong', kind: 18, tiles: [72, 73, 74, 75], from: 3 },
  ])
})

const REFUSED: readonly { text: string; code: string; at: number }[] = [
  { text: '120t', code: 'HAND_SYNTAX', at: 0 },
  { text: '123', code: 'HAND_SYNTAX', at: 0 },
  { text: '1t 5s', code: 'HAND_SYNTAX', at: 3 },
  { text: 'k(111t)', code: 'HAND_SYNTAX', at: 0 },
  { text: 'p4(111t)', code: 'HAND_SYNTAX', at: 0 },
  { text: 'p(111)', code: 'HAND_SYNTAX', at: 0 },
  { text: '5b p(1111t)', code: 'HAND_MELD', at: 3 },
  { text: 'c(111t)', code: 'HAND_MELD', at: 0 },
  { text: 'p(112t)', code: 'HAND_MELD', at: 0 },
  { text: '11111t', code: 'HAND_FIFTH_COPY', at: 0 },
  { text: '11t p(111t)', code: 'HAND_FIFTH_COPY', at: 4 },
  { text: 'p(111t) p(111t)', code: 'HAND_FIFTH_COPY', at: 8 },
]

for (const { text, code, at } of REFUSED) {
  test(`refused: ${text}`, () => assert.deepEqual(parseHand(text), { ok: false, error: { code, at } }))
}

/** Hands and melds out of one set of 108 tiles. */
const handTexts: fc.Arbitrary<HandText> = fc
  .record({
    kinds: fc.uniqueArray(fc.integer({ min: 0, max: 26 }), { maxLength: 4 }),
    types: fc.array(fc.constantFrom(...MELD_TYPES), { minLength: 4, maxLength: 4 }),
    seats: fc.array(fc.constantFrom<Seat>(0, 1, 2, 3), { minLength: 4, maxLength: 4 }),
    tiles: fc.uniqueArray(fc.integer({ min: 0, max: 107 }), { maxLength: 14 }),
  })
  .map(({ kinds, types, seats, tiles }) => ({
    hand: handOfKinds(tiles.map((tile) => tile >> 2).filter((kind) => !kinds.includes(kind))),
    melds: kinds.map((kind, index) => makeMeld(types[index]!, kind, seats[index])),
  }))

test('every hand that is written is read back the same', () => {
  fc.assert(
    fc.property(handTexts, (text) => {
      assert.deepEqual(parseHand(makeHand(text)), { ok: true, value: text })
    }),
  )
})

test('no text makes it throw, and every refusal has a known code', () => {
  const near = fc.string({ unit: fc.constantFrom(...Array.from('1259tbwpcea() 03')) })
  fc.assert(
    fc.property(fc.oneof(fc.string(), near), (text) => {
      const parsed = parseHand(text)
      if (!parsed.ok) assert.ok(CODES.includes(parsed.error.code))
      else assert.deepEqual(parseHand(makeHand(parsed.value)), parsed)
    }),
    { numRuns: 2_000 },
  )
})

test('single kinds', () => {
  for (let kind = 0; kind < 27; kind += 1) assert.equal(parseKindText(makeKindText(kind)), kind)
  assert.equal(makeKindText(13), '5b')
  for (const text of ['', '5', '0t', '55t', '5x', 't5']) assert.equal(parseKindText(text), undefined)
})
