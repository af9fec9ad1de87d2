// Table events as nanoserver's pushes, in its order. Events are applied one by one to a copy of the table,
// so that each push shows the table as it was just then, whatever followed in the same decision.
import { assertNever } from '../../lib/assert.ts'
import { cloneState } from '../../table/clone.ts'
import type { TableEvent } from '../../table/event.ts'
import { evolve } from '../../table/evolve.ts'
import type { TableState } from '../../table/state.ts'
import type { Addressed, Facts } from './addressed.ts'
import { dealPushes, swapPushes, voidPushes } from './opening.ts'
import { deedPushes, drawPushes, promptPushes } from './play.ts'
import { matchEndPushes, roundAbortPushes, roundEndPushes } from './result.ts'
import { arrivalPushes, exitPushes, presencePushes, trustPushes } from './seating.ts'
import { kongTransferPushes } from './transfers.ts'
import { votePushes } from './voting.ts'

/** `before` is the table that the first event found; it is not touched. */
export function pushesOf(before: TableState, events: readonly TableEvent[], nowMs: number): Addressed[] {
  const state = cloneState(before)
  return events.flatMap((event, index) => {
    const phaseBefore = state.phase
    evolve(state, event)
    return pushesOfEvent(event, {
      state,
      phaseBefore,
      previous: events[index - 1],
      next: events[index + 1],
      nowMs,
    })
  })
}

function pushesOfEvent(event: TableEvent, facts: Facts): Addressed[] {
  switch (event.type) {
    case 'joined':
    case 'readied':
      return arrivalPushes(event, facts)
    case 'left':
      return exitPushes(event, facts)
    case 'presence':
      return presencePushes(event, facts)
    case 'trust':
      return trustPushes(event, facts)
    case 'dealt':
      return dealPushes(event, facts)
    case 'swapped':
      return swapPushes(event, facts)
    case 'voidFixed':
      return voidPushes(event, facts)
    case 'drew':
      return drawPushes(event, facts)
    case 'prompted':
      return promptPushes(event, facts)
    case 'discarded':
    case 'ponged':
    case 'kongDeclared':
    case 'konged':
    case 'won':
      return deedPushes(event, facts)
    case 'kongsTransferred':
      return kongTransferPushes(event, facts)
    case 'roundEnded':
      return roundEndPushes(event, facts)
    case 'roundAborted':
      return roundAbortPushes(event, facts)
    case 'matchEnded':
      return matchEndPushes(event, facts)
    case 'voteOpened':
    case 'voteAgreed':
    case 'voteFailed':
      return votePushes(event, facts)
    case 'created':
    case 'sorted':
    case 'swapOpened':
    case 'swapChosen':
    case 'voidOpened':
    case 'voidChosen':
    case 'turnBegan':
    case 'answered':
    case 'withdrawn':
    case 'claimsOpened':
    case 'passedUp':
    case 'deadlinesMoved':
      return []
    default:
      return assertNever(event)
  }
}
