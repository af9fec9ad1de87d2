import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fc } from '../support/property.ts'
import { InvariantError } from '../../src/lib/assert.ts'
import { seededRng } from '../../src/lib/rng.ts'
import type { Seat } from '../../src/rules/tiles.ts'
import { deal, drawBelow, shuffle, wallTiles } from '../../src/rules/wall.ts'

/** Reads the given numbers in turn. */
const numbers = (...values: number[]): (() => number) => {
  let next = 0
  return () => {
    const value = values[next]
    assert.ok(value !== undefined, 'no more numbers')
    next += 1
    return value
  }
}

test('the wall is 108 tiles, or the 72 of 条 and 筒', () => {
  assert.deepEqual(wallTiles({ suits: 3 }), [...Array(108).keys()])
  assert.deepEqual(wallTiles({ suits: 2 }), [...Array(72).keys()])
})

test('shuffle walks down from the last place: the numbers say who changes with whom', () => {
  // i = 3, 2, 1 change with 0, 1, 1.
  assert.deepEqual(shuffle([10, 11, 12, 13], numbers(0, 1, 1)), [13, 12, 11, 10].with(1, 12).with(2, 11))
})

test('shuffle leaves its argument alone', () => {
  const tiles = wallTiles({ suits: 3 })
  shuffle(tiles, () => 0)
  assert.deepEqual(tiles, wallTiles({ suits: 3 }))
})

test('a number of the biased tail is drawn again', () => {
  const tail = 2 ** 32 - (2 ** 32 % 108)
  assert.equal(drawBelow(108, numbers(tail, 2 ** 32 - 1, tail - 1)), 107)
  assert.equal(drawBelow(108, numbers(108)), 0)
  assert.equal(drawBelow(2 ** 32, numbers(2 ** 32 - 1)), 2 ** 32 - 1)
})

test('a bound outside 1..2^32 is a bug', () => {
  for (const bound of [0, -1, 1.5, 2 ** 32 + 1])
    assert.throws(() => drawBelow(bound, () => 0), InvariantError)
})

test('each of the 24 orders of four tiles is as likely as any other', () => {
  const rng = seededRng(20_261_122)
  const seen = new Map<string, number>()
  const walls = 24_000
  for (let wall = 0; wall < walls; wall++) {
    const order = shuffle([0, 1, 2, 3], () => rng.below(2 ** 32)).join('')
    seen.set(order, (seen.get(order) ?? 0) + 1)
  }
  const expected = walls / 24
  const chiSquare = [...seen.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
  assert.equal(seen.size, 24)
  // 23 degrees of freedom: 49.7 is exceeded once in a thousand.
  assert.ok(chiSquare < 49.7, `chi-square ${chiSquare}`)
})

test('seat i is dealt the 13 tiles from 13i, the banker also the one after all hands', () => {
  const wall = wallTiles({ suits: 3 })
  const { hands, nextIndex } = deal(wall, { players: 4, handSize: 13 }, 2)
  assert.deepEqual(
    hands.map((hand) => [hand[0], hand.at(-1), hand.length]),
    [
      [0, 12, 13],
      [13, 25, 13],
      [26, 52, 14],
      [39, 51, 13],
    ],
  )
  assert.equal(nextIndex, 53)
})

test('every number of players and hand size deals each tile once and leaves the rest to be drawn', () => {
  const shapes = fc.record({
    players: fc.constantFrom(2 as const, 3 as const, 4 as const),
    handSize: fc.constantFrom(7 as const, 10 as const, 13 as const),
    suits: fc.constantFrom(2 as const, 3 as const),
    banker: fc.nat(3),
    seed: fc.nat(),
  })
  fc.assert(
    fc.property(shapes, ({ players, handSize, suits, banker, seed }) => {
      const rng = seededRng(seed)
      const wall = shuffle(wallTiles({ suits }), () => rng.below(2 ** 32))
      const { hands, nextIndex } = deal(wall, { players, handSize }, (banker % players) as Seat)
      const together = [...hands.flat(), ...wall.slice(nextIndex)].sort((a, b) => a - b)
      assert.deepEqual(together, wallTiles({ suits }))
      assert.equal(nextIndex, players * handSize + 1)
      // Any hand can give three tiles of one suit away.
      assert.ok(Math.ceil(handSize / suits) >= 3)
    }),
  )
})

test('a banker who does not sit, or a wall too short, is a bug', () => {
  assert.throws(() => deal(wallTiles({ suits: 2 }), { players: 3, handSize: 13 }, 3), InvariantError)
  assert.throws(() => deal([1, 2, 3], { players: 2, handSize: 7 }, 0), InvariantError)
})
