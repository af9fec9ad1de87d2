// nano's packets over plain TCP, for clients of nanoserver, whose port is raw TCP.
import { createServer, type Server } from 'node:net'
import type { Clock } from '../lib/clock.ts'
import { plainIp } from './ip.ts'
import { type ListenAt, listen, stopListening } from './listen.ts'
import type { Refused } from './observer.ts'
import { TcpTransport } from './tcp-transport.ts'
import type { Accept } from './transport.ts'
import type { WriteBatch } from './write-batch.ts'

export type TcpListenerOptions = {
  readonly maxConnections: number
  readonly refusalFor: (ip: string) => Refused | null
  readonly onRefused: (why: Refused) => void
  readonly accept: Accept
  readonly batch: WriteBatch
  readonly clock: Clock
}

const ignore = (): void => undefined

export class TcpListener {
  readonly #server: Server

  constructor(options: TcpListenerOptions) {
    const { refusalFor, onRefused, accept, batch, clock } = options
    this.#server = createServer({ noDelay: true }, (socket) => {
      socket.on('error', ignore)
      const remoteIp = plainIp(socket.remoteAddress ?? '')
      const why = refusalFor(remoteIp)
      if (why === null) return accept(new TcpTransport(socket, { remoteIp, batch, clock }))
      // Before a handshake there is no packet that could say why.
      onRefused(why)
      socket.destroy()
    })
    this.#server.maxConnections = options.maxConnections
  }

  /** The chosen port. Rejects where it cannot be listened on. */
  async listen(at: ListenAt): Promise<number> {
    return await listen(this.#server, at)
  }

  /** Stops listening; resolves when every socket is gone: sessions must be closed by others. */
  async close(): Promise<void> {
    await stopListening(this.#server)
  }
}
