// A seat that plays by itself over any client: rebuilds its view, checks everything it is sent, answers what it is
// asked, and tells how the match ended.
import assert from 'node:assert/strict'
import type { Rng } from '../../src/lib/rng.ts'
import { seededRng } from '../../src/lib/rng.ts'
import type { AnyPush, PushOf } from '../../src/protocol/pushes.ts'
import { replyTo } from './client-policy.ts'
import { ClientView } from './client-view.ts'
import type { Question } from './client-view.ts'
import type { Answer, Json, Wire } from './player-client.ts'
import { checkAnswer, PushChecks } from './push-checks.ts'

export type GameEnd = PushOf<'onGameEnd'>

export type AutoPlayerOptions = {
  readonly uid: number
  readonly seed: number
  /** Tiles in the wall. */
  readonly wallSize?: number
  /** As nanoserver's clients: notifies without promptId. */
  readonly legacy?: boolean
  /** Before each answer. */
  readonly thinkMs?: (rng: Rng) => number
  /** Points may go to nobody (SBR's pot), so that the sum of a round may be below nothing. */
  readonly hasPot?: boolean
}

/** Another answer came first, or the clock: no fault of a client that could not know. */
const LATE = new Set(['STALE_PROMPT', 'NO_PROMPT', 'ALREADY_ANSWERED'])
/** Without promptId an answer that comes late may meet whatever is open then. */
const LATE_LEGACY = new Set([...LATE, 'ACTION_NOT_OFFERED', 'NOT_YOUR_TURN', 'WRONG_PHASE', 'TILE_NOT_HELD'])

/** What SBR fines a 花猪; it goes to the pot. */
const POT_FINE = 48

export class AutoPlayer {
  readonly view: ClientView
  readonly checks: PushChecks
  /** The match is over. Rejects at the first push or answer that is not as it has to be. */
  readonly finished: Promise<GameEnd>
  readonly roundEnds: PushOf<'onRoundEnd'>[] = []
  /** Refusals that a client may run into, counted by reason. */
  readonly refusals = new Map<string, number>()
  /** Questions that are left open while it says so. */
  hold: (question: Question, view: ClientView) => boolean = () => false
  /** Says that the deal was shown (QiPaiFinished). */
  confirms = true
  /** Is ready again after a round. */
  readies = true
  readonly #options: AutoPlayerOptions
  readonly #rng: Rng
  readonly #finished = Promise.withResolvers<GameEnd>()
  #wire: Wire | null = null
  #listeners: ((route: string, payload: unknown) => void)[] = []

  constructor(options: AutoPlayerOptions) {
    this.#options = options
    this.#rng = seededRng(options.seed)
    this.view = new ClientView(options.uid, options.wallSize)
    this.checks = new PushChecks(options.uid)
    this.finished = this.#finished.promise
    this.finished.catch(() => undefined)
  }

  get uid(): number {
    return this.#options.uid
  }

