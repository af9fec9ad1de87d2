// The page's state and what a player can do to it. Views read the state and call the commands; only this file
// talks to the session.
import { OP } from '../src/protocol/fields.ts'
import type { Op } from '../src/protocol/fields.ts'
import type { DeskOptions } from '../src/protocol/desk-options.ts'
import type { AnyPush } from '../src/protocol/pushes.ts'
import type { RequestOf, ResponseOf, RouteName } from '../src/protocol/routes.ts'
import type { Result } from '../src/lib/result.ts'
import type { BotLevel } from '../src/table/player.ts'
import type { Account } from './account.ts'
import { randomHex } from './account.ts'
import type { Failure } from './connection.ts'
import { chooseLanguage, failureText, t } from './language.ts'
import type { Link } from './session.ts'
import { Session } from './session.ts'
import { answered, reduce, withTableInfo } from './store.ts'
import { isInRound, newTable } from './table-state.ts'
import type { Table } from './table-state.ts'
import { remember } from './witness.ts'

export type Toast = { readonly id: number; readonly text: string }
export type AppState = {
  readonly link: Link
  readonly account: Account | null
  /** null: on the start page. */
  readonly table: Table | null
  /** An answer to the open prompt is on its way. */
  readonly isAnswering: boolean
  readonly toasts: readonly Toast[]
  /** The server has announced a restart. */
  readonly isDraining: boolean
  /** The last answer's way there and back; null before the first one. */
  readonly roundTripMs: number | null
}

const SEED_BYTES = 32
const TOAST_MS = 5000
/** The deal is looked at for so long before play goes on. */
const DEAL_PAUSE_MS = 600
const MAX_TOASTS = 4

type TableRoute = 'DeskManager.QuickStart' | 'DeskManager.CreateDesk' | 'DeskManager.Join'

