// Which session speaks for which account: one at most, the newest.
import { invariant } from '../lib/assert.ts'
import type { Session, SessionDirectory, SessionEvents } from '../lobby/session.ts'
import { type Outgoing, outgoing } from '../room/connection.ts'
import type { Admission } from './admission.ts'
import { Group } from './group.ts'
import type { NetObserver } from './observer.ts'
import { PlayerSession } from './session.ts'

export class LiveSessions implements SessionDirectory {
  readonly #events: SessionEvents
  readonly #admission: Admission
  readonly #observer: NetObserver
  readonly #byUid = new Map<number, PlayerSession>()
  /** nanoserver's system broadcast group: everyone who logged in. */
  readonly #everyone = new Group<PlayerSession>('system')

  constructor(parts: { events: SessionEvents; admission: Admission; observer: NetObserver }) {
    this.#events = parts.events
    this.#admission = parts.admission
    this.#observer = parts.observer
  }

  get online(): number {
    return this.#byUid.size
  }

  ofUid(uid: number): PlayerSession | undefined {
    return this.#byUid.get(uid)
  }

  broadcast(push: Outgoing): void {
    this.#everyone.broadcast(push)
  }

  /**
   * A session that closed while its login was being checked is bound all the same, and `onUnbound`
   * follows when the handler has finished: the lobby sees every account leave that it saw come.
   */
  bind(session: Session, uid: number): void {
    invariant(session instanceof PlayerSession, 'a session of this server')
    if (session.uid === uid) return
    const older = this.#byUid.get(uid)
    if (older !== undefined) this.#replace(older, uid)
    this.release(session)
    this.#admission.logIn(session.ticket)
    session.setUid(uid)
    this.#byUid.set(uid, session)
    this.#everyone.join(session)
    // Who came back during a drain has not heard of it.
    if (this.#admission.isDraining) session.send(outgoing('onServerDrain', { retryInMs: 0 }))
  }

  /** The session has closed; its account, if it has one, is nobody's. */
  release(session: PlayerSession): void {
    const { uid } = session
    if (uid === null) return
    this.#forget(session, uid)
    this.#tell(session, uid, false)
  }

  #replace(older: PlayerSession, uid: number): void {
    this.#forget(older, uid)
    older.kickAs('REPLACED', 'REPLACED')
    this.#tell(older, uid, true)
  }

  #forget(session: PlayerSession, uid: number): void {
    this.#byUid.delete(uid)
    this.#everyone.leave(session)
    session.setUid(null)
  }

  #tell(session: PlayerSession, uid: number, isReplaced: boolean): void {
    try {
      this.#events.onUnbound(session, uid, isReplaced)
    } catch (error) {
      this.#observer.unbindFailed(error)
    }
  }
}
