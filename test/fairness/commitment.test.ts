import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { isSeatSeed, isServerSeed } from '../../src/fairness/bytes.ts'
import { commitOf, newSealedSeed, newSeatSeed } from '../../src/fairness/commitment.ts'
import { wallFor } from '../../src/fairness/fair-wall.ts'
import { serverLuck } from '../../src/fairness/server-luck.ts'
import { InvariantError } from '../../src/lib/assert.ts'
import { wallTiles } from '../../src/rules/wall.ts'

test('a sealed seed is 64 fresh bytes, and its commitment is the documented hash', () => {
  const { roundId, serverSeed, commit } = newSealedSeed('612345-1')
  assert.equal(roundId, '612345-1')
  assert.ok(isServerSeed(serverSeed))
  assert.equal(commit, createHash('sha256').update(`xuezhan-v1|612345-1|${serverSeed}`).digest('hex'))
  assert.notEqual(newSealedSeed('612345-1').serverSeed, serverSeed)
})

test('a round id that could be read in two ways is a bug', () => {
  for (const roundId of ['', 'a|b', 'a b', 'é', 'x'.repeat(65)])
    assert.throws(() => newSealedSeed(roundId), InvariantError)
})

test('a seed that is no 64 bytes of lower-case hex is a bug', () => {
  for (const seed of ['', 'ab', 'G'.repeat(128), 'AB'.repeat(64)])
    assert.throws(() => commitOf('r', seed), InvariantError)
})

test('the seed of a silent seat is one that a seat could send, and fresh', () => {
  assert.ok(isSeatSeed(newSeatSeed()))
  assert.notEqual(newSeatSeed(), newSeatSeed())
})

test('a seat seed is 16 to 32 bytes in lower-case hex', () => {
  assert.ok(isSeatSeed('abcd'.repeat(8)) && isSeatSeed('0'.repeat(64)))
  for (const text of [
    '',
    'AbCd'.repeat(8),
    '0'.repeat(30),
    '0'.repeat(33),
    '0'.repeat(66),
    `${'0'.repeat(31)}g`,
    ` ${'0'.repeat(32)}`,
  ])
    assert.ok(!isSeatSeed(text), text)
})

test("a wall asked for with a malformed seat seed is a bug: it is refused at the client's door", () => {
  const input = { ...newSealedSeed('r'), seatSeeds: ['zz'], tiles: wallTiles({ suits: 3 }) }
  assert.throws(() => wallFor(input), InvariantError)
})

test('the luck of live tables gives the wall that its seeds verify to', () => {
  const tiles = wallTiles({ suits: 2 })
  const sealed = serverLuck.sealedSeed('r-9')
  const seatSeeds = [serverLuck.seatSeed(), serverLuck.seatSeed(), serverLuck.seatSeed()]
  assert.deepEqual(serverLuck.wall(sealed, seatSeeds, tiles), wallFor({ ...sealed, seatSeeds, tiles }))
  const draws = new Set(Array.from({ length: 200 }, () => serverLuck.below(3)))
  assert.deepEqual(
    [...draws].toSorted((a, b) => a - b),
    [0, 1, 2],
  )
})
