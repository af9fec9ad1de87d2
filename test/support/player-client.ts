// Our own client: logs in over HTTP, speaks packets and messages over a WebSocket, and hands on every push.
import { once } from 'node:events'
import { WebSocket } from 'ws'
import { makeHandshakeRequest, parseHandshakeResponse, parseKick } from '../../src/protocol/handshake.ts'
import { makeJson, parseJson } from '../../src/protocol/json.ts'
import { makeDataPacket, parseMessage } from '../../src/protocol/message.ts'
import { makePacket, PACKET, PacketReader } from '../../src/protocol/packet.ts'
import type { Packet } from '../../src/protocol/packet.ts'
import type { Ports } from './server-process.ts'

export type Json = { readonly [name: string]: unknown }
/** What a Request is answered with. */
export type Answer = Json & { readonly code: number; readonly reason?: string }

export type Account = {
  readonly uid: number
  readonly token: string
  /** Cards at the login. */
  readonly fangka: number
}

/** Any client that a player can use: ours, pomelo's, starx'. */
export interface Wire {
  onPush: (route: string, payload: unknown) => void
  /** Rejects when the connection ends before the answer. */
  request(route: string, payload: Json): Promise<Answer>
  notify(route: string, payload: Json): void
  close(): void
}

export type Ended = {
  readonly code: number
  /** Of the Kick before it; empty without one. */
  readonly kick: string
}

const MAX_BODY_BYTES = 1 << 20
const OPEN_DEADLINE_MS = 10_000
const MOVES = new Set(['DeskManager.OpChoose', 'DeskManager.SwapTiles', 'DeskManager.DingQue'])

/** One device id is one account. */
export async function logInAsGuest(ports: Pick<Ports, 'web'>, imei: string): Promise<Account> {
  const response = await fetch(`http://127.0.0.1:${ports.web}/v1/user/login/guest`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ appId: 'e2e', channelId: 'e2e', imei }),
  })
  const body = (await response.json()) as Account & { readonly error?: string }
  if (response.status !== 200) throw new Error(`guest login: ${response.status} ${body.error}`)
  return { uid: body.uid, token: body.token, fangka: body.fangka }
}

/** A page of the web API, asked for with the account's token. */
export async function getJson(ports: Pick<Ports, 'web'>, { token }: Account, path: string): Promise<Json> {
  const response = await fetch(`http://127.0.0.1:${ports.web}${path}`, {
    headers: { authorization: `Bearer ${token}` },
  })
  return (await response.json()) as Json
}

type Waiting = { readonly resolve: (answer: Answer) => void; readonly reject: (error: Error) => void }

export class PlayerClient implements Wire {
  onPush: (route: string, payload: unknown) => void = () => undefined
  /** Resolves when the connection has ended, for whatever reason. */
  readonly ended: Promise<Ended>
  heartbeatSeconds = 0
  /** From a payload as it came to JSON; for servers that encrypt. */
  decode: (body: Uint8Array) => Uint8Array = (body) => body
  /** Tells the server how long each move took from here to its answer. */
  reportsRoundTrips = false
  readonly #socket: WebSocket
  readonly #reader = new PacketReader({ maxBodyBytes: MAX_BODY_BYTES })
  readonly #waiting = new Map<number, Waiting>()
  readonly #working = Promise.withResolvers<void>()
  #lastId = 0
  #kick = ''
  #isEnded = false

