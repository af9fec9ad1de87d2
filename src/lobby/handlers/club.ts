// Routes of the ClubManager component.
import type { Clock } from '../../lib/clock.ts'
import { assertNever } from '../../lib/assert.ts'
import { ok } from '../../lib/result.ts'
import type { Reason } from '../../protocol/refusals.ts'
import type { ApplyRefusal } from '../../store/repositories.ts'
import type { Handler } from '../handler.ts'
import { refuse } from '../refuse.ts'
import type { AskStore } from '../store-gate.ts'

export const applyClub =
  (ask: AskStore, clock: Pick<Clock, 'nowMs'>): Handler<'ClubManager.ApplyClub'> =>
  async (session, { clubId }) => {
    const application = { uid: session.uid!, clubId, at: Math.floor(clock.nowMs() / 1000) }
    const answered = await ask(({ clubs }) => clubs.apply(application))
    if (!answered.ok) return answered
    const applied = answered.value
    return applied.ok ? ok({ code: 0, data: 'success' }) : refuse(reasonOf(applied.error))
  }

function reasonOf({ code }: ApplyRefusal): Reason {
  switch (code) {
    case 'CLUB_UNKNOWN':
      return 'CLUB_NOT_FOUND'
    case 'ALREADY_APPLIED':
      return 'CLUB_ALREADY_APPLIED'
    case 'ALREADY_MEMBER':
      return 'CLUB_ALREADY_MEMBER'
    case 'CLUB_FULL':
      return 'CLUB_FULL'
    default:
      return assertNever(code)
  }
}
