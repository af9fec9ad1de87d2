// Sessions and their directory without sockets, with the promises of net: one session an account, the older one
// is kicked and closed, and `onUnbound` has run when `bind` returns.
import assert from 'node:assert/strict'
import type { Session, SessionDirectory, SessionEvents } from '../../src/lobby/session.ts'
import type { Outgoing } from '../../src/room/connection.ts'
import { ArrayConnection } from '../room/live-table.ts'

export class FakeSession extends ArrayConnection implements Session {
  readonly ip = '192.0.2.1'
  uid: number | null = null
  isClosed = false
  receivedAtMs = 0
  readonly kicks: string[] = []
  readonly #directory: FakeDirectory

  constructor(id: string, directory: FakeDirectory) {
    super(id)
    this.#directory = directory
  }

  override send(push: Outgoing): void {
    if (!this.isClosed) super.send(push)
  }

  kick(reason: string): void {
    this.kicks.push(reason)
    this.close()
  }

  close(): void {
    this.isClosed = true
    this.#directory.release(this, false)
  }
}

export class FakeDirectory implements SessionDirectory {
  readonly #events: SessionEvents
  readonly #byUid = new Map<number, FakeSession>()
  #lastId = 0

  constructor(events: SessionEvents) {
    this.#events = events
  }

  get online(): number {
    return this.#byUid.size
  }

  ofUid(uid: number): FakeSession | undefined {
    return this.#byUid.get(uid)
  }

  broadcast(push: Outgoing): void {
    for (const session of this.#byUid.values()) session.send(push)
  }

  connect(): FakeSession {
    this.#lastId += 1
    return new FakeSession(`s${this.#lastId}`, this)
  }

  bind(session: Session, uid: number): void {
    assert.ok(session instanceof FakeSession)
    if (session.uid === uid) return
    const older = this.#byUid.get(uid)
    if (older) {
      older.kicks.push('REPLACED')
      older.isClosed = true
      this.release(older, true)
    }
    session.uid = uid
    this.#byUid.set(uid, session)
  }

  release(session: FakeSession, isReplaced: boolean): void {
    const { uid } = session
    if (uid === null) return
    session.uid = null
    this.#byUid.delete(uid)
    this.#events.onUnbound(session, uid, isReplaced)
  }
}
