// Plays bots of two strengths against each other: the mean points a round of the stronger pair, and what a
// decision costs.
import { must } from '../src/lib/assert.ts'
import { seededRng } from '../src/lib/rng.ts'
import { botAnswer } from '../src/bot/policy.ts'
import type { RuleSet } from '../src/rules/ruleset.ts'
import type { Seat } from '../src/rules/tiles.ts'
import type { BotLevel } from '../src/table/player.ts'
import { viewFor } from '../src/table/view.ts'
import { commandOf, newTable, rulesOf } from '../test/support/table-driver.ts'
import type { BenchOptions, BenchRow } from './row.ts'
import { FULL } from './row.ts'

export type Match = {
  readonly rules: RuleSet
  readonly stronger: BotLevel
  readonly weaker: BotLevel
  readonly rounds: number
}

export type MatchResult = {
  /** Points a round of one stronger seat; a weaker one's are the negative. */
  readonly mean: number
  readonly standardError: number
  /** Time of a decision in us by level. */
  readonly decisionUs: Readonly<Record<BotLevel, number>>
}

/** Every way to seat two of each: each wall is played once a seating, so that neither place nor deal favours anybody. */
const SEATINGS: readonly (readonly boolean[])[] = [
  [true, true, false, false],
  [true, false, true, false],
  [true, false, false, true],
  [false, true, true, false],
  [false, true, false, true],
  [false, false, true, true],
]
const PER_SIDE = 2

type Clock = { readonly ms: Record<BotLevel, number>; readonly calls: Record<BotLevel, number> }

/** `rounds` is rounded up to whole walls. The standard error is that of the mean over the walls. */
export function playMatch({ rules, stronger, weaker, rounds }: Match): MatchResult {
  const clock: Clock = {
    ms: { easy: 0, normal: 0, strong: 0 },
    calls: { easy: 0, normal: 0, strong: 0 },
  }
  const walls = Math.ceil(rounds / SEATINGS.length)
  const means = Array.from({ length: walls }, (_, seed) => {
    const played = SEATINGS.map((isStronger) => {
      const levels = isStronger.map((is) => (is ? stronger : weaker))
      const points = playRound(rules, { seed, levels, clock })
      return points.reduce((total, won, seat) => total + (isStronger[seat] ? won : 0), 0)
    })
    return mean(played) / PER_SIDE
  })
  const variance = means.reduce((total, value) => total + (value - mean(means)) ** 2, 0) / (walls - 1)
  const cost = (level: BotLevel): number => (clock.ms[level] / Math.max(1, clock.calls[level])) * 1000
  return {
    mean: mean(means),
    standardError: Math.sqrt(variance / walls),
    decisionUs: { easy: cost('easy'), normal: cost('normal'), strong: cost('strong') },
  }
}

const mean = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0) / values.length

type RoundSetup = { readonly seed: number; readonly levels: readonly BotLevel[]; readonly clock: Clock }

function playRound(rules: RuleSet, { seed, levels, clock }: RoundSetup): readonly number[] {
  const table = newTable(rules, { seed }).seatAll().deal()
  const rng = seededRng(seed)
  for (let prompt = table.prompts[0]; prompt; prompt = table.prompts[0]) {
    const view = viewFor(table.state, prompt.seat)
    const level = must(levels[prompt.seat], 'a level')
    const began = performance.now()
    const answer = botAnswer(level, view, rng)
    clock.ms[level] += performance.now() - began
    clock.calls[level] += 1
    table.do(commandOf(prompt, answer))
  }
  return table.seats.map((seat: Seat) => table.state.seats[seat]!.score - rules.startScore)
}

const ROUNDS = 1000
const QUICK_ROUNDS = 120
const WARM_UP_ROUNDS = 60
/** How many standard errors above zero count as a proof. */
const PROOF = 3
const LIMIT_US: Readonly<Record<BotLevel, number>> = { easy: 20, normal: 50, strong: 300 }
const PAIRS = [
  ['normal', 'easy'],
  ['strong', 'normal'],
] as const satisfies readonly (readonly [BotLevel, BotLevel])[]
const PRESET_NAMES = ['nanoserver', 'xuezhan'] as const

export function benchBots({ quick }: BenchOptions = FULL): BenchRow[] {
  const rounds = quick ? QUICK_ROUNDS : ROUNDS
  const rows: BenchRow[] = []
  for (const preset of PRESET_NAMES) {
    for (const [stronger, weaker] of PAIRS) {
      const rules = rulesOf(preset)
      playMatch({ rules, stronger, weaker, rounds: WARM_UP_ROUNDS })
      const match = playMatch({ rules, stronger, weaker, rounds })
      const name = `${preset}: 2 ${stronger} v 2 ${weaker}, ${rounds} rounds`
      const proved = PROOF * match.standardError
      rows.push(
        {
          name: `${name}: mean of a ${stronger} seat (target: ${PROOF} standard errors)`,
          value: match.mean,
          unit: 'points/round',
          target: proved,
          met: match.mean > proved,
        },
        { name: `${name}: standard error`, value: match.standardError, unit: 'points/round' },
        costRow(`${preset}: a decision of ${stronger}`, match.decisionUs[stronger], LIMIT_US[stronger]),
      )
    }
  }
  return rows
}

const costRow = (name: string, value: number, target: number): BenchRow => ({
  name,
  value,
  unit: 'us',
  target,
  met: value <= target,
})
