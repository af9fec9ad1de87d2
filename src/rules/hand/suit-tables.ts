// What can be known of one suit alone, for each of its 5^9 keys. Every question about a whole hand is
// then a sum over three suits. The tables are filled from the winning shapes outwards: no solver runs.
import { COPIES, KINDS_PER_SUIT } from '../tiles.ts'
import { KEY_COUNT, POWERS } from './counts.ts'

/**
 * `states`: five fields a key, made to be added over the three suits. The four shape fields hold
 * 0 (splits into melds), 1 (melds and the pair) or 4 (neither), so a sum of 1 is a winning hand:
 *   bits 0-3 any melds, 4-7 triplets only, 8-11 a 1 or 9 in each part, 12-15 the same in runs only;
 *   bits 16-20 pairs, or 8 when some count is odd, so a sum of 7 is seven pairs;
 *   bit 21 whether some split has 一条龙, so a sum of them is not 0 where a suit has it.
 * `waits`: bits 0-8 the ranks that complete the suit, bits 9-17 the ranks of odd count,
 *   bit 18 whether completing yields melds only (else melds and the pair),
 *   bits 19-21 kinds held four times, 22 has a 1 or 9, 23 has another rank than 2, 5, 8, 24 not empty,
 *   bits 25-31 the runs, by their lowest rank, that some split of a complete suit has.
 */
export type SuitTables = { readonly states: Int32Array; readonly waits: Int32Array }

export const SHAPE_MASK = 0xf
export const TRIPLETS_SHIFT = 4
export const TERMINALS_SHIFT = 8
export const TERMINAL_RUNS_SHIFT = 12
export const PAIRS_SHIFT = 16
export const PAIRS_MASK = 0x1f
export const SEVEN = 7
export const DRAGON_SHIFT = 21

export const RANKS_MASK = 0x1ff
export const ODD_SHIFT = 9
export const MELDS_ONLY_SHIFT = 18
export const QUADS_SHIFT = 19
/** Four of them take more tiles than any hand but four kongs has; more are counted as seven. */
export const QUADS_MASK = 0x7
export const HAS_TERMINAL = 1 << 22
export const HAS_NOT_258 = 1 << 23
export const HAS_TILES = 1 << 24
export const RUNS_SHIFT = 25

const NEITHER = 4
const ALL_NEITHER = NEITHER * 0x1111
const ODD_PAIRS = 8
const ONE_QUAD = 1 << QUADS_SHIFT
const ALL_QUADS = QUADS_MASK << QUADS_SHIFT
const MAX_MELDS = 4
const MELD_TILES = 3

let built: SuitTables | undefined

/** Built on the first call, in well under 100 ms; 15.6 MB that stay. */
export function suitTables(): SuitTables {
  return (built ??= buildSuitTables())
}

export function buildSuitTables(): SuitTables {
  const tables = { states: new Int32Array(KEY_COUNT), waits: new Int32Array(KEY_COUNT) }
  fillDigitProperties(tables)
  eachShape(MAX_MELDS, (shape, state) => recordShape(tables, shape, state))
  fillDragons(tables)
  return tables
}

/** A key with a higher digit differs from a filled one by that digit alone, so one pass fills all. */
function fillDigitProperties({ states, waits }: SuitTables): void {
  states[0] = ALL_NEITHER
  for (let rank = 0; rank < KINDS_PER_SUIT; rank += 1) {
    const block = POWERS[rank]!
    for (let count = 1; count <= COPIES; count += 1) {
      const waitsAdded = digitBits(rank, count)
      const isQuad = count === COPIES
      const pairsAdded = (count >> 1) << PAIRS_SHIFT
      const odd = count % 2 === 1
      for (let low = 0, key = count * block; low < block; low += 1, key += 1) {
        const before = states[low]!
        const pairs = odd || before >>> PAIRS_SHIFT >= ODD_PAIRS
        states[key] = pairs ? ALL_NEITHER | (ODD_PAIRS << PAIRS_SHIFT) : before + pairsAdded
        const properties = waits[low]! | waitsAdded
        waits[key] = isQuad && (properties & ALL_QUADS) !== ALL_QUADS ? properties + ONE_QUAD : properties
      }
    }
  }
}

function digitBits(rank: number, count: number): number {
  const odd = count % 2 === 1 ? 1 << (ODD_SHIFT + rank) : 0
  const terminal = rank === 0 || rank === KINDS_PER_SUIT - 1 ? HAS_TERMINAL : 0
  const not258 = rank % MELD_TILES === 1 ? 0 : HAS_NOT_258
  return odd | terminal | not258 | HAS_TILES
}

/** A meld or a pair as tiles of one suit, and what it means for the shape fields. */
type Part = {
  readonly ranks: readonly number[]
  readonly triplet: boolean
  readonly terminal: boolean
  /** The bit of a run. */
  readonly run: number
}