  /** From now on over this connection; what an earlier one still brings is not read. */
  use(wire: Wire): void {
    this.#wire = wire
    this.checks.restart()
    wire.onPush = (route, payload) => {
      if (this.#wire === wire) this.#guard(() => this.#take(route, payload))
    }
  }

  leave(): void {
    this.#wire = null
  }

  /** Resolves with the next push that `isIt` accepts. */
  async pushed(isIt: (route: string, payload: unknown) => boolean): Promise<unknown> {
    const { promise, resolve } = Promise.withResolvers<unknown>()
    const listener = (route: string, payload: unknown): void => {
      if (!isIt(route, payload)) return
      this.#listeners = this.#listeners.filter((other) => other !== listener)
      resolve(payload)
    }
    this.#listeners.push(listener)
    return await promise
  }

  /** Says something to the server; the answer is checked. Legacy players get none. */
  async say(route: string, payload: Json = {}): Promise<Answer> {
    const wire = this.#wire
    if (wire === null) return { code: -1, reason: 'NOT_CONNECTED' }
    if (this.#options.legacy) {
      const { promptId: _, ...plain } = payload
      wire.notify(route, plain)
      return { code: 0 }
    }
    const answer = await wire.request(route, payload)
    this.#guard(() => checkAnswer(route, answer))
    return answer
  }

  /** Goes on where it was stopped, or after a reconnect. */
  async goOn(): Promise<void> {
    const { view } = this
    if (view.question) return await this.#answer(view.question)
    if (view.status === 1) await this.#tell('DeskManager.QiPaiFinished')
    if (!view.isInRound && !view.own.isReady) await this.#tell('DeskManager.Ready')
  }

  #take(route: string, payload: unknown): void {
    this.checks.check(route, payload)
    const push = { name: route, payload } as AnyPush
    this.view.apply(push.name, push.payload)
    for (const listener of this.#listeners) listener(route, payload)
    void this.#react(push).catch((error: unknown) => this.#lost(error))
  }

  async #react({ name, payload }: AnyPush): Promise<void> {
    switch (name) {
      case 'onDuanPai':
        if (this.confirms) await this.#tell('DeskManager.QiPaiFinished')
        return
      case 'onSwapHint':
      case 'onDingQueHint':
      case 'onOpTypeHint':
        if (this.view.question) await this.#answer(this.view.question)
        return
      case 'onRoundEnd':
        this.roundEnds.push(payload)
        this.#guard(() => this.#checkSum(payload.scoreChange.map(({ score }) => score)))
        if (this.readies) await this.#tell('DeskManager.Ready')
        return
      case 'onGangScoreChange':
        this.#guard(() => this.#checkSum(payload.changes.map(({ score }) => score)))
        return
      case 'onError':
        this.#refused(payload.reason, payload.route)
        return
      case 'onGameEnd':
        this.#guard(() => this.#end(payload))
        return
      default:
        return
    }
  }

  async #answer(question: Question): Promise<void> {
    if (this.hold(question, this.view)) return
    const delayMs = this.#options.thinkMs?.(this.#rng) ?? 0
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs))
    if (this.view.question !== question) return
    const { route, payload } = replyTo(question, this.view, this.#rng)
    const answer = await this.say(route, payload)
    if (answer.code !== 0) return this.#refused(String(answer.reason), route)
    this.view.answered(question, question.kind === 'void' ? question.que : null)
  }

  async #tell(route: string): Promise<void> {
    const answer = await this.say(route)
    if (answer.code !== 0) this.#refused(String(answer.reason), route)
  }

  #refused(reason: string, route: string): void {
    this.refusals.set(reason, (this.refusals.get(reason) ?? 0) + 1)
    const isLate = (this.#options.legacy ? LATE_LEGACY : LATE).has(reason) || reason === 'NOT_CONNECTED'
    // A round or a deal may go on by the clock before its confirmation arrives.
    const isOvertaken = reason === 'WRONG_PHASE' && route !== 'DeskManager.OpChoose'
    this.#guard(() => assert.ok(isLate || isOvertaken, `${this.uid}: ${route} refused with ${reason}`))
  }

  #end(end: GameEnd): void {
    this.#checkSum(end.stats.map(({ totalScore }) => totalScore))
    this.#checkSum(end.roundStats.scoreChange.map(({ score }) => score))
    this.#finished.resolve(end)
  }

  #checkSum(points: readonly number[]): void {
    const sum = points.reduce((total, score) => total + score, 0)
    const isRight = this.#options.hasPot ? sum <= 0 && -sum % POT_FINE === 0 : sum === 0
    assert.ok(isRight, `points ${points.join(' ')} come to ${sum}`)
  }

  #guard(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.#finished.reject(error)
    }
  }

  /** A connection that ended while it was asked something is the test's business, not a fault. */
  #lost(error: unknown): void {
    const isGone = error instanceof Error && error.message.startsWith('the connection')
    if (!isGone) this.#finished.reject(error)
  }
}
