// The tiles that a suit lacks for so many melds with or without the pair. Computed for a key when it is
// first asked for and kept: bots meet a few thousand of the 405,350 keys.
import { COPIES, KINDS_PER_SUIT } from '../tiles.ts'
import { KEY_BASE, KEY_COUNT } from './counts.ts'

const MAX_MELDS = 4
const MELD_TILES = 3
const PAIR_TILES = 2
/** Three equal runs are three triplets, so no split needs more than two that start at one rank. */
const MAX_EQUAL_RUNS = 2
const LAST_RUN_START = KINDS_PER_SUIT - MELD_TILES

/** Melds 0..4 without the pair, then 0..4 with it. */
export const PAIR_OFFSET = MAX_MELDS + 1
const TARGETS = 2 * PAIR_OFFSET
/** More than any suit can lack; two of them still fit a byte. */
const UNREACHED = 100
const FIRST_CAPACITY = 4096

/** The offset of a suit that takes no melds at all: the void one. */
export const CLOSED_SUIT = 0

/** `lacks[slots[key] * 10 + melds + (5 with the pair)]`; no key has slot 0, the closed suit's. */
type LacksTable = { readonly slots: Uint32Array; lacks: Uint8Array; used: number }

let table: LacksTable | undefined

function openTable(): LacksTable {
  return (table ??= createTable())
}

function createTable(): LacksTable {
  const lacks = new Uint8Array(FIRST_CAPACITY * TARGETS)
  lacks.fill(UNREACHED, CLOSED_SUIT + 1, TARGETS)
  return { slots: new Uint32Array(KEY_COUNT), lacks, used: 1 }
}

/** The bytes that `lacksOffset` points into. Take it after the offsets: a new key may replace it. */
export const lacksBytes = (): Uint8Array => openTable().lacks

/** Where the ten figures of a key are. */
export function lacksOffset(key: number): number {
  const known = openTable()
  const slot = known.slots[key]!
  return (slot === 0 ? addKey(known, key) : slot) * TARGETS
}

function addKey(table: LacksTable, key: number): number {
  const slot = table.used
  if ((slot + 1) * TARGETS > table.lacks.length) {
    const wider = new Uint8Array(table.lacks.length * 2)
    wider.set(table.lacks)
    table.lacks = wider
  }
  table.lacks.set(computeLacks(key), slot * TARGETS)
  table.slots[key] = slot
  table.used += 1
  return slot
}

/** Runs that reach into the next rank: started at this one, and at the one before. */
const RUN_STATES = (MAX_EQUAL_RUNS + 1) ** 2
const runState = (started: number, startedBefore: number): number =>
  started * (MAX_EQUAL_RUNS + 1) + startedBefore

type Step = {
  readonly from: Uint8Array
  readonly to: Uint8Array
  readonly held: number
  readonly rank: number
}

/** Goes through the ranks and keeps the least lack for each number of melds and of open runs. */
function computeLacks(key: number): Uint8Array {
  let from = new Uint8Array(RUN_STATES * TARGETS).fill(UNREACHED)
  from[0] = 0
  let rest = key
  for (let rank = 0; rank < KINDS_PER_SUIT; rank += 1) {
    const to = new Uint8Array(RUN_STATES * TARGETS).fill(UNREACHED)
    const step = { from, to, held: rest % KEY_BASE, rank }
    for (let started = 0; started <= MAX_EQUAL_RUNS; started += 1)
      for (let before = 0; before <= MAX_EQUAL_RUNS; before += 1) leaveRunState(step, started, before)
    from = to
    rest = Math.trunc(rest / KEY_BASE)
  }
  return from.subarray(0, TARGETS)
}

/** Tries every use of a rank: runs that start there, a triplet, the pair. */
function leaveRunState(step: Step, started: number, before: number): void {
  const maxStart = step.rank <= LAST_RUN_START ? MAX_EQUAL_RUNS : 0
  const source = runState(started, before) * TARGETS
  for (let start = 0; start <= maxStart; start += 1) {
    for (let triplets = 0; triplets <= 1; triplets += 1) {
      for (let pairs = 0; pairs <= 1; pairs += 1) {
        const used = started + before + start + MELD_TILES * triplets + PAIR_TILES * pairs
        if (used > COPIES) continue
        const target = runState(start, started) * TARGETS
        relax(step, { source, target, melds: start + triplets, pairs, cost: Math.max(0, used - step.held) })
      }
    }
  }
}

type Use = {
  readonly source: number
  readonly target: number
  readonly melds: number
  readonly pairs: number
  readonly cost: number
}

function relax({ from, to }: Step, { source, target, melds, pairs, cost }: Use): void {
  for (let had = 0; had + melds <= MAX_MELDS; had += 1) {
    for (let hadPair = 0; hadPair + pairs <= 1; hadPair += 1) {
      const lack = from[source + had + hadPair * PAIR_OFFSET]! + cost
      const at = target + had + melds + (hadPair + pairs) * PAIR_OFFSET
      if (lack < to[at]!) to[at] = lack
    }
  }
}
