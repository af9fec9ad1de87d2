// A player who comes back: whatever happens to the server, he connects again with backoff, logs in, asks for his table,
// repeats the answer of which he never heard, and plays on.
import { setTimeout as delay } from 'node:timers/promises'
import type { Rng } from '../../src/lib/rng.ts'
import { seededRng } from '../../src/lib/rng.ts'
import { AutoPlayer } from '../support/auto-player.ts'
import type { AutoPlayerOptions, GameEnd } from '../support/auto-player.ts'
import type { Account, Answer } from '../support/player-client.ts'
import { PlayerClient } from '../support/player-client.ts'
import type { ServerProcess } from '../support/server-process.ts'
import type { Chronicle, Visit } from './chronicle.ts'
import { RecordingWire, SeatLost } from './recording-wire.ts'
import type { Unanswered } from './recording-wire.ts'

const FIRST_BACKOFF_MS = 120
const LAST_BACKOFF_MS = 600
const CONNECT_DEADLINE_MS = 60_000

/** How a player comes to a table; both are called again after each broken connection. */
export type Arrival = {
  /** Takes a seat where there is none yet. */
  readonly sitDown: (wire: RecordingWire) => Promise<Answer>
  /** The number of the desk at which he sits. */
  readonly onSeated?: (deskId: string) => void
  /** Once the table is shown: what is missing before he is ready. */
  readonly furnish?: (player: AutoPlayer) => Promise<void>
  /** A seat that is lost before the first deal is not the end. */
  readonly isPublic?: boolean
}

export type Outcome =
  | { readonly kind: 'seen'; readonly end: GameEnd }
  /** The match ended while he was away. */
  | { readonly kind: 'missed' }

export type PlayerOptions = {
  readonly server: Pick<ServerProcess, 'ports'>
  readonly account: Account
  readonly chronicle: Chronicle
  readonly seed: number
  readonly auto?: Partial<AutoPlayerOptions>
  /** Ends every try to come back. */
  readonly signal: AbortSignal
}

export class PersistentPlayer {
  readonly account: Account
  /** Of the match in play. */
  auto!: AutoPlayer
  /** The connection in use, for tests that look at it; null while there is none. */
  wire: RecordingWire | null = null
  /** A player who was told to stay away does not connect until it resolves. */
  absence: Promise<void> = Promise.resolve()
  readonly #options: PlayerOptions
  readonly #rng: Rng
  #matches = 0

  constructor(options: PlayerOptions) {
    this.account = options.account
    this.#options = options
    this.#rng = seededRng(options.seed)
  }

