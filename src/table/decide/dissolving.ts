// Giving up a match that has begun: one asks, all must agree; silence until the deadline is consent.
import type { Seat } from '../../rules/tiles.ts'
import type { Vote } from '../command.ts'
import type { Draft } from '../draft.ts'
import type { RejectionCode } from '../rejection.ts'
import { seatsOf } from '../seating.ts'
import { abortMatch } from './round-end.ts'
import { hasBegun } from './seats.ts'

export function openVote(draft: Draft, seat: Seat): RejectionCode | null {
  const { state, nowMs } = draft
  if (!hasBegun(state)) return 'WRONG_PHASE'
  if (state.vote) return 'VOTE_RUNNING'
  draft.emit({ type: 'voteOpened', by: seat, dueAtMs: nowMs + state.timing.dissolveMs })
  // A bot never holds people to a game they want to leave.
  for (const other of seatsOf(state)) {
    if (draft.state.vote && draft.seat(other).player.bot !== null) agree(draft, other)
  }
  return null
}

export function castVote(draft: Draft, { seat, agree: agrees }: Vote): RejectionCode | null {
  const { vote } = draft.state
  if (!vote) return 'NO_VOTE'
  if (vote.agreed[seat]) return 'ALREADY_VOTED'
  if (agrees) agree(draft, seat)
  else draft.emit({ type: 'voteFailed', by: seat })
  return null
}

function agree(draft: Draft, seat: Seat): void {
  const { state, nowMs } = draft
  const dueAtMs = Math.min(state.vote!.dueAtMs, nowMs + state.timing.dissolveConsentMs)
  draft.emit({ type: 'voteAgreed', seat, dueAtMs })
  if (state.vote!.agreed.every(Boolean)) dissolve(draft)
}

export function dissolve(draft: Draft): void {
  abortMatch(draft, 'dissolved')
}
