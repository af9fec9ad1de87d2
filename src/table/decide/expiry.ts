// Deadlines. A deadline is data in the state; its firing is a command like any other, so a replay sees
// the same expiries at the same places.
import { assertNever } from '../../lib/assert.ts'
import type { Seat } from '../../rules/tiles.ts'
import type { Recover } from '../command.ts'
import type { Draft } from '../draft.ts'
import type { Action, ClaimPrompt, DiscardPrompt, Prompt, RobPrompt, SelfPrompt } from '../prompt.ts'
import type { RejectionCode } from '../rejection.ts'
import { seatsOf } from '../seating.ts'
import type { TableState } from '../state.ts'
import { EXPIRIES_BEFORE_TRUST } from '../timing.ts'
import { voidTilesOf } from '../legal.ts'
import { answerPrompt } from './acting.ts'
import { dissolve } from './dissolving.ts'
import { recordSwap, recordVoid } from './opening.ts'
import { hasBegun, isServed } from './seats.ts'

/** The earliest deadline of the table, Unix ms; null when it waits for nothing by the clock. */
export function nextDueAtMs(state: TableState): number | null {
  if (state.phase.kind === 'ended') return null
  const dues: (number | null | undefined)[] = [
    ...state.prompts.map((prompt) => prompt?.dueAtMs),
    'dueAtMs' in state.phase ? state.phase.dueAtMs : null,
    state.vote?.dueAtMs,
    ...seatsOf(state).map((seat) => offlineDueAtMs(state, seat)),
  ]
  return dues.reduce<number | null>(
    (least, due) => (due != null && due < (least ?? Infinity) ? due : least),
    null,
  )
}

function offlineDueAtMs(state: TableState, seat: Seat): number | null {
  const taken = state.seats[seat]
  if (!taken || taken.offlineSinceMs === null || !hasBegun(state) || isServed(state, seat)) return null
  return taken.offlineSinceMs + state.timing.offlineGraceMs
}

export function expireDue(draft: Draft): RejectionCode | null {
  const { state, nowMs } = draft
  if (state.vote && state.vote.dueAtMs <= nowMs) {
    dissolve(draft)
    return null
  }
  for (const seat of seatsOf(state)) {
    if ((offlineDueAtMs(state, seat) ?? Infinity) <= nowMs) trustSeat(draft, seat, 'offline')
  }
  expirePhase(draft)
  // An answer may withdraw the other prompts, so each step looks afresh.
  for (let due = firstDue(draft); due; due = firstDue(draft)) expirePrompt(draft, due)
  return null
}

const firstDue = ({ state, nowMs }: Draft): Prompt | undefined =>
  state.prompts.find((prompt) => prompt && prompt.dueAtMs <= nowMs) ?? undefined

/** A seat that is not ready, or still shows the deal, holds nobody up. */
function expirePhase(draft: Draft): void {
  const { phase } = draft.state
  if (!('dueAtMs' in phase) || phase.dueAtMs === null || phase.dueAtMs > draft.nowMs) return
  for (const seat of seatsOf(draft.state)) {
    if (phase.kind === 'sorting' && !phase.done[seat]) draft.emit({ type: 'sorted', seat })
    if (phase.kind === 'waiting' && !draft.seat(seat).ready) draft.emit({ type: 'readied', seat, seed: null })
  }
}

function expirePrompt(draft: Draft, prompt: Prompt): void {
  const { seat } = prompt
  const cause = 'timeout'
  switch (prompt.kind) {
    case 'swap':
      recordSwap(draft, { seat, promptId: prompt.id, tiles: prompt.suggest, cause })
      break
    case 'void':
      recordVoid(draft, { seat, promptId: prompt.id, suit: prompt.suggest, cause })
      break
    case 'self':
    case 'discard':
    case 'claim':
    case 'rob':
      answerPrompt(draft, prompt, { action: defaultAction(draft, prompt), cause })
      break
    default:
      assertNever(prompt)
  }
  if (draft.seat(seat).expiries >= EXPIRIES_BEFORE_TRUST) trustSeat(draft, seat, 'expired')
}

type Played = SelfPrompt | DiscardPrompt | ClaimPrompt | RobPrompt

/** Pass a claim, take a win, discard a void tile first, else the drawn one. */
function defaultAction(draft: Draft, prompt: Played): Action {
  const { autoWin } = draft.state.timing
  switch (prompt.kind) {
    case 'self':
    case 'claim':
      return autoWin && prompt.win ? { type: 'win' } : { type: 'pass' }
    case 'rob':
      return autoWin ? { type: 'win' } : { type: 'pass' }
    case 'discard': {
      const hand = draft.round.hands[prompt.seat]!
      const ofVoid = voidTilesOf(hand).filter((tile) => prompt.discards.includes(tile))
      const open = ofVoid.length > 0 ? ofVoid : prompt.discards
      const isOpen = hand.drawn !== null && open.includes(hand.drawn)
      return { type: 'discard', tile: isOpen ? hand.drawn! : open.at(-1)! }
    }
    default:
      return assertNever(prompt)
  }
}

function trustSeat(draft: Draft, seat: Seat, cause: 'expired' | 'offline'): void {
  if (draft.state.phase.kind === 'ended' || isServed(draft.state, seat)) return
  draft.emit({ type: 'trust', seat, on: true, cause })
}

/** After a restart nobody is connected, and the time that was lost is given back. */
export function recover(draft: Draft, { downSinceMs }: Recover): RejectionCode | null {
  const byMs = Math.max(0, draft.nowMs - downSinceMs)
  if (byMs > 0) draft.emit({ type: 'deadlinesMoved', byMs })
  for (const seat of seatsOf(draft.state)) {
    const taken = draft.state.seats[seat]
    if (taken?.online && taken.player.bot === null) {
      draft.emit({ type: 'presence', seat, online: false, atMs: draft.nowMs })
    }
  }
  return null
}
