// Whole rounds of the table in one thread, without I/O: random legal players, every command through
// `decide`. Beside it what a view and a replay cost.
import { must } from '../src/lib/assert.ts'
import { seededRng } from '../src/lib/rng.ts'
import type { RuleSet } from '../src/rules/ruleset.ts'
import type { Seat } from '../src/rules/tiles.ts'
import { replay } from '../src/table/replay.ts'
import { viewFor } from '../src/table/view.ts'
import type { TableDriver } from '../test/support/table-driver.ts'
import { newTable, rulesOf } from '../test/support/table-driver.ts'
import { anything, nextAnswer } from '../test/support/table-players.ts'
import type { BenchRow } from './row.ts'

const PRESETS = ['nanoserver', 'xuezhan'] as const
const TARGET_ROUNDS_PER_SECOND = 2000
const WARM_UP_ROUNDS = 300
const SAMPLES = 5
const SAMPLE_ROUNDS = 400
const VIEWS = 20_000
const REPLAYS = 100

export function benchEngine(): BenchRow[] {
  return PRESETS.flatMap((preset) => rowsOf(preset, rulesOf(preset)))
}

function rowsOf(preset: string, rules: RuleSet): BenchRow[] {
  playRounds(rules, 0, WARM_UP_ROUNDS)
  const samples = Array.from({ length: SAMPLES }, (_, sample) =>
    playRounds(rules, (sample + 1) * SAMPLE_ROUNDS, SAMPLE_ROUNDS),
  )
  samples.sort((a, b) => a.ms - b.ms)
  const { ms, commands } = must(samples[SAMPLES >> 1], 'the median')
  const perSecond = (SAMPLE_ROUNDS / ms) * 1000
  return [
    {
      name: `${preset}: whole rounds, random legal players, one thread`,
      value: perSecond,
      unit: 'rounds/s',
      target: TARGET_ROUNDS_PER_SECOND,
      met: perSecond >= TARGET_ROUNDS_PER_SECOND,
    },
    { name: `${preset}: a command, its player's choice included`, value: (ms / commands) * 1000, unit: 'us' },
    { name: `${preset}: the view of one seat in mid-round`, value: viewUs(rules), unit: 'us' },
    { name: `${preset}: replay of an event`, value: replayUs(rules), unit: 'us' },
  ]
}

type Sample = { readonly ms: number; readonly commands: number }

function playRounds(rules: RuleSet, firstSeed: number, rounds: number): Sample {
  let commands = 0
  const began = performance.now()
  for (let seed = firstSeed; seed < firstSeed + rounds; seed += 1) commands += playRound(rules, seed).said
  return { ms: performance.now() - began, commands }
}

function playRound(rules: RuleSet, seed: number, most = Infinity): { table: TableDriver; said: number } {
  const table = newTable(rules, { seed }).seatAll().deal()
  const rng = seededRng(seed)
  let said = 0
  for (let say = nextAnswer(table.state, anything, rng); say && said < most; said += 1) {
    table.do(say)
    say = nextAnswer(table.state, anything, rng)
  }
  return { table, said }
}

const MID_ROUND = 40

function viewUs(rules: RuleSet): number {
  const { state } = playRound(rules, 1, MID_ROUND).table
  const began = performance.now()
  let seen = 0
  for (let view = 0; view < VIEWS; view += 1) seen += viewFor(state, (view % rules.players) as Seat).seq
  const ms = performance.now() - began
  return seen > 0 ? (ms / VIEWS) * 1000 : 0
}

function replayUs(rules: RuleSet): number {
  const { events } = playRound(rules, 1).table
  const began = performance.now()
  let applied = 0
  for (let again = 0; again < REPLAYS; again += 1) applied += replay(events).seq
  return ((performance.now() - began) / applied) * 1000
}
