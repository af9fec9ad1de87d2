// Every open socket's session: what time does to them, and how they all end.
import type { Cancel, Clock } from '../lib/clock.ts'
import { outgoing } from '../room/connection.ts'
import type { Admission } from './admission.ts'
import type { LiveSessions } from './session-directory.ts'
import { PlayerSession, type SessionOwner } from './session.ts'
import type { SessionContext } from './session-context.ts'
import type { Transport } from './transport.ts'

/** How exact heartbeats and deadlines are; a sweep over 10,000 sessions takes about a millisecond. */
const SWEEP_MS = 251
/** Clients come back spread over this time, so that they do not all come at once. */
const RETURN_SPREAD_MS = 5000

/** Of all sockets together, but `fullestBytes`, which is one socket's. */
export type SocketLevels = {
  readonly preAuth: number
  readonly loggedIn: number
  readonly bufferedBytes: number
  readonly fullestBytes: number
  /** Over the soft limit. */
  readonly slow: number
}

export class SessionRegistry implements SessionOwner {
  readonly #context: SessionContext
  readonly #admission: Admission
  readonly #directory: LiveSessions
  readonly #clock: Clock
  readonly #sessions = new Set<PlayerSession>()
  #cancelSweep: Cancel | null = null
  #lastId = 0
  #whenEmpty: (() => void) | null = null

  constructor(parts: { context: SessionContext; admission: Admission; directory: LiveSessions }) {
    this.#context = parts.context
    this.#clock = parts.context.clock
    this.#admission = parts.admission
    this.#directory = parts.directory
  }

  open(transport: Transport): void {
    const ticket = this.#admission.enter(transport.remoteIp, this.#clock.monotonicMs())
    this.#lastId += 1
    const id = `s${this.#lastId}`
    this.#sessions.add(new PlayerSession({ id, transport, ticket, context: this.#context, owner: this }))
  }

  onClosed(session: PlayerSession): void {
    this.#directory.release(session)
  }

  onGone(session: PlayerSession): void {
    this.#admission.leave(session.ticket)
    this.#sessions.delete(session)
    if (this.#sessions.size === 0) this.#whenEmpty?.()
  }

  startSweeping(): void {
    this.#cancelSweep ??= this.#clock.after(SWEEP_MS, () => {
      this.#cancelSweep = null
      this.startSweeping()
      const nowMs = this.#clock.monotonicMs()
      for (const session of this.#sessions) session.tick(nowMs)
      this.#admission.sweep(nowMs)
    })
  }

  levels(): SocketLevels {
    let loggedIn = 0
    let bufferedBytes = 0
    let fullestBytes = 0
    let slow = 0
    for (const { uid, bufferedBytes: bytes } of this.#sessions) {
      if (uid !== null) loggedIn += 1
      bufferedBytes += bytes
      fullestBytes = Math.max(fullestBytes, bytes)
      if (bytes > this.#context.sendLimits.softBytes) slow += 1
    }
    return { preAuth: this.#sessions.size - loggedIn, loggedIn, bufferedBytes, fullestBytes, slow }
  }

  announceDrain(): void {
    let told = 0
    for (const session of this.#sessions) {
      const retryInMs = Math.floor((told / this.#sessions.size) * RETURN_SPREAD_MS)
      session.send(outgoing('onServerDrain', { retryInMs }))
      told += 1
    }
  }

  /**
   * Says goodbye to every session; resolves when the last socket is gone, which closing sockets bound in
   * time.
   */
  async closeAll(): Promise<void> {
    this.#cancelSweep?.()
    for (const session of this.#sessions) session.close('GOING_AWAY')
    if (this.#sessions.size === 0) return
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#whenEmpty = resolve
    await promise
  }
}
