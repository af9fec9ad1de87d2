// Holds every rule of who may do what when. A command is refused with a code, or becomes events; the
// given state is never touched.
import { assertNever } from '../lib/assert.ts'
import type { Result } from '../lib/result.ts'
import { err, ok } from '../lib/result.ts'
import type { Seat } from '../rules/tiles.ts'
import type { Command } from './command.ts'
import { actOnPrompt } from './decide/acting.ts'
import { castVote, openVote } from './decide/dissolving.ts'
import { expireDue, recover } from './decide/expiry.ts'
import { advanceOpening, chooseVoid, markSorted, pickSwap } from './decide/opening.ts'
import { changePresence, changeTrust, joinTable, leaveTable, markReady } from './decide/seats.ts'
import { abortMatch } from './decide/round-end.ts'
import type { Context } from './draft.ts'
import { Draft } from './draft.ts'
import type { TableEvent } from './event.ts'
import type { Rejection, RejectionCode } from './rejection.ts'
import type { TableState } from './state.ts'

export type Decision = {
  /** Empty when the command is legal and changes nothing, as a repeated answer is. */
  readonly events: readonly TableEvent[]
  /** The table after the events: what `evolve` makes of them. */
  readonly state: TableState
}

export function decide(state: TableState, command: Command, context: Context): Result<Decision, Rejection> {
  const early = refuseEarly(state, command)
  if (early) return err({ code: early })
  const draft = new Draft(state, context)
  const code = run(draft, command)
  if (code) return err({ code })
  advanceOpening(draft)
  return ok({ events: draft.events, state: draft.events.length > 0 ? draft.state : state })
}

/** What is wrong with any command, whatever it is. */
function refuseEarly(state: TableState, command: Command): RejectionCode | null {
  if (state.phase.kind === 'ended') return 'DESK_GONE'
  if ('seat' in command && command.type !== 'join' && !isTaken(state, command.seat)) return 'NOT_AT_DESK'
  return null
}

const isTaken = (state: TableState, seat: Seat | undefined): boolean =>
  seat !== undefined && state.seats[seat] != null

function run(draft: Draft, command: Command): RejectionCode | null {
  switch (command.type) {
    case 'join':
      return joinTable(draft, command)
    case 'leave':
      return leaveTable(draft, command.seat)
    case 'ready':
      return markReady(draft, command)
    case 'presence':
      return changePresence(draft, command)
    case 'trust':
      return changeTrust(draft, command)
    case 'sorted':
      return markSorted(draft, command.seat)
    case 'swap':
      return pickSwap(draft, command)
    case 'chooseVoid':
      return chooseVoid(draft, command)
    case 'act':
      return actOnPrompt(draft, command)
    case 'dissolve':
      return openVote(draft, command.seat)
    case 'vote':
      return castVote(draft, command)
    case 'expire':
      return expireDue(draft)
    case 'recover':
      return recover(draft, command)
    case 'end':
      return abortMatch(draft, command.reason)
    default:
      return assertNever(command)
  }
}
