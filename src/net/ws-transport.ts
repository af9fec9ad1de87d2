// A WebSocket as a transport: binary frames out, one packet each; binary and text frames in.
import type { Duplex } from 'node:stream'
import { type RawData, WebSocket } from 'ws'
import { CLOSE_CODES, type CloseName } from '../protocol/close-codes.ts'
import type { Transport, TransportListener } from './transport.ts'
import type { WriteBatch } from './write-batch.ts'

const FRAME = { binary: true, compress: false } as const
/** RFC 6455 section 7.1.5: no close frame came. */
const NO_CLOSE_FRAME = 1006

/** ws names what a peer did by these codes; everything else that it reports is the socket's own failure. */
const FAULTS: ReadonlyMap<string, CloseName> = new Map([
  ['WS_ERR_UNSUPPORTED_MESSAGE_LENGTH', 'TOO_BIG'],
  ['WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH', 'TOO_BIG'],
  ['WS_ERR_TOO_MANY_BUFFERED_PARTS', 'POLICY'],
])
const FAULT_PREFIX = 'WS_ERR_'

export class WsTransport implements Transport {
  readonly kind = 'ws'
  readonly remoteIp: string
  readonly #webSocket: WebSocket
  readonly #socket: Duplex
  readonly #batch: WriteBatch

  constructor(webSocket: WebSocket, from: { socket: Duplex; remoteIp: string; batch: WriteBatch }) {
    this.#webSocket = webSocket
    this.#socket = from.socket
    this.#batch = from.batch
    this.remoteIp = from.remoteIp
  }

  get bufferedBytes(): number {
    return this.#webSocket.bufferedAmount
  }

  send(bytes: Uint8Array): void {
    if (this.#webSocket.readyState !== WebSocket.OPEN) return
    this.#batch.hold(this.#socket)
    // ws would make a Buffer over the array's memory, which for short arrays costs more than this pooled
    // copy.
    this.#webSocket.send(bytes instanceof Buffer ? bytes : Buffer.from(bytes), FRAME)
  }

  whenHandedOver(listener: () => void): void {
    this.#batch.afterFlush(this.#socket, listener)
  }

  close(name: CloseName, reason: string): void {
    // A paused socket would never read the peer's close frame.
    this.#webSocket.resume()
    this.#webSocket.close(CLOSE_CODES[name].code, reason)
  }

  terminate(): void {
    this.#webSocket.terminate()
  }

  pause(): void {
    this.#webSocket.pause()
  }

  resume(): void {
    this.#webSocket.resume()
  }

  attach(listener: TransportListener): void {
    const webSocket = this.#webSocket
    const onControlFrame = (): void => listener.onControlFrame()
    webSocket.on('message', (data: RawData) => listener.onData(data as Buffer))
    webSocket.on('ping', onControlFrame)
    webSocket.on('pong', onControlFrame)
    webSocket.on('error', (error: NodeJS.ErrnoException) => {
      const code = error.code ?? ''
      if (code.startsWith(FAULT_PREFIX)) listener.onFault(FAULTS.get(code) ?? 'PROTOCOL_ERROR')
    })
    webSocket.on('close', (code: number) => listener.onGone(code !== NO_CLOSE_FRAME))
  }
}
