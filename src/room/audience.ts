// The connections at one table, and what is handed to them.
import type { Seat } from '../rules/tiles.ts'
import type { TableEvent } from '../table/event.ts'
import { seatsOf } from '../table/seating.ts'
import type { TableState } from '../table/state.ts'
import type { Connection, Outgoing } from './connection.ts'
import type { Addressed } from './pushes/addressed.ts'
import { pushesOf } from './pushes/push-events.ts'
import { syncPushes } from './pushes/sync.ts'
import { SeatLinks } from './seat-links.ts'

export class Audience {
  readonly links = new SeatLinks()

  /** Shows events; a player who leaves sees his own leaving as the last thing. Returns the pushes sent. */
  show(before: TableState, events: readonly TableEvent[], nowMs: number): number {
    const pushes = events.length === 0 ? [] : pushesOf(before, events, nowMs)
    const sent = this.#sendAll(before, pushes)
    for (const event of events) if (event.type === 'left') this.links.clear(event.uid)
    return sent
  }

  /** The connections at the table now. */
  connections(state: TableState): Connection[] {
    return state.seats.flatMap((taken) => (taken && this.links.of(taken.player.uid)) ?? [])
  }

  sync(state: TableState, seat: Seat, nowMs: number): void {
    this.#sendAll(state, syncPushes(state, seat, nowMs))
  }

  relay(state: TableState, push: Outgoing): void {
    this.#send(state, seatsOf(state), push)
  }

  #sendAll(state: TableState, pushes: readonly Addressed[]): number {
    const everyone = seatsOf(state)
    return pushes.reduce((sent, { seats, push }) => sent + this.#send(state, seats ?? everyone, push), 0)
  }

  #send(state: TableState, seats: readonly Seat[], push: Outgoing): number {
    let sent = 0
    for (const seat of seats) {
      const uid = state.seats[seat]?.player.uid
      const connection = uid === undefined ? null : this.links.of(uid)
      if (!connection) continue
      connection.send(push)
      sent += 1
    }
    return sent
  }
}
