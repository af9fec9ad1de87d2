// What questions about a hand cost, beside a backtracking solver in the same run. The targets are those of
// the project's rules text; the hands are many, so that neither branches nor table rows are learnt by heart.
import { must } from '../src/lib/assert.ts'
import { seededRng } from '../src/lib/rng.ts'
import type { Rng } from '../src/lib/rng.ts'
import { handOfTiles, removeKind } from '../src/rules/hand/counts.ts'
import type { HandCounts } from '../src/rules/hand/counts.ts'
import { bestReading } from '../src/rules/hand/readings.ts'
import { bestWait, scoreWin } from '../src/rules/hand/score.ts'
import { scoringRules } from '../src/rules/hand/scoring-rules.ts'
import { shanten } from '../src/rules/hand/shanten.ts'
import { buildSuitTables, suitTables } from '../src/rules/hand/suit-tables.ts'
import { waits, waitsByDiscard } from '../src/rules/hand/ting.ts'
import { isWin } from '../src/rules/hand/win.ts'
import type { WinContext, WinningHand } from '../src/rules/hand/winning-hand.ts'
import { PRESETS } from '../src/rules/presets.ts'
import type { FanOptions, RuleSet } from '../src/rules/ruleset.ts'
import { COPIES, TILE_COUNT } from '../src/rules/tiles.ts'
import type { TileId } from '../src/rules/tiles.ts'
import { isComplete, waitsOf } from '../test/rules/oracle/decomposer.ts'
import { completeCounts } from '../test/rules/oracle/random-hands.ts'
import { randomWin } from '../test/rules/oracle/random-wins.ts'
import { scoreByOracle } from '../test/rules/oracle/scorer.ts'
import { median } from './quantile.ts'
import type { BenchRow } from './row.ts'

const HANDS = 1024
const BASELINE_HANDS = 512
const HAND_SIZE = 14
const RUNS = 9
const RUN_MS = 30
/** The optimising compiler works beside us and may be late on a busy machine. */
const WARM_UP_MS = 200
const NS_PER_MS = 1e6
const SEED = 1

/** Every result ends here, so that no call can be left out. */
let sink = 0

/** One pass over all hands; its sum depends on every answer. */
type Pass = () => number

function passMs(pass: Pass, times: number): number {
  const start = performance.now()
  for (let time = 0; time < times; time += 1) sink = (sink + pass()) | 0
  return performance.now() - start
}

/** Nanoseconds of one answer: the median of several runs of at least `RUN_MS`. */
function nsPerHand(pass: Pass, hands: number): number {
  const warmUntil = performance.now() + WARM_UP_MS
  while (performance.now() < warmUntil) passMs(pass, 1)
  let times = 1
  while (passMs(pass, times) < RUN_MS) times *= 2
  const runs = Array.from({ length: RUNS }, () => passMs(pass, times))
  return (median(runs) * NS_PER_MS) / (times * hands)
}

type Compared = { readonly pass: Pass; readonly baseline?: Pass; readonly target?: number }

function row(name: string, { pass, baseline, target }: Compared): BenchRow {
  const value = nsPerHand(pass, HANDS)
  const slow = baseline && nsPerHand(baseline, BASELINE_HANDS)
  return {
    name,
    value,
    unit: 'ns',
    ...(slow === undefined ? {} : { baseline: slow, ratio: slow / value }),
    ...(target === undefined ? {} : { target, met: value <= target }),
  }
}

/** Half of the hands are complete, half are dealt blindly. */
function randomTiles(rng: Rng, complete: boolean): TileId[] {
  if (complete) {
    return completeCounts(rng, 4, 3).flatMap((count, kind) =>
      Array.from({ length: count }, (_, copy) => kind * COPIES + copy),
    )
  }
  const wall = Array.from({ length: TILE_COUNT }, (_, tile) => tile)
  return Array.from({ length: HAND_SIZE }, () => must(wall.splice(rng.below(wall.length), 1)[0], 'tile'))
}

/** A tile fewer, at random: the hand before its last draw. */
function beforeDraw(rng: Rng, tiles: readonly TileId[]): HandCounts {
  const hand = handOfTiles(tiles)
  removeKind(hand, must(tiles[rng.below(tiles.length)], 'tile') >> 2)
  return hand
}

/** Every item of the fan list at once. */
function everyOption(): RuleSet {
  const fan = Object.fromEntries(
    Object.entries(PRESETS.nanoserver.fan).map(([name, option]) => [name, { ...option, on: true }]),
  ) as FanOptions
  return { ...PRESETS.nanoserver, capFan: null, fan }
}

const DISCARD: WinContext = {
  selfDraw: false,
  kong: 'none',
  lastTile: false,
  firstDraw: 'none',
  visible: Array.from({ length: TILE_COUNT / COPIES }, () => 0),
}

type Material = {
  readonly tiles: readonly (readonly TileId[])[]
  readonly full: readonly HandCounts[]
  readonly waiting: readonly HandCounts[]
  readonly wins: readonly WinningHand[]
}