export class App {
  readonly #session: Session
  readonly #onChange: () => void
  #state: AppState = {
    link: { kind: 'connecting' },
    account: null,
    table: null,
    isAnswering: false,
    toasts: [],
    isDraining: false,
    roundTripMs: null,
  }
  /** Pushes of a table count only while this player has asked for one. */
  #isAtTable = false
  /** The round that the next deal will be, by its commitment. */
  #nextRoundId = ''
  #isReadyWanted = false
  #isReadying = false
  #lastToast = 0

  constructor(url: string, onChange: () => void) {
    this.#onChange = onChange
    this.#session = new Session(url, {
      onLink: (link) => this.#set(link.kind === 'online' ? { link, isDraining: false } : { link }),
      onRoundTrip: (roundTripMs) => this.#set({ roundTripMs }),
      onAccount: (account) => {
        this.#set({ account })
        for (const message of account.messages) this.toast(message)
      },
      onPush: (push) => this.#take(push),
      onSeat: (waiting) => this.#seatWaits(waiting),
      onFailure: (failure) => this.toast(failureText(failure)),
    })
  }

  get state(): AppState {
    return this.#state
  }

  start(): void {
    this.#session.start()
  }

  hurry(): void {
    this.#session.hurry()
  }

  setLanguage(language: 'en' | 'zh'): void {
    chooseLanguage(language)
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
    this.#onChange()
  }

  toast(text: string): void {
    const id = ++this.#lastToast
    // Said again it is not said twice.
    const others = this.#state.toasts.filter((toast) => toast.text !== text)
    this.#set({ toasts: [...others, { id, text }].slice(-MAX_TOASTS) })
    setTimeout(() => this.#set({ toasts: this.#state.toasts.filter((toast) => toast.id !== id) }), TOAST_MS)
  }

  async quickStart(): Promise<void> {
    this.#isReadyWanted = true
    await this.#sit('DeskManager.QuickStart', this.#versioned({}))
  }

  createTable = (options: DeskOptions): Promise<boolean> =>
    this.#sit('DeskManager.CreateDesk', this.#versioned({ options }))

  joinTable = (deskId: string): Promise<boolean> => this.#sit('DeskManager.Join', this.#versioned({ deskId }))

  /** With a fresh share in the wall's randomness, made after the server's promise was seen. */
  async ready(): Promise<void> {
    this.#isReadyWanted = false
    if (this.#isReadying) return
    this.#isReadying = true
    const seed = randomHex(SEED_BYTES)
    const roundId = this.#nextRoundId
    const answer = await this.#ask('DeskManager.Ready', { seed })
    this.#isReadying = false
    if (answer.ok && roundId !== '') remember(roundId, { seed })
  }

  addBot = (level: BotLevel): Promise<unknown> => this.#ask('DeskManager.AddBot', { level })
  trust = (on: boolean): Promise<unknown> => this.#ask('DeskManager.Trust', { on })
  dissolve = (): Promise<unknown> => this.#ask('DeskManager.Dissolve', {})
  vote = (result: boolean): Promise<unknown> => this.#ask('DeskManager.DissolveStatus', { result })

  discard = (tile: number): Promise<void> => this.operate(OP.chu, tile)

  async operate(optype: Op, tile: number | undefined): Promise<void> {
    await this.#answer('DeskManager.OpChoose', { optype, ...(tile === undefined ? {} : { idx: tile }) })
  }

  async swap(tiles: readonly number[]): Promise<void> {
    await this.#answer('DeskManager.SwapTiles', { tiles })
  }

  async nameVoid(que: number): Promise<void> {
    await this.#answer('DeskManager.DingQue', { que })
  }

  /** Leaves a table that has not begun; one that is over is only put away. */
  async leave(): Promise<void> {
    const { table } = this.#state
    const isOver = table !== null && ['matchOver', 'left', 'dissolved'].includes(table.phase)
    if (!isOver) {
      const left = await this.#ask('DeskManager.Exit', { isDestroy: false })
      if (!left.ok) return
    }
    this.#putAway()
  }

  #putAway(): void {
    this.#isAtTable = false
    this.#isReadyWanted = false
    this.#set({ table: null, isAnswering: false })
  }

  #set(change: Partial<AppState>): void {
    this.#state = { ...this.#state, ...change }
    this.#onChange()
  }

  #change(change: (table: Table) => Table): void {
    const { table } = this.#state
    if (table) this.#set({ table: change(table) })
  }

  #versioned<T extends object>(payload: T): T & { version?: string } {
    const version = this.#state.account?.version
    return version ? { ...payload, version } : payload
  }

  async #ask<R extends RouteName>(route: R, payload: RequestOf<R>): Promise<Result<ResponseOf<R>, Failure>> {
    const answer = await this.#session.request(route, payload)
    if (!answer.ok) this.toast(failureText(answer.error))
    return answer
  }

  /** Answers the open prompt by its number, once. */
  async #answer<R extends 'DeskManager.OpChoose' | 'DeskManager.SwapTiles' | 'DeskManager.DingQue'>(
    route: R,
    payload: RequestOf<R>,
  ): Promise<void> {
    const promptId = this.#state.table?.prompt?.promptId
    if (this.#state.isAnswering) return
    this.#set({ isAnswering: true })
    const answer = await this.#ask(route, promptId === undefined ? payload : { ...payload, promptId })
    this.#set({ isAnswering: false })
    if (answer.ok) this.#reportRoundTrip()
    // A question that is settled is gone as well.
    if (answer.ok || answer.error.reason === 'STALE_PROMPT' || answer.error.reason === 'NO_PROMPT') {
      this.#change((table) => answered(table, promptId))
    }
  }

  /** For the operator's metrics; nobody waits for the answer. */
  #reportRoundTrip(): void {
    const { roundTripMs } = this.#state
    if (roundTripMs !== null) void this.#session.request('Manager.RoundTrip', { ms: Math.round(roundTripMs) })
  }

  async #sit<R extends TableRoute>(route: R, payload: RequestOf<R>): Promise<boolean> {
    const me = this.#state.account?.uid
    if (me === undefined) return false
    this.#isAtTable = true
    this.#nextRoundId = ''
    const answer = await this.#ask(route, payload)
    if (!answer.ok) {
      this.#putAway()
      return false
    }
    const { tableInfo } = answer.value
    this.#set({ table: withTableInfo(this.#state.table ?? newTable(me), tableInfo) })
    await this.#ask('DeskManager.ClientInitCompleted', { isReenter: false })
    return true
  }

  #seatWaits(waiting: ResponseOf<'DeskManager.UnCompleteDesk'>['tableInfo'] | null): void {
    const { account, table } = this.#state
    if (waiting && account) {
      this.#isAtTable = true
      // Everything that was known is told again.
      this.#set({ table: withTableInfo(newTable(account.uid), waiting), isAnswering: false })
    } else if (table && table.phase !== 'matchOver') {
      this.#putAway()
      this.toast(t('matchGone'))
    }
  }

  #take(push: AnyPush): void {
    const { account, table } = this.#state
    if (push.name === 'onCoinChange' && account) {
      return this.#set({ account: { ...account, cards: push.payload.coin } })
    }
    this.#notice(push)
    if (!this.#isAtTable || !account) return
    const before = table ?? newTable(account.uid)
    const after = reduce(before, push, Date.now())
    if (after !== before) this.#set({ table: after })
    this.#react(push, after)
  }

  /** Pushes that are words to the player. */
  #notice(push: AnyPush): void {
    if (push.name === 'onBroadcast') this.toast(push.payload.message)
    if (push.name === 'onError')
      this.toast(failureText({ reason: push.payload.reason, detail: push.payload.error }))
    if (push.name === 'onServerDrain') {
      this.#session.drain(push.payload.retryInMs)
      this.#set({ isDraining: true })
    }
    if (push.name === 'onDissolveFailure') this.toast(t('dissolveFailed'))
  }

  /** What the client owes the table after a push. */
  #react(push: AnyPush, table: Table): void {
    if (push.name === 'onDuanPai') {
      setTimeout(() => void this.#session.request('DeskManager.QiPaiFinished', {}), DEAL_PAUSE_MS)
    }
    if (push.name === 'onSyncDesk' && isInRound(table) && push.payload.status === 1) {
      void this.#session.request('DeskManager.QiPaiFinished', {})
    }
    if (push.name === 'onFairness' && push.payload.roundId && push.payload.seed === undefined) {
      this.#nextRoundId = push.payload.roundId
      remember(push.payload.roundId, { commit: push.payload.commit })
      if (this.#isReadyWanted && !isInRound(table)) void this.ready()
    }
    if (table.phase === 'dissolved') {
      this.#putAway()
      this.toast(t('deskDissolved'))
    }
    if (table.phase === 'left') this.#putAway()
  }
}
