// Several packets for one socket in the same turn of the event loop leave in one system call: a move makes up
// to five pushes per seat, and the call costs more than making them.
import type { Writable } from 'node:stream'

type Waiting = { readonly socket: Writable; readonly listener: () => void }

const NOTHING = Buffer.alloc(0)

export class WriteBatch {
  #corked: Writable[] = []
  #waiting: Waiting[] = []
  readonly #flush = (): void => {
    const corked = this.#corked
    const waiting = this.#waiting
    this.#corked = []
    this.#waiting = []
    for (const socket of corked) socket.uncork()
    for (const { socket, listener } of waiting) whenTaken(socket, listener)
  }

  /** Holds the socket's writes back until the current turn is done. Call before each write. */
  hold(socket: Writable): void {
    if (socket.writableCorked > 0) return
    socket.cork()
    if (this.#corked.push(socket) === 1) process.nextTick(this.#flush)
  }

  /** Calls back once the system has taken what was written so far, or the socket is gone. */
  afterFlush(socket: Writable, listener: () => void): void {
    if (socket.writableCorked > 0) this.#waiting.push({ socket, listener })
    else whenTaken(socket, listener)
  }
}

/** The system mostly takes a write at once; else an empty one waits in the line behind it. */
function whenTaken(socket: Writable, listener: () => void): void {
  if (socket.writableLength === 0 || socket.destroyed || socket.writableEnded) listener()
  else socket.write(NOTHING, listener)
}
