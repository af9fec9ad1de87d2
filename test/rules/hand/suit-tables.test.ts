// The tables against a decomposer without tables, on every pattern that a suit can show.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { POWERS } from '../../../src/rules/hand/counts.ts'
import {
  HAS_NOT_258,
  HAS_TERMINAL,
  HAS_TILES,
  MELDS_ONLY_SHIFT,
  ODD_SHIFT,
  DRAGON_SHIFT,
  PAIRS_MASK,
  PAIRS_SHIFT,
  QUADS_MASK,
  QUADS_SHIFT,
  RANKS_MASK,
  RUNS_SHIFT,
  SHAPE_MASK,
  TERMINALS_SHIFT,
  TERMINAL_RUNS_SHIFT,
  TRIPLETS_SHIFT,
  suitTables,
} from '../../../src/rules/hand/suit-tables.ts'
import { allSplits, canSplit } from '../oracle/decomposer.ts'
import type { Part } from '../oracle/decomposer.ts'

const MAX_TILES = 14
const PATTERNS = 405_350

type Pattern = { readonly counts: number[]; readonly key: number; readonly size: number }

/** Calls back with each pattern of one suit of up to 14 tiles; returns how many there are. */
function eachPattern(visit: (pattern: Pattern) => void): number {
  const counts = Array.from({ length: 9 }, () => 0)
  let seen = 0
  const fill = (rank: number, key: number, size: number): void => {
    if (rank === 9) {
      seen += 1
      visit({ counts, key, size })
      return
    }
    for (let count = 0; count <= 4 && size + count <= MAX_TILES; count += 1) {
      counts[rank] = count
      fill(rank + 1, key + count * POWERS[rank]!, size + count)
    }
    counts[rank] = 0
  }
  fill(0, 0, 0)
  return seen
}

function stateByOracle({ counts, size }: Pattern): number {
  if (size % 3 === 0 && canSplit(counts, 0)) return 0
  return size % 3 === 2 && canSplit(counts, 1) ? 1 : 4
}

/** The ranks that complete the suit; none while its size leaves a tile over. */
function ranksByOracle({ counts, size }: Pattern): number {
  if (size % 3 === 0) return 0
  let mask = 0
  for (let rank = 0; rank < 9; rank += 1) {
    if (counts[rank] === 4) continue
    counts[rank]! += 1
    if (canSplit(counts, size % 3 === 1 ? 1 : 0)) mask |= 1 << rank
    counts[rank]! -= 1
  }
  return mask
}

const show = ({ counts }: Pattern): string => counts.join('')

test('all 405,350 patterns of a suit: complete with and without the pair, and what completes them', () => {
  const { states, waits } = suitTables()
  const seen = eachPattern((pattern) => {
    const state = states[pattern.key]! & SHAPE_MASK
    if (state !== stateByOracle(pattern)) assert.fail(`state ${state} of ${show(pattern)}`)
    // A suit that is complete with 14 tiles has no tile left to wait for.
    if (pattern.size === MAX_TILES) return
    const word = waits[pattern.key]!
    const ranks = ranksByOracle(pattern)
    if ((word & RANKS_MASK) !== ranks) assert.fail(`waits of ${show(pattern)}`)
    const meldsOnly = (word >>> MELDS_ONLY_SHIFT) & 1
    if (ranks !== 0 && meldsOnly !== (pattern.size % 3 === 2 ? 1 : 0))
      assert.fail(`kind of wait of ${show(pattern)}`)
  })
  assert.equal(seen, PATTERNS)
})

test('all patterns: pairs, odd counts, fours, and which ranks are there', () => {
  const { states, waits } = suitTables()
  eachPattern((pattern) => {
    const { counts, key, size } = pattern
    const even = counts.every((count) => count % 2 === 0)
    const pairs = (states[key]! >>> PAIRS_SHIFT) & PAIRS_MASK
    if (even ? pairs !== size / 2 : pairs <= 7) assert.fail(`pairs of ${show(pattern)}`)
    const odd = counts.reduce((mask, count, rank) => mask | ((count % 2) << rank), 0)
    const word = waits[key]!
    if (((word >>> ODD_SHIFT) & RANKS_MASK) !== odd) assert.fail(`odd counts of ${show(pattern)}`)
    const fours = counts.filter((count) => count === 4).length
    if (((word >>> QUADS_SHIFT) & QUADS_MASK) !== fours) assert.fail(`fours of ${show(pattern)}`)
    if (((word & HAS_TILES) !== 0) !== size > 0) assert.fail(`presence of ${show(pattern)}`)
    if (((word & HAS_TERMINAL) !== 0) !== counts[0]! + counts[8]! > 0) assert.fail(`ends of ${show(pattern)}`)
    const other = [0, 2, 3, 5, 6, 8].some((rank) => counts[rank]! > 0)
    if (((word & HAS_NOT_258) !== 0) !== other) assert.fail(`2, 5, 8 of ${show(pattern)}`)
  })
})

const hasEnd = ({ shape, kind }: Part): boolean => kind === 0 || kind === 8 || (shape === 'run' && kind === 6)

const hasParts = (split: readonly Part[], lows: readonly number[]): boolean =>
  lows.every((low) => split.some(({ shape, kind }) => shape === 'run' && kind === low))

test('all complete patterns: triplets, ends, runs and 一条龙 of any split', () => {
  const { states, waits } = suitTables()
  let complete = 0
  eachPattern((pattern) => {
    const state = states[pattern.key]! & SHAPE_MASK
    if (state > 1) return
    complete += 1
    const splits = allSplits(pattern.counts, state === 1 ? 1 : 0)
    const field = (shift: number): number => (states[pattern.key]! >>> shift) & SHAPE_MASK
    const expected = (fits: (part: Part) => boolean): number =>
      splits.some((split) => split.every(fits)) ? state : 4
    const text = show(pattern)
    assert.equal(
      field(TRIPLETS_SHIFT),
      expected(({ shape }) => shape !== 'run'),
      text,
    )
    assert.equal(field(TERMINALS_SHIFT), expected(hasEnd), text)
    assert.equal(
      field(TERMINAL_RUNS_SHIFT),
      expected((part) => hasEnd(part) && part.shape !== 'triplet'),
      text,
    )
    const dragon = splits.some((split) => hasParts(split, [0, 3, 6])) ? 1 : 0
    assert.equal(states[pattern.key]! >>> DRAGON_SHIFT, dragon, text)
    for (let low = 0; low < 7; low += 1) {
      const has = splits.some((split) => hasParts(split, [low])) ? 1 : 0
      assert.equal((waits[pattern.key]! >>> (RUNS_SHIFT + low)) & 1, has, text)
    }
  })
  assert.equal(complete, COMPLETE_PATTERNS)
})

/** Complete suits of 0 to 14 tiles; docs/rules.md A6.11 counts the 21,742 that are not empty. */
const COMPLETE_PATTERNS = 21_743
