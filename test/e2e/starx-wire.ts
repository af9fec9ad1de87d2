// A small client for the raw TCP port that behaves as starx-wsclient does, written from the protocol's description
// alone: one packet a write, notifies, a heartbeat in answer to the server's, and no word that nanoserver does not know.
import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import type { Account, Answer, Json, Wire } from '../support/player-client.ts'
import type { ServerProcess } from '../support/server-process.ts'

const PACKET = { handshake: 1, ack: 2, heartbeat: 3, data: 4, kick: 5 } as const
const HEADER_BYTES = 4
const REQUEST = 0x00
const NOTIFY = 0x02
const RESPONSE = 0x04
const PUSH = 0x06
/** Ids stay below 128, so that each is one byte. */
const MAX_ID = 0x7f

export class StarxWire implements Wire {
  onPush: (route: string, payload: unknown) => void = () => undefined
  heartbeats = 0
  readonly #socket: Socket
  readonly #handshake = Promise.withResolvers<void>()
  readonly #waiting = new Map<number, (answer: Answer) => void>()
  #bytes: Buffer = Buffer.alloc(0)
  #lastId = 0

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.on('data', (chunk: Buffer) => this.#read(chunk))
    socket.on('error', () => undefined)
  }

  static async connect(server: ServerProcess, { uid, token }: Account): Promise<StarxWire> {
    const socket = connect({ host: '127.0.0.1', port: server.ports.tcp!, noDelay: true })
    await once(socket, 'connect')
    const wire = new StarxWire(socket)
    wire.#send(PACKET.handshake, '{"sys":{"type":"js-websocket","version":"0.0.1","rsa":{}},"user":{}}')
    await wire.#handshake.promise
    const answer = await wire.request('Manager.Login', { uid, token, name: 'starx', sex: 1, ip: '1.2.3.4' })
    if (answer.code !== 0) throw new Error(`login refused: ${String(answer.reason)}`)
    return wire
  }

  async request(route: string, payload: Json): Promise<Answer> {
    this.#lastId = (this.#lastId % MAX_ID) + 1
    const id = this.#lastId
    const { promise, resolve } = Promise.withResolvers<Answer>()
    this.#waiting.set(id, resolve)
    this.#send(PACKET.data, Buffer.concat([Buffer.of(REQUEST, id), said(route, payload)]))
    return await promise
  }

  notify(route: string, payload: Json): void {
    this.#send(PACKET.data, Buffer.concat([Buffer.of(NOTIFY), said(route, payload)]))
  }

  close(): void {
    this.#socket.destroy()
  }

  #send(type: number, body: Uint8Array | string = ''): void {
    const bytes = typeof body === 'string' ? Buffer.from(body) : body
    const header = Buffer.alloc(HEADER_BYTES)
    header.writeUInt32BE(bytes.length)
    header[0] = type
    this.#socket.write(Buffer.concat([header, bytes]))
  }

  #read(chunk: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, chunk])
    while (this.#bytes.length >= HEADER_BYTES) {
      const end = HEADER_BYTES + this.#bytes.readUIntBE(1, 3)
      if (this.#bytes.length < end) return
      const body = this.#bytes.subarray(HEADER_BYTES, end)
      const type = this.#bytes[0]!
      this.#bytes = this.#bytes.subarray(end)
      this.#take(type, body)
    }
  }

  #take(type: number, body: Buffer): void {
    if (type === PACKET.handshake) {
      this.#send(PACKET.ack)
      this.#handshake.resolve()
    } else if (type === PACKET.heartbeat) {
      this.heartbeats += 1
      this.#send(PACKET.heartbeat)
    } else if (type === PACKET.data) this.#takeMessage(body)
  }

  #takeMessage(body: Buffer): void {
    if (body[0] === RESPONSE) {
      const id = body[1]!
      this.#waiting.get(id)?.(JSON.parse(body.toString('utf8', 2)) as Answer)
      this.#waiting.delete(id)
    } else if (body[0] === PUSH) {
      const end = 2 + body[1]!
      this.onPush(body.toString('utf8', 2, end), JSON.parse(body.toString('utf8', end)) as unknown)
    }
  }
}

function said(route: string, payload: Json): Buffer {
  const name = Buffer.from(route)
  return Buffer.concat([Buffer.of(name.length), name, Buffer.from(JSON.stringify(payload))])
}
