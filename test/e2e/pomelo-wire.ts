// The npm client `pomelo-client-websocket`, which knows nothing of xuezhan, as a wire for the tests' players.
import { createRequire } from 'node:module'
import { PUSH_NAMES } from '../../src/protocol/pushes.ts'
import type { Account, Answer, Json, Wire } from '../support/player-client.ts'
import type { ServerProcess } from '../support/server-process.ts'

type Pomelo = {
  init(options: object, done: (response: unknown) => void): void
  request(route: string, payload: object, done: (answer: Answer) => void): void
  notify(route: string, payload: object): void
  on(event: string, listener: (payload: unknown) => void): void
  disconnect(): void
}
const Pomelo = createRequire(import.meta.url)('pomelo-client-websocket') as new () => Pomelo

export class PomeloWire implements Wire {
  onPush: (route: string, payload: unknown) => void = () => undefined
  readonly #pomelo: Pomelo

  private constructor(pomelo: Pomelo) {
    this.#pomelo = pomelo
    for (const name of PUSH_NAMES) pomelo.on(name, (payload) => this.onPush(name, payload))
  }

  static async connect(server: ServerProcess, { uid, token }: Account): Promise<PomeloWire> {
    const pomelo = new Pomelo()
    const wire = new PomeloWire(pomelo)
    await new Promise((resolve) => pomelo.init({ host: '127.0.0.1', port: server.ports.game }, resolve))
    const answer = await wire.request('Manager.Login', { uid, token })
    if (answer.code !== 0) throw new Error(`login refused: ${String(answer.reason)}`)
    return wire
  }

  async request(route: string, payload: Json): Promise<Answer> {
    return await new Promise((resolve) => this.#pomelo.request(route, payload, resolve))
  }

  notify(route: string, payload: Json): void {
    this.#pomelo.notify(route, payload)
  }

  close(): void {
    this.#pomelo.disconnect()
  }
}
