// WebSockets from our own HTTP server and from upgrades that another one hands over.
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { type ServerOptions, WebSocketServer } from 'ws'
import { PACKET_HEADER_BYTES } from '../protocol/packet.ts'
import type { ClientIp } from './ip.ts'
import { type ListenAt, listen, stopListening } from './listen.ts'
import type { Refused } from './observer.ts'
import type { OriginCheck } from './origin.ts'
import { parseResumeTicket } from './resume-ticket.ts'
import { type Accept, CLOSE_TIMEOUT_MS } from './transport.ts'
import { refuseRequest, refuseUpgrade } from './upgrade-refusal.ts'
import type { WriteBatch } from './write-batch.ts'
import { WsTransport } from './ws-transport.ts'

export type WsListenerOptions = {
  readonly maxPacketBytes: number
  readonly maxFragments: number
  readonly maxBufferedChunks: number
  /** Over all, upgraded or not; sockets beyond are dropped without an answer. */
  readonly maxConnections: number
  readonly clientIp: ClientIp
  readonly isOriginAllowed: OriginCheck
  /** Why a connection of this address is turned away now; null = it may come in. */
  readonly refusalFor: (ip: string) => Refused | null
  /** The same for one that shows a resume ticket with this token; asked when the first answer was no. */
  readonly refusalOfResume: (ip: string, token: string) => Promise<Refused | null>
  readonly onRefused: (why: Refused) => void
  readonly accept: Accept
  readonly batch: WriteBatch
}

export const GAME_PATH = '/'
/** An upgrade is one small request: whoever needs longer for it is not a player. */
const HEADERS_TIMEOUT_MS = 5000
const REQUEST_TIMEOUT_MS = 10_000
const TIMEOUT_CHECK_MS = 1000
/** Pongs that wait to be written; a peer that asks for more without reading is dropped. */
const MAX_PENDING_AUTO_PONGS = 4

/** What ws 8.23 knows and its type package does not yet. */
type UntypedOptions = { readonly maxPendingAutoPongs: number; readonly closeTimeout: number }

const ignore = (): void => undefined

export class WsListener {
  readonly #options: WsListenerOptions
  readonly #webSockets: WebSocketServer
  readonly #server: Server

  constructor(options: WsListenerOptions) {
    this.#options = options
    const webSocketOptions: ServerOptions & UntypedOptions = {
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: PACKET_HEADER_BYTES + options.maxPacketBytes,
      maxFragments: options.maxFragments,
      maxBufferedChunks: options.maxBufferedChunks,
      maxPendingAutoPongs: MAX_PENDING_AUTO_PONGS,
      closeTimeout: CLOSE_TIMEOUT_MS,
    }
    this.#webSockets = new WebSocketServer(webSocketOptions)
    this.#server = createServer({
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      connectionsCheckingInterval: TIMEOUT_CHECK_MS,
      keepAlive: false,
    })
    this.#server.maxConnections = options.maxConnections
    this.#server.on('request', (request, response) => {
      const why = pathOf(request) === GAME_PATH ? 'not_websocket' : 'path'
      options.onRefused(why)
      refuseRequest(response, why)
    })
    this.#server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      socket.on('error', ignore)
      if (pathOf(request) === GAME_PATH) this.handleUpgrade(request, socket, head)
      else this.#refuse(socket, 'path')
    })
  }

  /** The chosen port. Rejects where it cannot be listened on. */
  async listen(at: ListenAt): Promise<number> {
    return await listen(this.#server, at)
  }

  /** Whatever the path: the caller has checked it. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // First of all: a peer that resets the connection now would end the process without a listener.
    socket.on('error', ignore)
    const { clientIp, isOriginAllowed, refusalFor, refusalOfResume, accept, batch } = this.#options
    const { origin, host, 'x-forwarded-for': forwarded } = request.headers
    const forwardedFor = Array.isArray(forwarded) ? forwarded.join(',') : forwarded
    const remoteIp = clientIp(request.socket.remoteAddress, forwardedFor)
    const open = (): void =>
      this.#webSockets.handleUpgrade(request, socket, head, (webSocket) =>
        accept(new WsTransport(webSocket, { socket, remoteIp, batch })),
      )
    if (!isOriginAllowed(origin, host)) return this.#refuse(socket, 'origin')
    const why = refusalFor(remoteIp)
    if (why === null) return open()
    const token = parseResumeTicket(request.headers['sec-websocket-protocol'])
    if (token === null) return this.#refuse(socket, why)
    void refusalOfResume(remoteIp, token).then((still) =>
      still === null ? open() : this.#refuse(socket, still),
    )
  }

  /** Stops listening; resolves when every socket is gone: sessions must be closed by others. */
  async close(): Promise<void> {
    const closed = stopListening(this.#server)
    this.#server.closeAllConnections()
    await closed
  }

  #refuse(socket: Duplex, why: Refused): void {
    this.#options.onRefused(why)
    refuseUpgrade(socket, why)
  }
}

const pathOf = (request: IncomingMessage): string => (request.url ?? '').split('?', 1)[0] ?? ''
