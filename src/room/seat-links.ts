// Which connection each player's pushes go to, by account: a seat may have another player by the time that its
// turn comes. A change waits for its turn in the mailbox, so that a new connection sees nothing of what was
// decided before it came.
import type { Connection } from './connection.ts'

type Link = {
  /** null: the player's last connection is gone. */
  wanted: Connection | null
  linked: Connection | null
  /** The app is in the background: its connection gets pushes, and the seat counts as offline. */
  isPaused: boolean
  isQueued: boolean
}

export class SeatLinks {
  /** Of players who sit here and had a connection since they came. */
  readonly #links = new Map<number, Link>()

  /** False if the change needs no turn of its own: one is waiting already. */
  want(uid: number, connection: Connection): boolean {
    const link = this.#linkOf(uid)
    link.wanted = connection
    link.isPaused = false
    return this.queue(uid)
  }

  /** The same; nothing changes where another connection is wanted by now. */
  unwant(uid: number, connection: Connection): boolean {
    const link = this.#links.get(uid)
    if (link && link.wanted !== connection) return false
    this.#linkOf(uid).wanted = null
    return this.queue(uid)
  }

  /** Nothing changes for a connection that is not the player's any more. Ends with the next `want`. */
  pause(uid: number, connection: Connection): boolean {
    const link = this.#links.get(uid)
    if (link?.wanted !== connection) return false
    link.isPaused = true
    return this.queue(uid)
  }

  /** At most one turn a player waits at a time. */
  queue(uid: number): boolean {
    const link = this.#linkOf(uid)
    if (link.isQueued) return false
    link.isQueued = true
    return true
  }

  /** Whether the player comes, or goes, and that still waits for its turn. */
  isChanging(uid: number): boolean {
    return this.#links.get(uid)?.isQueued ?? false
  }

  /** The turn has come: links what is wanted by now. Returns whether the player is to be online; null: unchanged. */
  link(uid: number): boolean | null {
    const link = this.#links.get(uid)
    // He left since, and may have come again; then his new connection has a turn of its own.
    if (!link?.isQueued) return null
    link.isQueued = false
    link.linked = link.wanted
    return link.linked !== null && !link.isPaused
  }

  /** The player has left; it is as if he had never been there. */
  clear(uid: number): void {
    this.#links.delete(uid)
  }

  of(uid: number): Connection | null {
    return this.#links.get(uid)?.linked ?? null
  }

  /** Players that a connection was ever wanted for, since they came. */
  known(): number[] {
    return [...this.#links.keys()]
  }

  #linkOf(uid: number): Link {
    const known = this.#links.get(uid)
    if (known) return known
    const link: Link = { wanted: null, linked: null, isPaused: false, isQueued: false }
    this.#links.set(uid, link)
    return link
  }
}
