// One socket to the game server: nano's packets, requests with their answers, pushes, heartbeats.
import { makeDictionary } from '../src/protocol/dictionary.ts'
import type { RouteDictionary } from '../src/protocol/dictionary.ts'
import {
  HANDSHAKE_OK,
  makeHandshakeRequest,
  parseHandshakeResponse,
  parseKick,
} from '../src/protocol/handshake.ts'
import { makeJson, parseJson } from '../src/protocol/json.ts'
import { MAX_MESSAGE_ID, makeDataPacket, parseMessage } from '../src/protocol/message.ts'
import { MAX_PACKET_BODY_BYTES, makePacket, PACKET, PacketReader } from '../src/protocol/packet.ts'
import type { Packet } from '../src/protocol/packet.ts'
import { PUSHES } from '../src/protocol/pushes.ts'
import type { AnyPush } from '../src/protocol/pushes.ts'
import type { Reason } from '../src/protocol/refusals.ts'
import { isReason } from '../src/protocol/refusals.ts'
import type { RequestOf, ResponseOf, RouteName } from '../src/protocol/routes.ts'
import { err, ok } from '../src/lib/result.ts'
import type { Result } from '../src/lib/result.ts'

/** LOST: the connection ended, or nothing came in time; whether the request counted is not known. */
export type Failure = { readonly reason: Reason | 'LOST' | 'UNKNOWN'; readonly detail: string }
export type Closed = {
  /** 1006 where the network ended it, as browsers say. */
  readonly code: number
  /** What a Kick said before; empty without one. */
  readonly kick: string
}
export type ConnectionEvents = {
  readonly onOpen: () => void
  readonly onPush: (push: AnyPush) => void
  readonly onClosed: (closed: Closed) => void
  /** How long the answer to a request took. */
  readonly onRoundTrip: (ms: number) => void
}

const REQUEST_TIMEOUT_MS = 10_000
const HANDSHAKE_TIMEOUT_MS = 10_000
const ABNORMAL = 1006
/** Heartbeats in a row that may stay away. */
const MISSED_HEARTBEATS = 2
const MIN_HEARTBEAT_MS = 1000
const RESUMABLE_PROTOCOL = 'xuezhan'

type Waiting = {
  readonly settle: (answer: Result<unknown, Failure>) => void
  readonly timer: ReturnType<typeof setTimeout>
  /** On the clock of `performance.now`. */
  readonly sentMs: number
}
type Json = { readonly [name: string]: unknown }

const LOST: Failure = { reason: 'LOST', detail: '' }
const isPushName = (name: string): name is AnyPush['name'] => Object.hasOwn(PUSHES, name)
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null

export class Connection {
  readonly #socket: WebSocket
  readonly #events: ConnectionEvents
  readonly #reader = new PacketReader({ maxBodyBytes: MAX_PACKET_BODY_BYTES })
  readonly #waiting = new Map<number, Waiting>()
  #dictionary: RouteDictionary | undefined
  #lastId = 0
  #kick = ''
  #isClosed = false
  #heartbeat: ReturnType<typeof setInterval> | undefined
  #silence: ReturnType<typeof setTimeout> | undefined
  #silenceMs = HANDSHAKE_TIMEOUT_MS

  /** The token lets a player with a seat in while newcomers have to wait (docs/protocol.md, Coming back). */
  constructor(url: string, token: string, events: ConnectionEvents) {
    this.#events = events
    this.#socket = new WebSocket(url, [RESUMABLE_PROTOCOL, `token.${token}`])
    this.#socket.binaryType = 'arraybuffer'
    this.#socket.addEventListener('open', () => this.#shakeHands())
    this.#socket.addEventListener('message', ({ data }) => this.#read(data))
    this.#socket.addEventListener('close', ({ code }) => this.#end(code))
    this.#listen()
  }