const isTerminal = (rank: number): boolean => rank === 0 || rank === KINDS_PER_SUIT - 1

function sameRank(rank: number, copies: number): Part {
  const ranks = Array.from({ length: copies }, () => rank)
  return { ranks, triplet: true, terminal: isTerminal(rank), run: 0 }
}

const RANKS: readonly number[] = Array.from({ length: KINDS_PER_SUIT }, (_, rank) => rank)
const RUNS: readonly Part[] = RANKS.slice(0, KINDS_PER_SUIT - 2).map((low) => ({
  ranks: [low, low + 1, low + 2],
  triplet: false,
  terminal: isTerminal(low) || isTerminal(low + 2),
  run: 1 << (RUNS_SHIFT + low),
}))
const MELDS: readonly Part[] = [...RANKS.map((rank) => sameRank(rank, MELD_TILES)), ...RUNS]
const PAIRS: readonly Part[] = RANKS.map((rank) => sameRank(rank, 2))

/** What the parts laid so far amount to. */
type Shape = {
  readonly counts: number[]
  key: number
  size: number
  /** The bits of the shape fields that still hold. */
  fields: number
  /** The bits of the runs. */
  runs: number
}

const ANY = SHAPE_MASK
const TRIPLETS = SHAPE_MASK << TRIPLETS_SHIFT
const TERMINALS = SHAPE_MASK << TERMINALS_SHIFT
const TERMINAL_RUNS = SHAPE_MASK << TERMINAL_RUNS_SHIFT

function fieldsOf(part: Part, isPair: boolean): number {
  const triplets = part.triplet ? TRIPLETS : 0
  const terminals = part.terminal ? TERMINALS : 0
  const terminalRuns = part.terminal && (isPair || !part.triplet) ? TERMINAL_RUNS : 0
  return ANY | triplets | terminals | terminalRuns
}

type Visit = (shape: Shape, state: 0 | 1) => void

/** Every multiset of at most so many melds, with and without a pair: 48,450 of four melds. */
function eachShape(melds: number, visit: Visit): void {
  const shape: Shape = {
    counts: RANKS.map(() => 0),
    key: 0,
    size: 0,
    fields: ANY | TRIPLETS | TERMINALS | TERMINAL_RUNS,
    runs: 0,
  }
  const layMelds = (from: number, left: number): void => {
    visit(shape, 0)
    for (const pair of PAIRS) withPart(shape, pair, true, () => visit(shape, 1))
    if (left === 0) return
    for (let index = from; index < MELDS.length; index += 1)
      withPart(shape, MELDS[index]!, false, () => layMelds(index, left - 1))
  }
  layMelds(0, melds)
}

/** One tile of each rank: 123, 456 and 789. */
export const DRAGON_KEY = POWERS.slice(0, KINDS_PER_SUIT).reduce((sum, power) => sum + power, 0)
const DRAGON_MELDS = 3

/** Marks the keys that are 一条龙 and what else makes up a hand. */
function fillDragons({ states }: SuitTables): void {
  eachShape(MAX_MELDS - DRAGON_MELDS, ({ counts, key }) => {
    if (counts.includes(COPIES)) return
    const withDragon = key + DRAGON_KEY
    states[withDragon] = states[withDragon]! | (1 << DRAGON_SHIFT)
  })
}

/** Runs `then` with the part laid, unless that takes a fifth copy; the shape is as before afterwards. */
function withPart(shape: Shape, part: Part, isPair: boolean, then: () => void): void {
  const { fields, runs } = shape
  shift(shape, part, 1)
  shape.fields &= fieldsOf(part, isPair)
  shape.runs |= part.run
  if (part.ranks.every((rank) => shape.counts[rank]! <= COPIES)) then()
  shape.fields = fields
  shape.runs = runs
  shift(shape, part, -1)
}

function shift(shape: Shape, part: Part, sign: 1 | -1): void {
  for (const rank of part.ranks) {
    shape.counts[rank]! += sign
    shape.key += sign * POWERS[rank]!
    shape.size += sign
  }
}

/** Marks a complete key, and the rank that completes each key that is one tile short of it. */
function recordShape({ states, waits }: SuitTables, shape: Shape, state: 0 | 1): void {
  const { key, fields } = shape
  states[key] = (states[key]! & ~fields) | (fields & (state * 0x1111))
  waits[key] = waits[key]! | shape.runs
  const meldsOnly = state === 0 ? 1 << MELDS_ONLY_SHIFT : 0
  for (const rank of RANKS) {
    if (shape.counts[rank] === 0) continue
    const short = key - POWERS[rank]!
    waits[short] = waits[short]! | (1 << rank) | meldsOnly
  }
}
