// A match that bots play to its end, as the server would have dealt it: its walls verify, its replays replay.

import { randomInt, randomUUID } from 'node:crypto'
import { botAnswer } from '../../src/bot/policy.ts'
import { serverLuck as luck } from '../../src/fairness/server-luck.ts'
import { invariant, must } from '../../src/lib/assert.ts'
import { historyOf, type RoundHistory } from '../../src/room/history.ts'
import { roundsOf } from '../../src/room/round-log.ts'
import type { RuleSet } from '../../src/rules/ruleset.ts'
import type { Command } from '../../src/table/command.ts'
import { decide } from '../../src/table/decide.ts'
import type { Created, TableEvent } from '../../src/table/event.ts'
import { initialState } from '../../src/table/evolve.ts'
import type { Player } from '../../src/table/player.ts'
import type { Prompt } from '../../src/table/prompt.ts'
import { seatsOf } from '../../src/table/seating.ts'
import type { TableState } from '../../src/table/state.ts'
import type { Timing } from '../../src/table/timing.ts'
import { viewFor } from '../../src/table/view.ts'

export type DemoMatch = {
  readonly tableId: string
  readonly deskNo: string
  readonly startedAtMs: number
  readonly endedAtMs: number
  readonly state: TableState
  readonly rounds: readonly RoundHistory[]
}

export type DemoTable = {
  readonly rules: RuleSet
  readonly timing: Timing
  readonly players: readonly Player[]
  readonly startMs: number
}

const rng = { below: (bound: number): number => randomInt(bound) }
/** Between two moves, so that the times of a replay look like those of a game. */
const MOVE_MS = 1500
/** More than any match of a few rounds has. */
const MAX_COMMANDS = 20_000
const LOWEST_DESK_NO = 100_000
const HIGHEST_DESK_NO = 999_999

const newDeskNo = (): string => String(randomInt(LOWEST_DESK_NO, HIGHEST_DESK_NO + 1))

export function playDemoMatch({ rules, timing, players, startMs }: DemoTable): DemoMatch {
  const tableId = randomUUID()
  const deskNo = newDeskNo()
  const [creator] = players
  const created: Created = {
    type: 'created',
    tableId,
    no: deskNo,
    creator: must(creator, 'a player').uid,
    clubId: null,
    isPublic: false,
    rules,
    timing,
    sealed: luck.sealedSeed(`${tableId}.1`),
    atMs: startMs,
  }
  const events: TableEvent[] = [created]
  let state = initialState(created)
  let nowMs = startMs
  const take = (command: Command): void => {
    nowMs += MOVE_MS
    const decided = decide(state, command, { nowMs, luck })
    invariant(decided.ok, `a demo table refused ${command.type}`)
    state = decided.value.state
    events.push(...decided.value.events)
  }
  for (const [seat, player] of seatsOf(state).map((seat) => [seat, players[seat]] as const)) {
    take({ type: 'join', player: must(player, 'a player for each seat'), seat })
  }
  for (let commands = 0; state.phase.kind !== 'ended'; commands += 1) {
    invariant(commands < MAX_COMMANDS, 'a demo match does not end')
    take(nextCommand(state))
  }
  const rounds = roundsOf(events).map(historyOf)
  return { tableId, deskNo, startedAtMs: startMs, endedAtMs: nowMs, state, rounds }
}

/** Somebody's answer, or what the table waits for. */
function nextCommand(state: TableState): Command {
  const prompt = state.prompts.find((open) => open !== null)
  if (prompt) return answerTo(prompt, state)
  const seat = must(
    seatsOf(state).find((seat) => isAwaited(state, seat)),
    'a seat that is waited for',
  )
  return state.phase.kind === 'sorting' ? { type: 'sorted', seat } : { type: 'ready', seat, seed: null }
}

function isAwaited(state: TableState, seat: number): boolean {
  const { phase, seats } = state
  return phase.kind === 'sorting' ? phase.done[seat] === false : seats[seat]?.ready === false
}

function answerTo(prompt: Prompt, state: TableState): Command {
  const { seat, id: promptId } = prompt
  const answer = botAnswer('normal', viewFor(state, seat), rng)
  switch (answer.type) {
    case 'act':
      return { type: 'act', seat, action: answer.action, promptId }
    case 'swap':
      return { type: 'swap', seat, tiles: answer.tiles, promptId }
    case 'chooseVoid':
      return { type: 'chooseVoid', seat, suit: answer.suit, promptId }
  }
}
