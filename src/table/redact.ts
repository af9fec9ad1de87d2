// One event as one seat may see it. Pushes are made from this, never from the event itself.
import { assertNever } from '../lib/assert.ts'
import type { Seat } from '../rules/tiles.ts'
import type { SealedSeed } from './luck.ts'
import type { Dealt, Swapped, TableEvent } from './event.ts'
import { HIDDEN } from './view.ts'

/**
 * The event with everything secret replaced (tiles by HIDDEN, the wall by nothing, seeds by ''), or null
 * when the seat may not know that it happened. A public event is returned as it is, the same object for
 * every seat, so that its encoding can be shared.
 */
export function eventFor(event: TableEvent, seat: Seat): TableEvent | null {
  switch (event.type) {
    case 'created':
      return { ...event, sealed: withoutSeed(event.sealed) }
    case 'dealt':
      return redactDeal(event, seat)
    case 'swapped':
      return redactSwap(event, seat)
    case 'swapChosen':
    case 'voidChosen':
    case 'passedUp':
    case 'answered':
      return event.seat === seat ? event : null
    case 'prompted':
      return event.prompt.seat === seat ? event : null
    case 'voidFixed':
      return { ...event, indicators: event.indicators.map((tile, owner) => (owner === seat ? tile : null)) }
    case 'claimsOpened':
      // Who can claim is told by a prompt of his own.
      return null
    case 'withdrawn':
      return event.seats.includes(seat) ? { ...event, seats: [seat] } : null
    case 'readied':
      return event.seat === seat || event.seed === null ? event : { ...event, seed: null }
    case 'drew':
      return event.seat === seat ? event : { ...event, tile: HIDDEN }
    case 'roundEnded':
      return event.sealed ? { ...event, sealed: withoutSeed(event.sealed) } : event
    case 'joined':
    case 'left':
    case 'presence':
    case 'trust':
    case 'sorted':
    case 'swapOpened':
    case 'voidOpened':
    case 'turnBegan':
    case 'discarded':
    case 'ponged':
    case 'kongDeclared':
    case 'konged':
    case 'won':
    case 'kongsTransferred':
    case 'roundAborted':
    case 'matchEnded':
    case 'voteOpened':
    case 'voteAgreed':
    case 'voteFailed':
    case 'deadlinesMoved':
      return event
    default:
      return assertNever(event)
  }
}

const withoutSeed = (sealed: SealedSeed): SealedSeed => ({ ...sealed, serverSeed: '' })

function redactDeal(event: Dealt, seat: Seat): Dealt {
  const hands = event.hands.map((hand, owner) => (owner === seat ? hand : hand.map(() => HIDDEN)))
  // The seat seeds are revealed with the server's at the round's end.
  return { ...event, wall: [], hands, seatSeeds: [] }
}

function redactSwap(event: Swapped, seat: Seat): Swapped {
  const own = (tiles: readonly number[], owner: number): readonly number[] =>
    owner === seat ? tiles : tiles.map(() => HIDDEN)
  return { ...event, out: event.out.map(own), in: event.in.map(own) }
}
