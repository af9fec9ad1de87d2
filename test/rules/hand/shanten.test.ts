import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seededRng } from '../../../src/lib/rng.ts'
import { addKind, cloneHand, emptyHand, removeKind } from '../../../src/rules/hand/counts.ts'
import type { HandCounts } from '../../../src/rules/hand/counts.ts'
import { shanten } from '../../../src/rules/hand/shanten.ts'
import { waits } from '../../../src/rules/hand/ting.ts'
import { isWin } from '../../../src/rules/hand/win.ts'
import { makeHand, parseHand } from '../../../src/rules/notation.ts'
import type { Suit } from '../../../src/rules/tiles.ts'
import { leastLack } from '../oracle/decomposer.ts'
import { dealtCounts, mixedHand } from '../oracle/random-hands.ts'

const SEED = 77

function handOfCounts(counts: readonly number[]): HandCounts {
  const hand = emptyHand()
  counts.forEach((count, kind) => {
    for (let copy = 0; copy < count; copy += 1) addKind(hand, kind)
  })
  return hand
}

function read(text: string): HandCounts {
  const parsed = parseHand(text)
  assert.ok(parsed.ok, text)
  return parsed.value.hand
}

const show = (hand: HandCounts): string => `${makeHand({ hand, melds: [] })} (seed ${SEED})`

const CASES: readonly { text: string; voidSuit: Suit | null; expected: number; why: string }[] = [
  { text: '123456789t 11b 123w', voidSuit: null, expected: -1, why: 'complete' },
  { text: '123456789t 11b 12w', voidSuit: null, expected: 0, why: 'ready' },
  {
    text: '123456789t 11b 12w',
    voidSuit: 2,
    expected: 2,
    why: 'a whole meld in place of the void tiles',
  },
  { text: '1122334455669t', voidSuit: null, expected: 0, why: 'six pairs' },
  { text: '159t 159b 1159w', voidSuit: null, expected: 5, why: 'three melds, each from a single tile' },
  { text: '5555t', voidSuit: null, expected: 1, why: 'there is no fifth copy to pair the fourth with' },
  { text: '5t', voidSuit: null, expected: 0, why: 'four melds on the table' },
  { text: '5t', voidSuit: 0, expected: 1, why: 'a single void tile' },
]

for (const { text, voidSuit, expected, why } of CASES) {
  test(`${text}${voidSuit === null ? '' : `, void suit ${voidSuit}`}: ${expected}, ${why}`, () => {
    assert.equal(shanten(read(text), voidSuit), expected)
  })
}

type Search = { readonly melds: number; readonly suits: 2 | 3; readonly hands: number }

const SEARCHES: readonly Search[] = [
  { melds: 0, suits: 3, hands: 200 },
  { melds: 1, suits: 3, hands: 200 },
  { melds: 2, suits: 3, hands: 60 },
  { melds: 3, suits: 2, hands: 40 },
  { melds: 4, suits: 2, hands: 8 },
]

for (const { melds, suits, hands } of SEARCHES) {
  test(`${melds} melds in ${suits} suits: as the search through all targets says`, () => {
    const rng = seededRng(SEED + melds)
    const kinds = Array.from({ length: 9 * suits }, (_, kind) => kind)
    for (let index = 0; index < hands; index += 1) {
      // Few suits make close hands and fours.
      const counts = dealtCounts(rng, melds * 3 + 1 + rng.below(2), 1 + rng.below(3))
      const hand = handOfCounts(counts)
      const expected = leastLack(counts, melds, kinds) - 1
      assert.equal(shanten(hand, suits === 2 ? 2 : null, false), expected, show(hand))
    }
  })
}

/** The least shanten after any draw, and after any discard. */
function afterDraws(hand: HandCounts, voidSuit: Suit | null): number {
  const next = cloneHand(hand)
  let best = Infinity
  for (let kind = 0; kind < 27; kind += 1) {
    if (next.counts[kind] === 4) continue
    addKind(next, kind)
    best = Math.min(best, shanten(next, voidSuit))
    removeKind(next, kind)
  }
  return best
}

function bestDiscard(hand: HandCounts, voidSuit: Suit | null): { kind: number; after: number } {
  const next = cloneHand(hand)
  let best = { kind: -1, after: Infinity }
  for (let kind = 0; kind < 27; kind += 1) {
    if (next.counts[kind] === 0) continue
    removeKind(next, kind)
    const after = shanten(next, voidSuit)
    addKind(next, kind)
    if (after < best.after) best = { kind, after }
  }
  return best
}

test('-1 is a win, 0 is ready; the best discard costs nothing, the best draw gains one', () => {
  const rng = seededRng(SEED)
  for (let index = 0; index < 3_000; index += 1) {
    const hand = handOfCounts(mixedHand(rng).counts)
    const voidSuit = ([null, 0, 1, 2] as const)[rng.below(4)]!
    const now = shanten(hand, voidSuit)
    const hasVoid = voidSuit !== null && hand.keys[voidSuit] !== 0
    if (!hasVoid) assert.equal(now === -1, isWin(hand, voidSuit), show(hand))
    const { kind, after } = bestDiscard(hand, voidSuit)
    assert.equal(after, Math.max(now, 0), show(hand))
    removeKind(hand, kind)
    assert.equal(afterDraws(hand, voidSuit), after - 1, show(hand))
    if (voidSuit === null || hand.keys[voidSuit] === 0)
      assert.equal(after === 0, waits(hand, voidSuit) !== 0, show(hand))
  }
})
