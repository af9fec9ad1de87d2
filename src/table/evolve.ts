// Applies one event to a table. There is no legality here and nothing can fail: live play, recovery and
// replay all go through this function, so they cannot disagree.
import { assertNever } from '../lib/assert.ts'
import type { Seat } from '../rules/tiles.ts'
import type { Created, TableEvent } from './event.ts'
import { evolvePlay } from './evolve-play.ts'
import { evolveRound } from './evolve-round.ts'
import { countExpiry } from './expiries.ts'
import type { Prompt } from './prompt.ts'
import { isShown } from './shown.ts'
import type { SeatState, TableState } from './state.ts'
import { STATE_VERSION } from './state.ts'

/** The table that a `created` event describes. */
export function initialState(event: Created): TableState {
  const noSeats = <T>(): (T | null)[] => Array.from({ length: event.rules.players }, () => null)
  return {
    version: STATE_VERSION,
    tableId: event.tableId,
    no: event.no,
    creator: event.creator,
    clubId: event.clubId,
    isPublic: event.isPublic,
    rules: event.rules,
    timing: event.timing,
    createdAtMs: event.atMs,
    seq: 1,
    shown: 1,
    promptIds: Array.from({ length: event.rules.players }, () => 0),
    seats: noSeats<SeatState>(),
    prompts: noSeats<Prompt>(),
    phase: { kind: 'waiting', dueAtMs: null },
    roundNo: 0,
    finishedRounds: 0,
    banker: null,
    sealed: event.sealed,
    round: null,
    vote: null,
  }
}

/** Changes `state` in place; the caller owns it. */
export function evolve(state: TableState, event: TableEvent): void {
  state.seq += 1
  if (isShown(event)) state.shown += 1
  switch (event.type) {
    case 'created':
      return
    case 'joined':
      state.seats[event.seat] = newSeat(event.player, state.rules.startScore)
      return
    case 'left':
      state.seats[event.seat] = null
      return
    case 'presence':
      seatOf(state, event.seat).online = event.online
      seatOf(state, event.seat).offlineSinceMs = event.online ? null : event.atMs
      return
    case 'trust':
      seatOf(state, event.seat).trust = event.on
      seatOf(state, event.seat).expiries = 0
      return
    case 'readied':
      seatOf(state, event.seat).ready = true
      seatOf(state, event.seat).seed = event.seed
      return
    case 'prompted':
      state.promptIds[event.prompt.seat] = event.prompt.id
      state.prompts[event.prompt.seat] = event.prompt
      return
    case 'answered':
      evolveAnswer(state, event)
      return
    case 'withdrawn':
      for (const seat of event.seats) state.prompts[seat] = null
      return
    case 'dealt':
    case 'sorted':
    case 'swapOpened':
    case 'swapChosen':
    case 'swapped':
    case 'voidOpened':
    case 'voidChosen':
    case 'voidFixed':
    case 'roundEnded':
    case 'roundAborted':
      evolveRound(state, event)
      return
    case 'turnBegan':
    case 'drew':
    case 'discarded':
    case 'claimsOpened':
    case 'passedUp':
    case 'ponged':
    case 'kongDeclared':
    case 'konged':
    case 'won':
    case 'kongsTransferred':
      evolvePlay(state, event)
      return
    case 'matchEnded':
      state.phase = { kind: 'ended', reason: event.reason }
      state.prompts.fill(null)
      state.vote = null
      return
    case 'voteOpened':
      state.vote = {
        by: event.by,
        agreed: state.seats.map((_, seat) => seat === event.by),
        dueAtMs: event.dueAtMs,
      }
      return
    case 'voteAgreed':
      state.vote!.agreed[event.seat] = true
      state.vote!.dueAtMs = event.dueAtMs
      return
    case 'voteFailed':
      state.vote = null
      return
    case 'deadlinesMoved':
      moveDeadlines(state, event.byMs)
      return
    default:
      assertNever(event)
  }
}

export const seatOf = (state: TableState, seat: Seat): SeatState => state.seats[seat]!

function newSeat(player: SeatState['player'], score: number): SeatState {
  return {
    player,
    score,
    stats: { zimo: 0, hu: 0, pao: 0, concealedKongs: 0, openKongs: 0 },
    ready: false,
    seed: null,
    online: true,
    offlineSinceMs: null,
    trust: false,
    expiries: 0,
    lastAnswer: null,
  }
}

function evolveAnswer(state: TableState, event: Extract<TableEvent, { type: 'answered' }>): void {
  const seat = seatOf(state, event.seat)
  state.prompts[event.seat] = null
  seat.lastAnswer = { promptId: event.promptId, reply: event.action }
  countExpiry(seat, event.cause)
  if (state.phase.kind === 'claims' || state.phase.kind === 'rob') {
    state.phase.answers[event.seat] = event.action
  }
}

function moveDeadlines(state: TableState, byMs: number): void {
  state.prompts = state.prompts.map((prompt) => prompt && { ...prompt, dueAtMs: prompt.dueAtMs + byMs })
  const { phase, vote } = state
  if (phase.kind === 'sorting') phase.dueAtMs += byMs
  if (phase.kind === 'waiting' && phase.dueAtMs !== null) {
    state.phase = { kind: 'waiting', dueAtMs: phase.dueAtMs + byMs }
  }
  if (vote) vote.dueAtMs += byMs
  for (const seat of state.seats) {
    if (seat?.offlineSinceMs != null) seat.offlineSinceMs += byMs
  }
}
