// Keeps this player connected: guest login, the socket, coming back after a loss, and the seat that waits.
import { CLOSE_CODES } from '../src/protocol/close-codes.ts'
import type { TableInfo } from '../src/protocol/answers.ts'
import type { AnyPush } from '../src/protocol/pushes.ts'
import type { RequestOf, ResponseOf, RouteName } from '../src/protocol/routes.ts'
import { err } from '../src/lib/result.ts'
import type { Result } from '../src/lib/result.ts'
import type { Account } from './account.ts'
import { logInAsGuest } from './account.ts'
import { retryDelayMs } from './backoff.ts'
import type { Closed, Failure } from './connection.ts'
import { Connection } from './connection.ts'

/** stopped: no further try, because a second tab, a game master or the server's policy wants it so. */
export type Link =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'online' }
  | { readonly kind: 'waiting'; readonly retryAtMs: number }
  | { readonly kind: 'stopped'; readonly why: 'REPLACED' | 'KICKED' | 'REFUSED' }

export type SessionEvents = {
  readonly onLink: (link: Link) => void
  readonly onAccount: (account: Account) => void
  readonly onPush: (push: AnyPush) => void
  /** After each login: the table whose seat waits for this player, or null. The pushes that show it follow. */
  readonly onSeat: (waiting: TableInfo | null) => void
  readonly onFailure: (failure: Failure) => void
  readonly onRoundTrip: (ms: number) => void
}

const NO_RECONNECT = new Set<number>(
  Object.values(CLOSE_CODES)
    .filter(({ reconnect }) => !reconnect)
    .map(({ code }) => code),
)
const TOKEN_REASONS: readonly string[] = ['BAD_TOKEN', 'TOKEN_EXPIRED', 'USER_NOT_FOUND', 'TOKEN_MISMATCH']
const STOP_REASONS: readonly string[] = ['ACCOUNT_CLOSED', 'CLIENT_OLD']

export class Session {
  readonly #url: string
  readonly #events: SessionEvents
  #account: Account | null = null
  #connection: Connection | null = null
  #tries = 0
  #retry: ReturnType<typeof setTimeout> | undefined
  #isStopped = false
  /** Told by onServerDrain: not before this. */
  #notBeforeMs = 0

  constructor(url: string, events: SessionEvents) {
    this.#url = url
    this.#events = events
  }

  start(): void {
    this.#isStopped = false
    this.#tries = 0
    void this.#connect()
  }

  /** Tries at once, where a try is waiting: the network is back, or the page is looked at again. */
  hurry(): void {
    if (this.#retry === undefined || Date.now() < this.#notBeforeMs) return
    clearTimeout(this.#retry)
    this.#retry = undefined
    void this.#connect()
  }

  /** The server goes down for a restart: come back after this time. */
  drain(retryInMs: number): void {
    this.#notBeforeMs = Date.now() + retryInMs
  }

  async request<R extends RouteName>(
    route: R,
    payload: RequestOf<R>,
  ): Promise<Result<ResponseOf<R>, Failure>> {
    if (!this.#connection) return err({ reason: 'LOST', detail: '' })
    return await this.#connection.request(route, payload)
  }

  async #connect(): Promise<void> {
    this.#retry = undefined
    this.#events.onLink({ kind: 'connecting' })
    if (!this.#account) {
      const account = await logInAsGuest()
      if (!account.ok) return this.#later(account.error)
      this.#account = account.value
      this.#events.onAccount(account.value)
    }
    const connection: Connection = new Connection(this.#url, this.#account.token, {
      onOpen: () => void this.#logIn(connection),
      onPush: (push) => this.#events.onPush(push),
      onRoundTrip: (ms) => this.#events.onRoundTrip(ms),
      onClosed: (closed) => this.#lost(connection, closed),
    })
    this.#connection = connection
  }

  async #logIn(connection: Connection): Promise<void> {
    const { uid, name, token } = this.#account!
    const login = await connection.request('Manager.Login', { uid, name, token })
    if (!login.ok) {
      if (TOKEN_REASONS.includes(login.error.reason)) this.#account = null
      if (STOP_REASONS.includes(login.error.reason)) this.#stop('REFUSED')
      if (login.error.reason !== 'LOST') this.#events.onFailure(login.error)
      return connection.close()
    }
    const waiting = await connection.request('DeskManager.UnCompleteDesk', {})
    if (!waiting.ok) return connection.close()
    const { exist, tableInfo } = waiting.value
    this.#events.onSeat(exist ? tableInfo : null)
    if (exist) await this.#comeBack(connection, tableInfo.deskId)
    this.#tries = 0
    this.#notBeforeMs = 0
    this.#events.onLink({ kind: 'online' })
  }

  async #comeBack(connection: Connection, deskId: string): Promise<void> {
    const entered = await connection.request('DeskManager.ReJoin', { deskId })
    if (entered.ok) await connection.request('DeskManager.ClientInitCompleted', { isReenter: true })
    // The match ended between the two questions.
    else if (entered.error.reason === 'DESK_GONE') this.#events.onSeat(null)
  }

  #lost(connection: Connection, { code, kick }: Closed): void {
    if (connection !== this.#connection) return
    this.#connection = null
    if (this.#isStopped) return
    if (code === CLOSE_CODES.REPLACED.code || kick === 'REPLACED') return this.#stop('REPLACED')
    if (code === CLOSE_CODES.KICKED.code || kick === 'KICKED') return this.#stop('KICKED')
    // A closed tab says 1000; a page that is still there did not ask for it.
    if (NO_RECONNECT.has(code) && code !== CLOSE_CODES.NORMAL.code) return this.#stop('REFUSED')
    this.#later({ reason: 'LOST', detail: '' })
  }

  #stop(why: 'REPLACED' | 'KICKED' | 'REFUSED'): void {
    this.#isStopped = true
    this.#events.onLink({ kind: 'stopped', why })
  }

  #later(failure: Failure): void {
    if (failure.reason !== 'LOST') this.#events.onFailure(failure)
    const delayMs = retryDelayMs(this.#tries, Math.random())
    this.#tries += 1
    const retryAtMs = Math.max(Date.now(), this.#notBeforeMs) + delayMs
    clearTimeout(this.#retry)
    this.#retry = setTimeout(() => void this.#connect(), retryAtMs - Date.now())
    this.#events.onLink({ kind: 'waiting', retryAtMs })
  }
}
