// The load of bench/net.ts: raw sockets with frames made beforehand, so that the server is the slower side.
import { connect, type Socket } from 'node:net'
import { makeHandshakeRequest } from '../../src/protocol/handshake.ts'
import { makeJson } from '../../src/protocol/json.ts'
import { makeDataPacket } from '../../src/protocol/message.ts'
import { makePacket, PACKET } from '../../src/protocol/packet.ts'
import type { Command, Load, Reply } from './messages.ts'

const MASK_BYTES = 4
const SHORT_PAYLOAD = 126
const HEAD_END = '\r\n\r\n'

/** A masked binary frame, as clients must send; the mask is zero. */
function frame(packet: Uint8Array): Buffer {
  const head =
    packet.length < SHORT_PAYLOAD
      ? [0x82, 0x80 | packet.length]
      : [0x82, 0x80 | SHORT_PAYLOAD, packet.length >> 8, packet.length & 0xff]
  return Buffer.concat([Uint8Array.from(head), new Uint8Array(MASK_BYTES), packet])
}

const request = (route: string, payload: unknown): Buffer =>
  frame(makeDataPacket({ type: 'request', id: 1, route, body: makeJson(payload) }))

const ASK = request('DeskManager.OpChoose', { optype: 1, idx: 52, promptId: 117 })
const GREETING = Buffer.concat([
  frame(makePacket(PACKET.handshake, makeHandshakeRequest({ clientType: 'bench', clientVersion: '1' }))),
  frame(makePacket(PACKET.handshakeAck)),
])
const UPGRADE = `GET / HTTP/1.1\r\nHost: bench\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==${HEAD_END}`

/** Counts whole frames in a stream of short, unmasked ones. */
class FrameCounter {
  #skip = 0
  #head: number[] = []

  count(chunk: Buffer): number {
    let frames = 0
    let at = 0
    while (at < chunk.length) {
      if (this.#skip > 0) {
        const taken = Math.min(this.#skip, chunk.length - at)
        at += taken
        this.#skip -= taken
        if (this.#skip === 0) frames += 1
        continue
      }
      this.#head.push(chunk[at++]!)
      const [, length = -1, high = 0, low = 0] = this.#head
      const needed = length === SHORT_PAYLOAD ? 4 : 2
      if (this.#head.length < needed) continue
      this.#skip = length === SHORT_PAYLOAD ? (high << 8) | low : length
      this.#head = []
    }
    return frames
  }
}

type Link = { readonly socket: Socket; readonly frames: FrameCounter; onFrames: (frames: number) => void }

let lastUid = 0

/** Resolves when the upgrade, and for our server handshake and login, are answered. */
async function open({ kind, port }: Load): Promise<Link> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const link: Link = { socket, frames: new FrameCounter(), onFrames: () => undefined }
  let head: string | null = ''
  let greetings = 0
  lastUid += 1
  const login = request('Manager.Login', { uid: lastUid })
  link.onFrames = (frames) => {
    greetings += frames
    if (greetings >= 2) resolve()
  }
  socket.on('error', reject)
  socket.on('close', () => reject(new Error('closed by the server')))
  socket.on('data', (chunk: Buffer) => {
    if (head === null) return link.onFrames(link.frames.count(chunk))
    head += chunk.toString('latin1')
    if (!head.includes(HEAD_END)) return
    head = null
    if (kind === 'echo') resolve()
    else socket.write(Buffer.concat([GREETING, login]))
  })
  socket.write(UPGRADE)
  await promise
  return link
}

const links: Link[] = []
const OPEN_AT_ONCE = 50

async function openAll(load: Load): Promise<number> {
  for (let opened = 0; opened < load.sockets; opened += OPEN_AT_ONCE) {
    const batch = Array.from({ length: Math.min(OPEN_AT_ONCE, load.sockets - opened) }, () => open(load))
    links.push(...(await Promise.all(batch)))
  }
  return links.length
}

async function ask(ms: number, window: number): Promise<number> {
  const asks = Array.from({ length: window + 1 }, (_, count) =>
    Buffer.concat(Array.from({ length: count }, () => ASK)),
  )
  let answers = 0
  let isOver = false
  for (const link of links) {
    link.onFrames = (frames) => {
      answers += frames
      if (!isOver) link.socket.write(asks[frames] ?? Buffer.concat(Array.from({ length: frames }, () => ASK)))
    }
    link.socket.write(asks[window]!)
  }
  await new Promise((resolve) => setTimeout(resolve, ms))
  isOver = true
  const count = answers
  // The last answers arrive before the next measurement begins.
  await new Promise((resolve) => setTimeout(resolve, 100))
  return count
}

async function join(load: Load & { ms: number }): Promise<number> {
  const endMs = performance.now() + load.ms
  let joined = 0
  const worker = async (): Promise<void> => {
    while (performance.now() < endMs) {
      const { socket } = await open(load)
      socket.resetAndDestroy()
      joined += 1
    }
  }
  await Promise.all(Array.from({ length: load.sockets }, worker))
  return joined
}

async function run(command: Command): Promise<number> {
  switch (command.what) {
    case 'open':
      return await openAll(command)
    case 'ask':
      return await ask(command.ms, command.window)
    case 'join':
      return await join(command)
    case 'start':
    case 'usage':
    case 'settle':
      return 0
  }
}

async function answer(command: Command): Promise<void> {
  const startMs = performance.now()
  const count = await run(command)
  const ms = 'ms' in command ? command.ms : performance.now() - startMs
  process.send?.({ what: 'count', count, ms } satisfies Reply)
}

process.on('message', (command: Command) => void answer(command))
process.on('disconnect', () => process.exit(0))
