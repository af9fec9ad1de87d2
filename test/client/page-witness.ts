// What a page did before a test gave up on it: its last pushes, what it complained about, and a picture.
import { mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page, WebSocket } from 'playwright-core'
import { MAX_PACKET_BODY_BYTES, PACKET, PacketReader } from '../../src/protocol/packet.ts'
import { parseMessage } from '../../src/protocol/message.ts'
import type { Message } from '../../src/protocol/message.ts'

const LAST_MESSAGES = 25
const SHOWN_CHARACTERS = 220
const TEXT_CHARACTERS = 600
const PICTURES = join(tmpdir(), 'xuezhan-browser-failures')

let pictures = 0

type Seen = { readonly atMs: number; readonly what: string }

/** What of the page a reader of the report wants to know. */
const LOOK = `JSON.stringify({
  shown: document.body.innerText.replace(/\\s+/g, ' ').slice(0, ${TEXT_CHARACTERS}),
  focus: document.activeElement?.className,
  open: [...document.querySelectorAll('button:not(:disabled)')].map((button) => button.className).join(', '),
})`

export class PageWitness {
  /** Warnings, errors, refused and failed requests: an honest page has none. */
  readonly faults: string[] = []
  /** Requests that left the origin of the page. */
  readonly strangers: string[] = []
  readonly #page: Page
  readonly #seen: Seen[] = []

  constructor(page: Page) {
    this.#page = page
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.faults.push(message.text())
    })
    page.on('pageerror', (error) => this.faults.push(error.message))
    page.on('response', (response) => {
      if (response.status() >= 400) this.faults.push(`${response.status()} ${response.url()}`)
    })
    page.on('requestfailed', (request) => this.faults.push(`failed: ${request.url()}`))
    page.on('request', (request) => this.#hold(request.url()))
    page.on('websocket', (socket) => this.#listen(socket))
  }

  /** Everything a reader needs to see why a test failed. */
  async report(): Promise<string> {
    mkdirSync(PICTURES, { recursive: true })
    const picture = join(PICTURES, `${process.pid}-${Date.now()}-${(pictures += 1)}.png`)
    const isTaken = await this.#page.screenshot({ path: picture }).then(
      () => true,
      () => false,
    )
    return [
      isTaken ? `picture: ${picture}` : 'no picture could be taken',
      `page: ${await this.#page.evaluate<string>(LOOK).catch(() => 'does not answer')}`,
      `faults: ${JSON.stringify(this.faults)}`,
      'last messages:',
      ...this.#seen.map(({ atMs, what }) => `  ${Math.round(atMs)} ms ${what}`),
    ].join('\n')
  }

  #hold(url: string): void {
    const own = this.#page.url()
    if (own.startsWith('http') && /^(?:https?|wss?):/.test(url) && new URL(url).host !== new URL(own).host)
      this.strangers.push(url)
  }

  #note(what: string): void {
    this.#seen.push({ atMs: performance.now(), what: what.slice(0, SHOWN_CHARACTERS) })
    if (this.#seen.length > LAST_MESSAGES) this.#seen.shift()
  }

  #listen(socket: WebSocket): void {
    this.#hold(socket.url())
    this.#note(`socket opened: ${socket.url()}`)
    socket.on('close', () => this.#note('socket closed'))
    const readers = { '<-': newReader(), '->': newReader() }
    socket.on('framereceived', ({ payload }) => this.#read('<-', readers['<-'], payload))
    socket.on('framesent', ({ payload }) => this.#read('->', readers['->'], payload))
  }

  #read(way: string, reader: PacketReader, payload: string | Buffer): void {
    const packets = reader.feed(typeof payload === 'string' ? new TextEncoder().encode(payload) : payload)
    if (!packets.ok) return this.#note(`${way} not a packet`)
    for (const { type, body } of packets.value) {
      if (type === PACKET.heartbeat) continue
      const message = type === PACKET.data ? parseMessage(body, undefined) : undefined
      if (!message?.ok) this.#note(`${way} packet ${type}`)
      else this.#note(`${way} ${wordsOf(message.value)}`)
    }
  }
}

const newReader = (): PacketReader => new PacketReader({ maxBodyBytes: MAX_PACKET_BODY_BYTES })

function wordsOf(message: Message): string {
  const name = 'route' in message ? message.route : ''
  const id = 'id' in message ? `#${message.id}` : ''
  return [message.type, id, name, new TextDecoder().decode(message.body)].filter(Boolean).join(' ')
}
