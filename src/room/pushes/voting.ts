// Pushes of a vote to dissolve. Places count from 1 here, and times are whole seconds.
import { DISSOLVE_STATUS } from '../../protocol/fields.ts'
import type { PushOf } from '../../protocol/pushes.ts'
import type { Seat } from '../../rules/tiles.ts'
import type { VoteAgreed, VoteFailed, VoteOpened } from '../../table/event.ts'
import { seatsOf } from '../../table/seating.ts'
import type { TableState, Vote } from '../../table/state.ts'
import { outgoing } from '../connection.ts'
import type { Addressed, Facts } from './addressed.ts'
import { toAll, uidOf } from './addressed.ts'

const MS_PER_SECOND = 1000

export function voteStatus(state: TableState, vote: Vote, nowMs: number): PushOf<'onDissolveStatus'> {
  const dissolveStatus = seatsOf(state).map((seat) => ({
    deskPos: seat + 1,
    status: statusOf(state, vote, seat),
  }))
  const restTime = Math.max(0, Math.ceil((vote.dueAtMs - nowMs) / MS_PER_SECOND))
  return { dissolveStatus, restTime, seq: state.shown }
}

/** Who has agreed stays so when offline; who has not is shown as offline rather than waiting. */
function statusOf(state: TableState, vote: Vote, seat: Seat): string {
  if (vote.by === seat) return DISSOLVE_STATUS.applied
  if (vote.agreed[seat]) return DISSOLVE_STATUS.agreed
  return state.seats[seat]!.online ? DISSOLVE_STATUS.waiting : DISSOLVE_STATUS.offline
}

export function votePushes(event: VoteOpened | VoteAgreed | VoteFailed, facts: Facts): Addressed[] {
  const { state, nowMs } = facts
  if (event.type === 'voteFailed') {
    return toAll(outgoing('onDissolveFailure', { deskPos: event.by + 1, seq: state.shown }))
  }
  const status = voteStatus(state, state.vote!, nowMs)
  if (event.type === 'voteAgreed') return toAll(outgoing('onDissolveStatus', status))
  return toAll(outgoing('onDissolveAgreement', { dissolveUid: uidOf(state, event.by), ...status }))
}