  /** Plays one match to its end, over any number of connections. */
  async play(arrival: Arrival): Promise<Outcome> {
    const { chronicle, seed, auto } = this.#options
    this.#matches += 1
    this.auto = new AutoPlayer({ uid: this.account.uid, seed: seed + this.#matches, ...auto })
    const visit = chronicle.visit(this.account.uid)
    const attendance = new Attendance(this.auto, arrival)
    for (;;) {
      await this.absence
      this.#options.signal.throwIfAborted()
      const wire = await this.#connect(visit, attendance.unanswered)
      this.wire = wire
      try {
        const outcome = await attendance.attend(wire)
        if (outcome) return outcome
      } catch (error) {
        if (error instanceof SeatLost || !wire.client.isEnded) throw error
      } finally {
        this.auto.leave()
        this.wire = null
        wire.close()
      }
    }
  }

  async #connect(visit: Visit, unanswered: Unanswered): Promise<RecordingWire> {
    const { server, account, signal } = this.#options
    const deadline = Date.now() + CONNECT_DEADLINE_MS
    for (let backoffMs = FIRST_BACKOFF_MS; ; backoffMs = Math.min(backoffMs * 2, LAST_BACKOFF_MS)) {
      try {
        const client = await PlayerClient.logIn(server.ports, account)
        return new RecordingWire(client, visit.connect(), unanswered)
      } catch (error) {
        if (Date.now() > deadline || String(error).includes('login refused')) throw error
        await delay(backoffMs / 2 + this.#rng.below(backoffMs), undefined, { signal })
      }
    }
  }
}

/** What is known of one player's match from one connection to the next. */
class Attendance {
  readonly unanswered: Unanswered = { request: null }
  readonly #auto: AutoPlayer
  readonly #arrival: Arrival
  #hasSat = false

  constructor(auto: AutoPlayer, arrival: Arrival) {
    this.#auto = auto
    this.#arrival = arrival
  }

  /** null: the connection ended. */
  async attend(wire: RecordingWire): Promise<Outcome | null> {
    const auto = this.#auto
    auto.use(wire)
    if (!(await this.#enter(wire))) return { kind: 'missed' }
    this.#forgetRound(wire)
    await this.#repeat(wire)
    await this.#arrival.furnish?.(auto)
    await auto.goOn()
    const ended = wire.client.ended.then(() => null)
    return await Promise.race([auto.finished.then((end): Outcome => ({ kind: 'seen', end })), ended])
  }

  /** False where there is nothing to come back to. */
  async #enter(wire: RecordingWire): Promise<boolean> {
    const found = await wire.request('DeskManager.UnCompleteDesk', {})
    if (found['exist'] !== true) return await this.#sitDown(wire)
    const { deskId } = found['tableInfo'] as { readonly deskId: string }
    this.#seated(wire, deskId)
    const back = await wire.request('DeskManager.ReEnter', { deskId })
    // The match ended since the question.
    if (back.reason === 'DESK_GONE' || back.reason === 'NOT_AT_DESK') return false
    mustBeDone('ReEnter', back)
    const shown = await wire.request('DeskManager.ClientInitCompleted', { isReenter: true })
    // The match may have ended meanwhile; then its end has been shown.
    if (shown.reason !== 'NOT_AT_DESK') mustBeDone('ClientInitCompleted', shown)
    return true
  }

  async #sitDown(wire: RecordingWire): Promise<boolean> {
    const { isPublic = false, sitDown } = this.#arrival
    const wasDealt = this.#auto.view.status > 0 || this.#auto.view.roundsEnded > 0
    if (this.#hasSat && (wasDealt || !isPublic)) return false
    const taken = await sitDown(wire)
    mustBeDone('sitting down', taken)
    this.#seated(wire, (taken['tableInfo'] as { readonly deskId: string }).deskId)
    const shown = await wire.request('DeskManager.ClientInitCompleted', { isReenter: false })
    if (shown.reason === 'NOT_AT_DESK' || shown.reason === 'DESK_GONE') return false
    mustBeDone('ClientInitCompleted', shown)
    return true
  }

  #seated({ log }: RecordingWire, deskId: string): void {
    log.deskId = deskId
    this.#hasSat = true
    this.#arrival.onSeated?.(deskId)
  }

  /** A round of which nothing is shown any more has ended meanwhile. */
  #forgetRound({ log }: RecordingWire): void {
    if (log.hasSeen('onSyncDesk') || log.hasSeen('onDuanPai')) return
    this.#auto.view.status = 0
    this.#auto.view.question = null
  }

  /** The same answer again: it is taken now, or was taken then, or the question is settled. */
  async #repeat(wire: RecordingWire): Promise<void> {
    const { request } = this.unanswered
    if (request === null) return
    const { view } = this.#auto
    const { question } = view
    if (question && this.#auto.hold(question, view)) return
    const answer = await wire.request(request.route, request.payload)
    if (answer.code !== 0 || question?.promptId !== request.payload['promptId']) return
    view.answered(question!, question!.kind === 'void' ? question!.que : null)
  }
}

function mustBeDone(what: string, answer: Answer): void {
  if (answer.code !== 0) throw new Error(`${what} was refused: ${JSON.stringify(answer)}`)
}
