// A client that can also misbehave: it sends any bytes, and keeps every packet it gets.
import { connect, type Socket } from 'node:net'
import { type ClientOptions as WsOptions, WebSocket } from 'ws'
import { invariant, must } from '../../src/lib/assert.ts'
import { serverDictionary } from '../../src/protocol/dictionary.ts'
import { makeHandshakeRequest } from '../../src/protocol/handshake.ts'
import { makeJson } from '../../src/protocol/json.ts'
import { makeDataPacket, parseMessage } from '../../src/protocol/message.ts'
import {
  makePacket,
  MAX_PACKET_BODY_BYTES,
  PACKET,
  type Packet,
  PacketReader,
} from '../../src/protocol/packet.ts'
import { type PayloadPipeline, plainPipeline } from '../../src/protocol/pipeline.ts'

export type ClientOptions = {
  readonly pipeline?: PayloadPipeline
  readonly ws?: WsOptions
  readonly path?: string
}

export type Closed = { readonly code: number; readonly reason: string }
export type Json = { readonly [name: string]: unknown }
export type Received = Packet & { readonly frame: number }

const PATIENCE_MS = 5000
const dictionary = serverDictionary()

export class TestClient {
  readonly packets: Received[] = []
  readonly closed: Promise<Closed>
  readonly socket: WebSocket | Socket
  readonly #reader = new PacketReader({ maxBodyBytes: MAX_PACKET_BODY_BYTES })
  readonly #pipeline: PayloadPipeline
  readonly #waiters = new Set<() => void>()
  #frames = 0
  #lastId = 0
  #closing: Closed | null = null

  constructor(socket: WebSocket | Socket, options: ClientOptions = {}) {
    this.socket = socket
    this.#pipeline = options.pipeline ?? plainPipeline
    const { promise, resolve } = Promise.withResolvers<Closed>()
    this.closed = promise
    const finish = (code: number, reason: string): void => {
      this.#closing = { code, reason }
      resolve(this.#closing)
      this.#wake()
    }
    socket.on('error', () => undefined)
    if (socket instanceof WebSocket) {
      socket.on('message', (data) => this.#take(data as Buffer))
      socket.on('close', (code, reason) => finish(code, reason.toString()))
    } else {
      socket.on('data', (data) => this.#take(data as Buffer))
      socket.on('close', (hadError) => finish(hadError ? 1006 : 1000, ''))
    }
  }

  static async overWebSocket(port: number, options: ClientOptions = {}): Promise<TestClient> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${options.path ?? '/'}`, options.ws)
    const client = new TestClient(socket, options)
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    socket.on('open', resolve)
    socket.on('error', reject)
    await promise
    return client
  }

  static async overTcp(port: number): Promise<TestClient> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    const client = new TestClient(socket)
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    socket.on('connect', resolve)
    socket.on('error', reject)
    await promise
    return client
  }

  sendBytes(...bytes: readonly (Uint8Array | readonly number[])[]): void {
    const chunk = Buffer.concat(bytes.map((part) => Buffer.from(part as Uint8Array)))
    if (this.socket instanceof WebSocket) this.socket.send(chunk)
    else this.socket.write(chunk)
  }

  async shakeHands(): Promise<Json> {
    this.sendBytes(
      makePacket(PACKET.handshake, makeHandshakeRequest({ clientType: 'test', clientVersion: '1' })),
    )
    const reply = await this.packet((packet) => packet.type === PACKET.handshake)
    this.sendBytes(makePacket(PACKET.handshakeAck))
    return jsonOf(reply.body)
  }

  /** The bytes of a Request, and its id. */
  makeRequest(route: string, payload: unknown): { readonly id: number; readonly bytes: Uint8Array } {
    this.#lastId += 1
    const body = this.#pipeline.encode(payload instanceof Uint8Array ? payload : makeJson(payload))
    return { id: this.#lastId, bytes: makeDataPacket({ type: 'request', id: this.#lastId, route, body }) }
  }

  async request(route: string, payload: unknown = {}): Promise<Json> {
    const { id, bytes } = this.makeRequest(route, payload)
    this.sendBytes(bytes)
    return await this.response(id)
  }

  notify(route: string, payload: unknown = {}): void {
    const body = this.#pipeline.encode(payload instanceof Uint8Array ? payload : makeJson(payload))
    this.sendBytes(makeDataPacket({ type: 'notify', route, body }))
  }

  async response(id: number): Promise<Json> {
    const message = await this.#message((seen) => seen.type === 'response' && seen.id === id)
    return jsonOf(this.#decoded(message.body))
  }

  /** The next push of this name that no call has returned yet. */
  async push(route: string): Promise<Json> {
    const packet = await this.packet(({ type, body }) => {
      const message = type === PACKET.data ? parseMessage(body, dictionary) : undefined
      return message?.ok === true && message.value.type === 'push' && message.value.route === route
    })
    this.packets.splice(this.packets.indexOf(packet), 1)
    const message = parseMessage(packet.body, dictionary)
    invariant(message.ok, 'a push')
    return jsonOf(this.#decoded(message.value.body))
  }

  /** Ids of all responses so far, in the order of their arrival. */
  responseIds(): number[] {
    return this.messages().flatMap((message) => (message.type === 'response' ? [message.id] : []))
  }

  messages() {
    return this.packets.flatMap(({ type, body }) => {
      const message = type === PACKET.data ? parseMessage(body, dictionary) : undefined
      return message?.ok === true ? [message.value] : []
    })
  }

  /** The first packet that fits, once it is there. Fails when the connection closes first. */
  async packet(fits: (packet: Received) => boolean): Promise<Received> {
    await this.until(() => this.packets.some(fits))
    return must(this.packets.find(fits), 'a packet')
  }

  async until(condition: () => boolean): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const timer = setTimeout(() => reject(new Error(`not within ${PATIENCE_MS} ms`)), PATIENCE_MS)
    const look = (): void => {
      if (condition()) resolve()
      else if (this.#closing !== null) reject(new Error(`closed first: ${JSON.stringify(this.#closing)}`))
    }
    this.#waiters.add(look)
    look()
    try {
      await promise
    } finally {
      clearTimeout(timer)
      this.#waiters.delete(look)
    }
  }

  /** Stops reading; the socket stays open. */
  stopReading(): void {
    this.socket.pause()
  }

  destroy(): void {
    if (this.socket instanceof WebSocket) this.socket.terminate()
    else this.socket.destroy()
  }

  async #message(fits: (message: { type: string; id: number }) => boolean): Promise<{ body: Uint8Array }> {
    const seen = () => this.messages().find((message) => fits({ id: 0, ...message }))
    await this.until(() => seen() !== undefined)
    return must(seen(), 'a message')
  }

  #decoded(body: Uint8Array): Uint8Array {
    const plain = this.#pipeline.decode(body)
    invariant(plain.ok, 'a payload that decodes')
    return plain.value
  }

  #take(chunk: Buffer): void {
    this.#frames += 1
    const packets = this.#reader.feed(Uint8Array.from(chunk))
    invariant(packets.ok, 'packets')
    for (const packet of packets.value) this.packets.push({ ...packet, frame: this.#frames })
    this.#wake()
  }

  #wake(): void {
    for (const look of this.#waiters) look()
  }
}

export const jsonOf = (body: Uint8Array): Json => JSON.parse(new TextDecoder().decode(body)) as Json
