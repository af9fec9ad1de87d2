// A player's connection that writes down what passes, and deals with a server in trouble as a patient client does: it
// asks again while nothing can be recorded, and waits for the end of the connection while the server stops.
import { setTimeout as delay } from 'node:timers/promises'
import type { Answer, Json, Wire } from '../support/player-client.ts'
import { PlayerClient } from '../support/player-client.ts'
import type { ConnectionLog, SentRequest } from './chronicle.ts'

/** Between two tries of a request that the journal could not take. */
const RETRY_MS = 100
const ANSWERS = new Set(['DeskManager.OpChoose', 'DeskManager.SwapTiles', 'DeskManager.DingQue'])

/** The answer to a prompt of which nobody knows whether it arrived. */
export type Unanswered = { request: { readonly route: string; readonly payload: Json } | null }

/** Whatever became of the connection since, this is a fault. */
export class SeatLost extends Error {}

export class RecordingWire implements Wire {
  onPush: (route: string, payload: unknown) => void = () => undefined
  readonly client: PlayerClient
  readonly log: ConnectionLog
  readonly #unanswered: Unanswered
  #isShown = false

  constructor(client: PlayerClient, log: ConnectionLog, unanswered: Unanswered) {
    this.client = client
    this.log = log
    this.#unanswered = unanswered
    client.onPush = (route, payload) => {
      log.saw(route, payload)
      // What comes before the table has been shown on this connection is contained in what is shown then.
      this.#isShown ||= route === 'onDeskBasicInfo'
      if (this.#isShown) this.onPush(route, payload)
    }
  }

  async request(route: string, payload: Json): Promise<Answer> {
    if (ANSWERS.has(route)) this.#unanswered.request = { route, payload }
    for (;;) {
      const answer = await this.#ask(route, payload)
      this.#mustHaveSeat(route, answer)
      if (answer.reason === 'DRAINING') await this.#untilEnded()
      if (answer.reason !== 'JOURNAL_DOWN') {
        if (ANSWERS.has(route)) this.#unanswered.request = null
        // The clock was quicker with another choice: for a player the question is settled.
        return answer.reason === 'ALREADY_ANSWERED' ? { ...answer, reason: 'STALE_PROMPT' } : answer
      }
      await delay(RETRY_MS)
    }
  }

  /** A single try, whatever comes of it. */
  async once(route: string, payload: Json): Promise<Answer> {
    return await this.#ask(route, payload)
  }

  notify(route: string, payload: Json): void {
    this.client.notify(route, payload)
  }

  close(): void {
    this.client.close()
  }

  async #ask(route: string, payload: Json): Promise<Answer> {
    const sent: SentRequest = { route, payload, sentAtMs: performance.now(), answer: null, answeredAtMs: 0 }
    this.log.requests.push(sent)
    const answer = await this.client.request(route, payload)
    sent.answer = answer
    sent.answeredAtMs = performance.now()
    return answer
  }

  /** A seat that was shown is lost by nothing but the end of the match while its player is there. */
  #mustHaveSeat(route: string, { reason }: Answer): void {
    const isGone = reason === 'NOT_AT_DESK' || reason === 'DESK_GONE'
    if (!isGone || route !== 'DeskManager.Ready' || this.log.hasSeen('onGameEnd')) return
    throw new SeatLost(`${this.log.uid} lost his seat at ${this.log.deskId} while he was there (${reason})`)
  }

  async #untilEnded(): Promise<never> {
    const { code } = await this.client.ended
    throw new Error(`the connection ended (${code}): the server stops`)
  }
}
