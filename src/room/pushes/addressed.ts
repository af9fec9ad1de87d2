// A push with whom it is for. A payload that several seats may see is one object, so that it is encoded once.
import type { Seat } from '../../rules/tiles.ts'
import type { TableEvent } from '../../table/event.ts'
import { eventFor } from '../../table/redact.ts'
import { seatsOf } from '../../table/seating.ts'
import type { Phase, TableState } from '../../table/state.ts'
import type { Outgoing } from '../connection.ts'

export type Addressed = {
  /** null: the whole table. */
  readonly seats: readonly Seat[] | null
  readonly push: Outgoing
}

/** What the makers of pushes may look at beside the event: the table just after it, and its neighbours. */
export type Facts = {
  readonly state: TableState
  /** The phase that the event found. */
  readonly phaseBefore: Phase
  /** Neighbours in the same decision. */
  readonly previous: TableEvent | undefined
  readonly next: TableEvent | undefined
  readonly nowMs: number
}

export const toAll = (...pushes: readonly Outgoing[]): Addressed[] =>
  pushes.map((push) => ({ seats: null, push }))

/** The event as each seat may see it; seats that may not know of it get nothing. */
export function toEach<E extends TableEvent>(
  event: E,
  { state }: Facts,
  make: (seen: E, seat: Seat) => Outgoing,
): Addressed[] {
  return seatsOf(state).flatMap((seat) => {
    const seen = eventFor(event, seat) as E | null
    return seen === null ? [] : [{ seats: [seat], push: make(seen, seat) }]
  })
}

/** For an event that one seat sees whole and all others see alike. */
export function toOwnerAndRest<E extends TableEvent & { readonly seat: Seat }>(
  event: E,
  { state }: Facts,
  make: (seen: E) => Outgoing,
): Addressed[] {
  const others = seatsOf(state).filter((seat) => seat !== event.seat)
  const seen = eventFor(event, others[0]!) as E
  return [
    { seats: [event.seat], push: make(event) },
    { seats: others, push: make(seen) },
  ]
}

export const uidOf = (state: TableState, seat: Seat): number => state.seats[seat]!.player.uid