  private constructor(socket: WebSocket) {
    this.#socket = socket
    const ended = Promise.withResolvers<Ended>()
    this.ended = ended.promise
    // Whoever waits for it hears of the end; here it must not become an unhandled rejection.
    this.#working.promise.catch(() => undefined)
    socket.on('message', (data: Buffer) => this.#read(data))
    socket.on('error', () => undefined)
    socket.on('close', (code) => {
      this.#isEnded = true
      const error = new Error(`the connection ended (${code} ${this.#kick})`)
      for (const { reject } of this.#waiting.values()) reject(error)
      this.#waiting.clear()
      this.#working.reject(error)
      ended.resolve({ code, kick: this.#kick })
    })
  }

  /** A working connection, not yet logged in. */
  static async open(url: string): Promise<PlayerClient> {
    const socket = new WebSocket(url, { perMessageDeflate: false, handshakeTimeout: OPEN_DEADLINE_MS })
    const client = new PlayerClient(socket)
    await once(socket, 'open')
    const hello = makeHandshakeRequest({ clientType: 'e2e', clientVersion: '1.0.0' })
    socket.send(makePacket(PACKET.handshake, hello))
    await client.#working.promise
    return client
  }

  /** The same, logged in; throws when the server refuses the account. */
  static async logIn(ports: Pick<Ports, 'game'>, account: Account): Promise<PlayerClient> {
    const client = await PlayerClient.open(`ws://127.0.0.1:${ports.game}/`)
    const answer = await client.request('Manager.Login', { uid: account.uid, token: account.token })
    if (answer.code !== 0) throw new Error(`login refused: ${answer.reason}`)
    return client
  }

  get isEnded(): boolean {
    return this.#isEnded
  }

  async request(route: string, payload: Json): Promise<Answer> {
    if (this.#isEnded) throw new Error('the connection has ended')
    this.#lastId += 1
    const id = this.#lastId
    const { promise, resolve, reject } = Promise.withResolvers<Answer>()
    this.#waiting.set(id, { resolve, reject })
    const sentMs = performance.now()
    this.#socket.send(makeDataPacket({ type: 'request', id, route, body: makeJson(payload) }))
    const answer = await promise
    if (this.reportsRoundTrips && MOVES.has(route)) {
      this.notify('Manager.RoundTrip', { ms: Math.round(performance.now() - sentMs) })
    }
    return answer
  }

  notify(route: string, payload: Json): void {
    if (!this.#isEnded) this.#socket.send(makeDataPacket({ type: 'notify', route, body: makeJson(payload) }))
  }

  /** The answer to a request that was sent as raw bytes. */
  async nextAnswer(id: number): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>()
    this.#waiting.set(id, { resolve, reject })
    this.#lastId = Math.max(this.#lastId, id)
    return await promise
  }

  /** Whatever bytes, as one frame. */
  sendRaw(bytes: Uint8Array): void {
    this.#socket.send(bytes)
  }

  /** An orderly goodbye. */
  close(): void {
    this.#socket.close(1000)
  }

  /** The network goes away: no close frame. */
  cut(): void {
    this.#socket.terminate()
  }

  /** The app is gone but its socket stays: nothing is read or answered any more. */
  freeze(): void {
    this.#socket.pause()
  }

  #read(data: Uint8Array): void {
    const packets = this.#reader.feed(data)
    if (!packets.ok) throw new Error(`the server sent ${packets.error.code}`)
    for (const packet of packets.value) this.#take(packet)
  }

  #take({ type, body }: Packet): void {
    switch (type) {
      case PACKET.handshake: {
        const response = parseHandshakeResponse(body)
        if (!response.ok || response.value.code !== 200) throw new Error('the handshake was refused')
        this.heartbeatSeconds = response.value.heartbeatSeconds
        this.#socket.send(makePacket(PACKET.handshakeAck))
        this.#working.resolve()
        return
      }
      case PACKET.heartbeat:
        this.#socket.send(makePacket(PACKET.heartbeat))
        return
      case PACKET.kick:
        this.#kick = parseKick(body)
        return
      case PACKET.data:
        this.#takeData(body)
        return
      case PACKET.handshakeAck:
        throw new Error('the server acknowledged a handshake')
    }
  }

  #takeData(body: Uint8Array): void {
    const message = parseMessage(body)
    if (!message.ok) throw new Error(`the server sent ${message.error.code}`)
    if (message.value.type === 'push' && message.value.route === 'onVoiceMessage')
      return this.onPush(message.value.route, message.value.body)
    const payload = parseJson(this.decode(message.value.body))
    if (!payload.ok) throw new Error(`the server sent ${payload.error.code}`)
    if (message.value.type === 'push') return this.onPush(message.value.route, payload.value)
    if (message.value.type !== 'response') throw new Error(`the server sent a ${message.value.type}`)
    const waiting = this.#waiting.get(message.value.id)
    if (waiting === undefined) throw new Error(`a second answer to request ${message.value.id}`)
    this.#waiting.delete(message.value.id)
    waiting.resolve(payload.value as Answer)
  }
}