  /** The answer to a request; a refusal, a lost connection and silence are values. */
  async request<R extends RouteName>(
    route: R,
    payload: RequestOf<R>,
  ): Promise<Result<ResponseOf<R>, Failure>> {
    if (this.#isClosed) return err(LOST)
    this.#lastId = this.#lastId >= MAX_MESSAGE_ID ? 1 : this.#lastId + 1
    const id = this.#lastId
    const answer = await new Promise<Result<unknown, Failure>>((settle) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id)
        settle(err(LOST))
      }, REQUEST_TIMEOUT_MS)
      this.#waiting.set(id, { settle, timer, sentMs: performance.now() })
      this.#send(makeDataPacket({ type: 'request', id, route, body: makeJson(payload) }, this.#dictionary))
    })
    return answer as Result<ResponseOf<R>, Failure>
  }

  close(): void {
    this.#socket.close()
    this.#end(ABNORMAL)
  }

  #shakeHands(): void {
    const request = makeHandshakeRequest({ clientType: 'xuezhan-web', clientVersion: '1.0.0' })
    this.#send(makePacket(PACKET.handshake, request))
  }

  #send(packet: Uint8Array): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(packet as Uint8Array<ArrayBuffer>)
  }

  #read(data: unknown): void {
    if (this.#isClosed || !(data instanceof ArrayBuffer)) return
    this.#listen()
    const packets = this.#reader.feed(new Uint8Array(data))
    if (!packets.ok) return this.close()
    for (const packet of packets.value) this.#take(packet)
  }

  /** Anything that comes is a sign of life; after a long silence the line is dead, whatever the browser says. */
  #listen(): void {
    clearTimeout(this.#silence)
    this.#silence = setTimeout(() => this.close(), this.#silenceMs)
  }

  #take({ type, body }: Packet): void {
    switch (type) {
      case PACKET.handshake:
        return this.#begin(body)
      case PACKET.data:
        return this.#takeMessage(body)
      case PACKET.kick:
        this.#kick = parseKick(body)
        return
      case PACKET.handshakeAck:
      case PACKET.heartbeat:
        return
    }
  }

  #begin(body: Uint8Array): void {
    const answer = parseHandshakeResponse(body)
    if (!answer.ok || answer.value.code !== HANDSHAKE_OK) return this.close()
    const { heartbeatSeconds, dict } = answer.value
    if (Object.keys(dict).length > 0) this.#dictionary = makeDictionary(dict)
    const everyMs = Math.max(MIN_HEARTBEAT_MS, heartbeatSeconds * 1000)
    this.#silenceMs = everyMs * MISSED_HEARTBEATS + MIN_HEARTBEAT_MS
    this.#heartbeat = setInterval(() => this.#send(makePacket(PACKET.heartbeat)), everyMs)
    this.#send(makePacket(PACKET.handshakeAck))
    this.#listen()
    this.#events.onOpen()
  }

  #takeMessage(body: Uint8Array): void {
    const message = parseMessage(body, this.#dictionary)
    if (!message.ok) return
    if (message.value.type === 'response') return this.#answer(message.value.id, message.value.body)
    const { type, route } = message.value
    // Voices are bytes, which this page does not play.
    if (type !== 'push' || !isPushName(route) || PUSHES[route].payload === 'bytes') return
    const payload = parseJson(message.value.body)
    if (payload.ok) this.#events.onPush({ name: route, payload: payload.value } as AnyPush)
  }

  #answer(id: number, body: Uint8Array): void {
    const waiting = this.#waiting.get(id)
    if (!waiting) return
    this.#waiting.delete(id)
    clearTimeout(waiting.timer)
    this.#events.onRoundTrip(performance.now() - waiting.sentMs)
    const parsed = parseJson(body)
    waiting.settle(parsed.ok ? answerOf(parsed.value) : err({ reason: 'UNKNOWN', detail: '' }))
  }

  #end(code: number): void {
    if (this.#isClosed) return
    this.#isClosed = true
    clearInterval(this.#heartbeat)
    clearTimeout(this.#silence)
    for (const { settle, timer } of this.#waiting.values()) {
      clearTimeout(timer)
      settle(err(LOST))
    }
    this.#waiting.clear()
    this.#events.onClosed({ code, kick: this.#kick })
  }
}

function answerOf(value: unknown): Result<unknown, Failure> {
  if (!isObject(value)) return err({ reason: 'UNKNOWN', detail: '' })
  const { code, reason, detail, error } = value
  if (code === 0) return ok(value)
  const known = typeof reason === 'string' && isReason(reason) ? reason : 'UNKNOWN'
  const told = typeof detail === 'string' ? detail : typeof error === 'string' ? error : ''
  return err({ reason: known, detail: told })
}
