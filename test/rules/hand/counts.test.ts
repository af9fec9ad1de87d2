import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fc } from '../../support/property.ts'
import {
  KEY_COUNT,
  addKind,
  cloneHand,
  emptyHand,
  handOfKinds,
  handOfTiles,
  removeKind,
} from '../../../src/rules/hand/counts.ts'
import { ownCopies } from '../../../src/rules/hand/held-hand.ts'
import { makeMeld } from '../../../src/rules/notation.ts'

const tiles = fc.uniqueArray(fc.integer({ min: 0, max: 107 }), { maxLength: 18 })

test('the keys are the counts in base 5, suit by suit, rank 1 lowest', () => {
  assert.deepEqual(handOfKinds([0, 0, 1]).keys, [2 + 5, 0, 0])
  assert.deepEqual(handOfKinds([8, 9, 18, 18]).keys, [5 ** 8, 1, 2])
  assert.equal(KEY_COUNT, 5 ** 9)
})

test('a hand of tiles is the hand of their kinds in any order', () => {
  fc.assert(
    fc.property(tiles, (ids) => {
      const kinds = ids.map((id) => id >> 2)
      assert.deepEqual(handOfTiles(ids), handOfKinds(kinds.toReversed()))
      assert.equal(handOfTiles(ids).size, ids.length)
    }),
  )
})

test('removing what was added gives the hand back, and JSON keeps it whole', () => {
  fc.assert(
    fc.property(tiles, tiles, (ids, more) => {
      const before = handOfTiles(ids)
      const hand = cloneHand(before)
      for (const id of more) addKind(hand, id >> 2)
      for (const id of more) removeKind(hand, id >> 2)
      assert.deepEqual(hand, before)
      assert.deepEqual(JSON.parse(JSON.stringify(hand)), before)
    }),
  )
})

test('changing a clone leaves the original alone', () => {
  const hand = handOfKinds([3, 4, 5])
  addKind(cloneHand(hand), 3)
  assert.deepEqual(hand, handOfKinds([3, 4, 5]))
  assert.deepEqual(emptyHand(), handOfKinds([]))
})

test('own copies count the hand and its melds', () => {
  const melds = [makeMeld('pong', 3), makeMeld('exposed-kong', 4)]
  const held = { hand: handOfKinds([3, 5, 5]), melds, voidSuit: null }
  assert.deepEqual(
    [3, 4, 5, 6].map((kind) => ownCopies(held, kind)),
    [4, 4, 2, 0],
  )
})
