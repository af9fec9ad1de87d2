// Several packets for one socket in the same turn of the event loop leave in one system call: a move makes up
// to five pushes per seat, and the call costs more than making them.
import type { Writable } from 'node:stream'

export class WriteBatch {
  #corked: Writable[] = []
  readonly #flush = (): void => {
    const corked = this.#corked
    this.#corked = []
    for (const socket of corked) socket.uncork()
  }

  /** Holds the socket's writes back until the current turn is done. Call before each write. */
  hold(socket: Writable): void {
    if (socket.writableCorked > 0) return
    socket.cork()
    if (this.#corked.push(socket) === 1) process.nextTick(this.#flush)
  }
}
