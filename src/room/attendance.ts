// Who is at the table: connections come and go in the order of the mailbox, and what that means for a seat
// (online, offline) is a command like any other. A seat stands for the player who sits there at the call.
import type { Seat } from '../rules/tiles.ts'
import type { Presence } from '../table/command.ts'
import { seatOfUid } from '../table/seating.ts'
import type { TableState } from '../table/state.ts'
import type { Connection } from './connection.ts'
import { uidAt } from './room-item.ts'
import type { SeatLinks } from './seat-links.ts'

export type AttendanceDeps = {
  readonly links: SeatLinks
  readonly stateNow: () => Readonly<TableState>
  /** Asks for a turn in the mailbox; `takeTurn` is to be called when it has come. */
  readonly queueTurn: (uid: number) => void
}

export class Attendance {
  readonly #deps: AttendanceDeps

  constructor(deps: AttendanceDeps) {
    this.#deps = deps
  }

  /** From its turn on the player's pushes go to this connection (an older one gets no more); the seat is online. */
  attach(seat: Seat, connection: Connection): void {
    const { links, queueTurn } = this.#deps
    const uid = this.#uidAt(seat)
    if (uid !== null && links.want(uid, connection)) queueTurn(uid)
  }

  /** The seat is offline; nothing happens if another connection has taken it since. */
  detach(seat: Seat, connection: Connection): void {
    const { links, queueTurn } = this.#deps
    const uid = this.#uidAt(seat)
    if (uid !== null && links.unwant(uid, connection)) queueTurn(uid)
  }

  /** The seat is offline until the next `attach`, although its connection is there. */
  pause(seat: Seat, connection: Connection): void {
    const { links, queueTurn } = this.#deps
    const uid = this.#uidAt(seat)
    if (uid !== null && links.pause(uid, connection)) queueTurn(uid)
  }

  /** Whether the seat's player is about to be online, or offline: that waits for its turn. */
  isChanging(seat: Seat): boolean {
    const uid = this.#uidAt(seat)
    return uid !== null && this.#deps.links.isChanging(uid)
  }

  /** Who is there may have changed while it could not be recorded. */
  renew(): void {
    const { links, queueTurn } = this.#deps
    for (const uid of links.known()) if (links.queue(uid)) queueTurn(uid)
  }

  /** From here on the player's pushes go to his new connection. Returns what the table has to be told, if anything. */
  takeTurn(uid: number): Presence | null {
    const { links, stateNow } = this.#deps
    const online = links.link(uid)
    const state = stateNow()
    const seat = seatOfUid(state, uid)
    if (seat === null) {
      links.clear(uid)
      return null
    }
    const taken = state.seats[seat]!
    const isTold = taken.player.bot !== null || taken.online === online || state.phase.kind === 'ended'
    return online === null || isTold ? null : { type: 'presence', seat, online }
  }

  #uidAt(seat: Seat): number | null {
    return uidAt(this.#deps.stateNow(), seat)
  }
}
