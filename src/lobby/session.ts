// A logged-in connection as the lobby sees it; net implements these over sockets.
import type { Trace } from '../lib/trace.ts'
import type { Connection, Outgoing } from '../room/connection.ts'

export interface Session extends Connection {
  readonly ip: string
  /** The account that logged in; null before. */
  readonly uid: number | null
  readonly isClosed: boolean
  /** When the frame that is being handled was read off the socket, in monotonic milliseconds. */
  readonly receivedAtMs: number
  /** How the message that is being handled is followed; null or absent: it is not. */
  readonly trace?: Trace | null
  /** Sends Kick with the reason, then closes. */
  kick(reason: string): void
}

export interface SessionDirectory {
  /**
   * Binds an account to a session. An older session of the same account is kicked and closed first;
   * its `onUnbound` has run when this returns.
   */
  bind(session: Session, uid: number): void
  ofUid(uid: number): Session | undefined
  /** To every logged-in session. */
  broadcast(push: Outgoing): void
  readonly online: number
}

/** What net tells the lobby about sessions. */
export interface SessionEvents {
  /** A bound session has closed, or lost its account to a newer session (`replaced`). */
  onUnbound(session: Session, uid: number, replaced: boolean): void
}