function material(): Material {
  const rng = seededRng(SEED)
  const tiles = Array.from({ length: HANDS }, (_, index) => randomTiles(rng, index % 2 === 0))
  return {
    tiles,
    full: tiles.map(handOfTiles),
    waiting: tiles.map((each) => beforeDraw(rng, each)),
    wins: Array.from({ length: HANDS }, () => randomWin(rng)),
  }
}

function winRows({ tiles, full }: Material): BenchRow[] {
  const few = full.slice(0, BASELINE_HANDS).map(({ counts }) => [...counts])
  const baseline = (): number => few.reduce((sum, counts) => sum + (isComplete(counts) ? 1 : 0), 0)
  const fromKeys = (): number => {
    let sum = 0
    for (const hand of full) if (isWin(hand, null)) sum += 1
    return sum
  }
  const fromTiles = (): number => {
    let sum = 0
    for (const each of tiles) if (isWin(handOfTiles(each), null)) sum += 1
    return sum
  }
  return [
    row('win from keys', { pass: fromKeys, baseline, target: 10 }),
    row('win from 14 tile numbers', { pass: fromTiles, baseline }),
  ]
}

function tingRows({ full, waiting }: Material): BenchRow[] {
  const few = waiting.slice(0, BASELINE_HANDS).map(({ counts }) => [...counts])
  const fewFull = full.slice(0, BASELINE_HANDS).map(({ counts }) => [...counts])
  const ting = (): number => {
    let sum = 0
    for (const hand of waiting) sum ^= waits(hand, null)
    return sum
  }
  const discards = (): number => {
    let sum = 0
    for (const hand of full) sum += waitsByDiscard(hand, null).length
    return sum
  }
  return [
    row('waits of 13 tiles', {
      pass: ting,
      baseline: () => few.reduce((sum, counts) => sum + waitsOf(counts).length, 0),
      target: 25,
    }),
    row('waits after every discard of 14 tiles', {
      pass: discards,
      baseline: () => fewFull.reduce((sum, counts) => sum + slowDiscards(counts), 0),
      target: 250,
    }),
    row('shanten of 13 tiles', {
      pass: () => {
        let sum = 0
        for (const hand of waiting) sum += shanten(hand, null)
        return sum
      },
    }),
  ]
}

function slowDiscards(counts: number[]): number {
  let ready = 0
  for (let kind = 0; kind < counts.length; kind += 1) {
    if (counts[kind] === 0) continue
    counts[kind]! -= 1
    if (waitsOf(counts).length > 0) ready += 1
    counts[kind]! += 1
  }
  return ready
}

function scoreRows({ wins, waiting }: Material): BenchRow[] {
  const all = everyOption()
  const few = wins.slice(0, BASELINE_HANDS)
  const score = (rules: RuleSet): Pass => {
    return () => {
      let sum = 0
      for (const win of wins) sum += scoreWin(rules, win, DISCARD).points
      return sum
    }
  }
  const ready = waiting.map((hand) => ({ hand, melds: [], voidSuit: null }))
  return [
    row('fan with every option', {
      pass: () => {
        let sum = 0
        for (const win of wins) sum += bestReading(scoringRules(all), win, DISCARD)!.fan
        return sum
      },
      baseline: () => few.reduce((sum, win) => sum + scoreByOracle(all, win, DISCARD).points, 0),
      target: 100,
    }),
    row('score with items and points, every option', { pass: score(all) }),
    row("score with items and points, nanoserver's options", { pass: score(PRESETS.nanoserver) }),
    row('dearest wait', {
      pass: () => {
        let sum = 0
        for (const held of ready) sum += bestWait(PRESETS.nanoserver, held, DISCARD.visible)?.points ?? 0
        return sum
      },
    }),
  ]
}

const BUILDS = 5
const TARGET_BUILD_MS = 100
const TARGET_MB = 18
const BYTES_PER_MB = 1e6

function tableRows(): BenchRow[] {
  const times = Array.from({ length: BUILDS }, () => {
    const start = performance.now()
    sink += buildSuitTables().states[0]!
    return performance.now() - start
  })
  const { states, waits } = suitTables()
  const sizeMb = (states.byteLength + waits.byteLength) / BYTES_PER_MB
  // The first build is the one that a start pays for: the code is cold.
  const buildMs = must(times[0], 'build')
  return [
    {
      name: 'table build, first',
      value: buildMs,
      unit: 'ms',
      target: TARGET_BUILD_MS,
      met: buildMs <= TARGET_BUILD_MS,
    },
    { name: 'table build, median', value: median(times), unit: 'ms' },
    { name: 'tables', value: sizeMb, unit: 'MB', target: TARGET_MB, met: sizeMb <= TARGET_MB },
  ]
}

export function benchRules(): BenchRow[] {
  const tables = tableRows()
  const hands = material()
  return [...tables, ...winRows(hands), ...tingRows(hands), ...scoreRows(hands)]
}

if (import.meta.main) {
  for (const { name, value, unit, baseline, ratio, target, met } of benchRules()) {
    const versus =
      baseline === undefined ? '' : `, backtracking ${baseline.toFixed(0)} (x${ratio?.toFixed(0)})`
    const goal = target === undefined ? '' : `, target ${target} ${met ? 'met' : 'MISSED'}`
    console.log(`${name}: ${value.toFixed(1)} ${unit}${versus}${goal}`)
  }
}
