// A network between client and server that a test can spoil: it cuts, stands still, delays, and takes packets apart.
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import type { Rng } from '../../src/lib/rng.ts'
import { seededRng } from '../../src/lib/rng.ts'

export type Weather = {
  /** Each piece waits up to so long; pieces of one direction keep their order, as TCP does. */
  readonly delayMs?: number
  /** Pieces have at most so many bytes. */
  readonly pieceBytes?: number
}

/** One direction of one connection. */
class Lane {
  readonly #to: Socket
  readonly #weather: Weather
  readonly #rng: Rng
  #waiting: Buffer[] = []
  #isMoving = false
  #isStill = false

  constructor(from: Socket, to: Socket, { weather, rng }: { weather: Weather; rng: Rng }) {
    this.#to = to
    this.#weather = weather
    this.#rng = rng
    from.on('data', (bytes: Buffer) => {
      this.#waiting.push(bytes)
      this.#move()
    })
    from.on('close', () => to.destroy())
    from.on('error', () => undefined)
  }

  stall(isStill: boolean): void {
    this.#isStill = isStill
    this.#move()
  }

  #move(): void {
    if (this.#isMoving || this.#isStill) return
    const next = this.#waiting.shift()
    if (next === undefined) return
    const { delayMs = 0, pieceBytes = next.length } = this.#weather
    const size = Math.min(next.length, 1 + this.#rng.below(pieceBytes))
    if (size < next.length) this.#waiting.unshift(next.subarray(size))
    const hand = (): void => {
      this.#isMoving = false
      if (!this.#to.destroyed) this.#to.write(next.subarray(0, size))
      this.#move()
    }
    if (delayMs === 0) return hand()
    this.#isMoving = true
    setTimeout(hand, this.#rng.below(delayMs + 1))
  }
}

type Line = { readonly client: Socket; readonly up: Lane; readonly down: Lane }

export class BadNetwork {
  readonly port: number
  readonly #server: Server
  readonly #lines = new Set<Line>()

  private constructor(server: Server, port: number) {
    this.#server = server
    this.port = port
  }

  /** Listens on loopback and leads to `targetPort`. */
  static async open(targetPort: number, weather: Weather = {}, seed = 1): Promise<BadNetwork> {
    const rng = seededRng(seed)
    const server = createServer({ noDelay: true })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const network = new BadNetwork(server, (server.address() as AddressInfo).port)
    server.on('connection', (client) => {
      const far = connect({ host: '127.0.0.1', port: targetPort, noDelay: true })
      const up = new Lane(client, far, { weather, rng })
      const down = new Lane(far, client, { weather, rng })
      const line = { client, up, down }
      network.#lines.add(line)
      client.once('close', () => network.#lines.delete(line))
    })
    return network
  }

  /** Nothing gets through any more in either direction, and nobody is told; until `flow`. */
  stall(): void {
    for (const { up, down } of this.#lines) for (const lane of [up, down]) lane.stall(true)
  }

  /** What had to wait comes now. */
  flow(): void {
    for (const { up, down } of this.#lines) for (const lane of [up, down]) lane.stall(false)
  }

  /** Every connection is reset. */
  cut(): void {
    for (const { client } of this.#lines) client.resetAndDestroy()
  }

  async close(): Promise<void> {
    this.cut()
    const closed = once(this.#server, 'close')
    this.#server.close()
    await closed
  }
}
