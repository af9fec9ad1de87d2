// Which connection each seat's pushes go to. A change waits for its turn in the mailbox, so that a new
// connection sees nothing of what was decided before it came.
import type { Seat } from '../rules/tiles.ts'
import type { Connection } from './connection.ts'

/** undefined: no connection has been there yet. */
type Link = Connection | null | undefined

export class SeatLinks {
  readonly #wanted: Link[] = []
  readonly #linked: (Connection | null)[] = []
  readonly #isQueued: boolean[] = []

  /** False if the change needs no turn of its own: one is waiting already, or nothing changes. */
  want(seat: Seat, connection: Connection): boolean {
    this.#wanted[seat] = connection
    return this.queue(seat)
  }

  unwant(seat: Seat, connection: Connection): boolean {
    const wanted = this.#wanted[seat]
    if (wanted !== undefined && wanted !== connection) return false
    this.#wanted[seat] = null
    return this.queue(seat)
  }

  /** At most one turn a seat waits at a time. */
  queue(seat: Seat): boolean {
    if (this.#isQueued[seat]) return false
    this.#isQueued[seat] = true
    return true
  }

  /** The seat's turn has come: links what is wanted by now. Returns whether the seat is to be online. */
  link(seat: Seat): boolean {
    this.#isQueued[seat] = false
    this.#linked[seat] = this.#wanted[seat] ?? null
    return this.#linked[seat] !== null
  }

  /** The player has left; the seat is as if nobody had been there. */
  clear(seat: Seat): void {
    this.#wanted[seat] = undefined
    this.#linked[seat] = null
  }

  of(seat: Seat): Connection | null {
    return this.#linked[seat] ?? null
  }

  /** Seats that a connection was ever wanted for, since their player came. */
  known(): Seat[] {
    return this.#wanted.flatMap((link, seat) => (link === undefined ? [] : [seat as Seat]))
  }
}
