// Drives a table in tests and benches: seeded luck, a fixed clock, and the answers of random players.
import { must } from '../../src/lib/assert.ts'
import type { Rng } from '../../src/lib/rng.ts'
import { seededRng } from '../../src/lib/rng.ts'
import { botAnswer } from '../../src/bot/policy.ts'
import type { BotAnswer } from '../../src/bot/policy.ts'
import { buildRuleSet } from '../../src/rules/options.ts'
import type { RuleSet } from '../../src/rules/ruleset.ts'
import type { Seat } from '../../src/rules/tiles.ts'
import { shuffle } from '../../src/rules/wall.ts'
import type { Command } from '../../src/table/command.ts'
import type { Decision } from '../../src/table/decide.ts'
import { decide } from '../../src/table/decide.ts'
import { initialState } from '../../src/table/evolve.ts'
import type { Created, TableEvent } from '../../src/table/event.ts'
import type { Luck } from '../../src/table/luck.ts'
import type { BotLevel, Player } from '../../src/table/player.ts'
import type { Prompt } from '../../src/table/prompt.ts'
import type { Rejection } from '../../src/table/rejection.ts'
import type { TableState } from '../../src/table/state.ts'
import type { Timing } from '../../src/table/timing.ts'
import { viewFor } from '../../src/table/view.ts'

export const START_MS = 1_700_000_000_000

/** The server's defaults, see config.toml. */
export const TIMING: Timing = {
  turnMs: 15_000,
  claimMs: 8_000,
  swapMs: 10_000,
  voidMs: 10_000,
  sortMs: 8_000,
  readyMs: 30_000,
  offlineGraceMs: 20_000,
  dissolveMs: 300_000,
  dissolveConsentMs: 150_000,
  autoWin: true,
}

const UINT32 = 2 ** 32

/** Walls, bankers and dice from one seed. Its "secrets" are readable, so that a leak is easy to find. */
export function seededLuck(seed: number): Luck {
  const rng = seededRng(seed)
  let seats = 0
  return {
    sealedSeed: (roundId) => ({ roundId, serverSeed: `secret ${roundId}`, commit: `commit ${roundId}` }),
    seatSeed: () => `seat seed ${(seats += 1)}`,
    wall: (_seed, _seatSeeds, tiles) => shuffle(tiles, () => rng.below(UINT32)),
    below: (bound) => rng.below(bound),
  }
}

export function rulesOf(preset: string, overrides: Record<string, unknown> = {}): RuleSet {
  const built = buildRuleSet({ preset, overrides })
  if (!built.ok) throw new Error(`${built.error.option}: ${built.error.message}`)
  return built.value
}

export function personAt(seat: number, bot: BotLevel | null = null): Player {
  return {
    uid: bot === null ? 100 + seat : -1 - seat,
    name: `seat ${seat}`,
    headUrl: '',
    sex: 0,
    ip: '',
    bot,
  }
}

export type NewTable = {
  readonly seed?: number
  readonly luck?: Luck
  readonly timing?: Partial<Timing>
  readonly isPublic?: boolean
}

/** A table with its luck, its clock and the journal of all that happened. */
export class TableDriver {
  state: TableState
  nowMs = START_MS
  readonly luck: Luck
  readonly events: TableEvent[]

  constructor(
    rules: RuleSet,
    { seed = 1, luck = seededLuck(seed), timing = {}, isPublic = false }: NewTable = {},
  ) {
    this.luck = luck
    const created: Created = {
      type: 'created',
      tableId: 'T',
      no: '123456',
      creator: personAt(0).uid,
      clubId: null,
      isPublic,
      rules,
      timing: { ...TIMING, ...timing },
      sealed: luck.sealedSeed('T.1'),
      atMs: START_MS,
    }
    this.events = [created]
    this.state = initialState(created)
  }

  /** Takes the decision's events into the journal; a refusal is handed back. */
  try(command: Command): { readonly code: Rejection['code'] | null; readonly decision: Decision | null } {
    const decided = decide(this.state, command, { nowMs: this.nowMs, luck: this.luck })
    if (!decided.ok) return { code: decided.error.code, decision: null }
    this.state = decided.value.state
    this.events.push(...decided.value.events)
    return { code: null, decision: decided.value }
  }

  /** A command that must be accepted; returns its events. */
  do(command: Command): readonly TableEvent[] {
    const { code, decision } = this.try(command)
    if (decision === null) throw new Error(`${JSON.stringify(command)} was refused: ${code}`)
    return decision.events
  }

  /** Seats a person, or a bot, at every place. */
  seatAll(bot: BotLevel | null = null): this {
    for (const seat of this.seats) this.do({ type: 'join', player: personAt(seat, bot), seat })
    return this
  }

  /** Every seat is ready, which deals, and says that it has shown the deal. */
  deal(): this {
    for (const seat of this.seats) this.do({ type: 'ready', seat, seed: null })
    for (const seat of this.seats) this.do({ type: 'sorted', seat })
    return this
  }

  get seats(): Seat[] {
    return this.state.seats.map((_, seat) => seat as Seat)
  }

  get prompts(): Prompt[] {
    return this.state.prompts.filter((prompt) => prompt !== null)
  }

  promptOf(seat: number): Prompt | null {
    return this.state.prompts[seat] ?? null
  }

  after(ms: number): this {
    this.nowMs += ms
    return this
  }
}

export const newTable = (rules: RuleSet, options: NewTable = {}): TableDriver =>
  new TableDriver(rules, options)

/** A bot's answer as the command that a player would send. */
export function commandOf(prompt: Prompt, answer: BotAnswer, promptId: number | null = prompt.id): Command {
  const { seat } = prompt
  switch (answer.type) {
    case 'act':
      return { type: 'act', seat, action: answer.action, promptId }
    case 'swap':
      return { type: 'swap', seat, tiles: answer.tiles, promptId }
    case 'chooseVoid':
      return { type: 'chooseVoid', seat, suit: answer.suit, promptId }
  }
}

/** What an easy bot would say to one of the open prompts, chosen at random; null when none is open. */
export function randomAnswer(state: TableState, rng: Rng): Command | null {
  const open = state.prompts.filter((prompt) => prompt !== null)
  if (open.length === 0) return null
  const prompt = must(open[rng.below(open.length)], 'a prompt')
  return commandOf(prompt, botAnswer('easy', viewFor(state, prompt.seat), rng))
}

/** Plays random legal answers until no prompt is open: the round, or the match, is over. */
export function playRandomRound(
  table: TableDriver,
  rng: Rng,
  each: (command: Command) => void = () => {},
): void {
  for (let command = randomAnswer(table.state, rng); command; command = randomAnswer(table.state, rng)) {
    table.do(command)
    each(command)
  }
}
