// A million random hands: wins and waits against the oracle, with a seed that a failure names.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seededRng } from '../../../src/lib/rng.ts'
import { addKind, emptyHand, handOfKinds, removeKind } from '../../../src/rules/hand/counts.ts'
import type { HandCounts } from '../../../src/rules/hand/counts.ts'
import { kindsOf, waits, waitsByDiscard } from '../../../src/rules/hand/ting.ts'
import { isWin } from '../../../src/rules/hand/win.ts'
import { makeHand } from '../../../src/rules/notation.ts'
import { isComplete, waitsOf } from '../oracle/decomposer.ts'
import { mixedHand } from '../oracle/random-hands.ts'

const HANDS = 1_000_000
const DISCARD_HANDS = 40_000
const SEED = 20_240_901

function handOfCounts(counts: readonly number[]): HandCounts {
  const hand = emptyHand()
  counts.forEach((count, kind) => {
    for (let copy = 0; copy < count; copy += 1) addKind(hand, kind)
  })
  return hand
}

const show = (hand: HandCounts): string => `${makeHand({ hand, melds: [] })} (seed ${SEED})`
const maskOf = (kinds: readonly number[]): number => kinds.reduce((mask, kind) => mask | (1 << kind), 0)

test('1,000,000 random hands win and wait as the oracle says', () => {
  const rng = seededRng(SEED)
  let wins = 0
  let ready = 0
  for (let index = 0; index < HANDS; index += 1) {
    const { counts } = mixedHand(rng)
    const hand = handOfCounts(counts)
    const complete = isComplete(counts)
    if (isWin(hand, null) !== complete) assert.fail(`win of ${show(hand)}`)
    let kind = rng.below(27)
    while (counts[kind] === 0) kind = (kind + 1) % 27
    removeKind(hand, kind)
    counts[kind]! -= 1
    const mask = maskOf(waitsOf(counts))
    if (waits(hand, null) !== mask) assert.fail(`waits of ${show(hand)}`)
    wins += complete ? 1 : 0
    ready += mask === 0 ? 0 : 1
  }
  // Without plenty of both kinds the comparison would say little.
  assert.ok(wins > HANDS / 4 && wins < (HANDS * 3) / 4, `${wins} wins`)
  assert.ok(ready > HANDS / 3, `${ready} ready`)
})

test('the waits after each discard are those of the hand without it', () => {
  const rng = seededRng(SEED + 1)
  let found = 0
  for (let index = 0; index < DISCARD_HANDS; index += 1) {
    const { counts } = mixedHand(rng)
    const hand = handOfCounts(counts)
    const expected: { kind: number; waits: number }[] = []
    for (let kind = 0; kind < 27; kind += 1) {
      if (counts[kind] === 0) continue
      counts[kind]! -= 1
      const mask = maskOf(waitsOf(counts))
      counts[kind]! += 1
      if (mask !== 0) expected.push({ kind, waits: mask })
    }
    assert.deepEqual(waitsByDiscard(hand, null), expected, show(hand))
    found += expected.length
  }
  assert.ok(found > DISCARD_HANDS, `${found} ready discards`)
})

test('a void tile in hand: no win and no waits; to discard the last one is the only way to be ready', () => {
  const rng = seededRng(SEED + 2)
  for (let index = 0; index < DISCARD_HANDS; index += 1) {
    const { counts } = mixedHand(rng)
    const hand = handOfCounts(counts)
    for (const suit of [0, 1, 2] as const) {
      const voids = counts.slice(suit * 9, suit * 9 + 9).reduce((sum, count) => sum + count, 0)
      assert.equal(isWin(hand, suit), voids === 0 && isComplete(counts), show(hand))
      const free = waitsByDiscard(hand, null)
      const clears = free.filter(({ kind }) => voids === 0 || (voids === 1 && Math.trunc(kind / 9) === suit))
      assert.deepEqual(waitsByDiscard(hand, suit), clears, show(hand))
    }
  }
})

test('without seven pairs in the rules they neither win nor wait', () => {
  const six = [0, 0, 1, 1, 2, 2, 9, 9, 10, 10, 26, 26]
  const ready = handOfKinds([...six, 18])
  const won = handOfKinds([...six, 18, 18])
  assert.deepEqual(kindsOf(waits(ready, null)), [18])
  assert.deepEqual(kindsOf(waits(ready, null, false)), [])
  assert.equal(isWin(won, null), true)
  assert.equal(isWin(won, null, false), false)
})
