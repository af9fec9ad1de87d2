// One player's connection: guest login over HTTP, handshake, requests with the time that each answer took.
import { once } from 'node:events'
import { WebSocket } from 'ws'
import { makeHandshakeRequest } from '../../src/protocol/handshake.ts'
import { makeJson } from '../../src/protocol/json.ts'
import { makeDataPacket, parseMessage } from '../../src/protocol/message.ts'
import { makePacket, PACKET, PacketReader } from '../../src/protocol/packet.ts'
import type { ServerPorts } from './messages.ts'

export type Account = { readonly uid: number; readonly token: string }
export type Answer = { readonly code: number; readonly reason?: string }
export type OnPush = (route: string, body: Uint8Array) => void

const MAX_BODY_BYTES = 1 << 20
const text = new TextDecoder()
export const parseBody = (body: Uint8Array): unknown => JSON.parse(text.decode(body))

export async function logInAsGuest(ports: ServerPorts, imei: string): Promise<Account> {
  const response = await fetch(`http://127.0.0.1:${ports.web}/v1/user/login/guest`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ appId: 'bench', channelId: 'bench', imei }),
  })
  if (response.status !== 200) throw new Error(`guest login: ${response.status} ${await response.text()}`)
  return (await response.json()) as Account
}

type Waiting = { readonly sentMs: number; readonly resolve: (answer: Answer) => void }

export class Link {
  onPush: OnPush = () => undefined
  onRoundTrip: (ms: number) => void = () => undefined
  onClosed: () => void = () => undefined
  readonly #socket: WebSocket
  readonly #reader = new PacketReader({ maxBodyBytes: MAX_BODY_BYTES })
  readonly #waiting = new Map<number, Waiting>()
  readonly #shaken = Promise.withResolvers<void>()
  #lastId = 0

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', (data: Buffer) => this.#read(data))
    socket.on('error', () => undefined)
    socket.on('close', () => {
      this.#shaken.reject(new Error('closed before the handshake'))
      for (const { resolve } of this.#waiting.values()) resolve({ code: -1, reason: 'CONNECTION_LOST' })
      this.#waiting.clear()
      this.onClosed()
    })
  }

  static async open(ports: ServerPorts, account: Account): Promise<Link> {
    const socket = new WebSocket(`ws://127.0.0.1:${ports.game}/`, { perMessageDeflate: false })
    const link = new Link(socket)
    await once(socket, 'open')
    socket.send(
      makePacket(PACKET.handshake, makeHandshakeRequest({ clientType: 'bench', clientVersion: '1' })),
    )
    await link.#shaken.promise
    const answer = await link.request('Manager.Login', { uid: account.uid, token: account.token })
    if (answer.code !== 0) throw new Error(`login refused: ${answer.reason}`)
    return link
  }

  async request(route: string, payload: unknown): Promise<Answer> {
    this.#lastId += 1
    const id = this.#lastId
    const { promise, resolve } = Promise.withResolvers<Answer>()
    this.#waiting.set(id, { sentMs: performance.now(), resolve })
    this.#socket.send(makeDataPacket({ type: 'request', id, route, body: makeJson(payload) }))
    return await promise
  }

  #read(data: Uint8Array): void {
    const packets = this.#reader.feed(data)
    if (!packets.ok) throw new Error(`the server sent ${packets.error.code}`)
    for (const { type, body } of packets.value) {
      if (type === PACKET.data) this.#take(body)
      else if (type === PACKET.heartbeat) this.#socket.send(makePacket(PACKET.heartbeat))
      else if (type === PACKET.handshake) {
        this.#socket.send(makePacket(PACKET.handshakeAck))
        this.#shaken.resolve()
      }
    }
  }

  #take(body: Uint8Array): void {
    const parsed = parseMessage(body)
    if (!parsed.ok) throw new Error(`the server sent ${parsed.error.code}`)
    const message = parsed.value
    if (message.type === 'push') this.onPush(message.route, message.body)
    if (message.type !== 'response') return
    const waiting = this.#waiting.get(message.id)
    this.#waiting.delete(message.id)
    this.onRoundTrip(performance.now() - (waiting?.sentMs ?? 0))
    waiting?.resolve(parseBody(message.body) as Answer)
  }
}
