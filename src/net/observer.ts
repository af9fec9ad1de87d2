// What the network reports about itself. Nothing here decides anything; metrics and logs implement it.
import type { Trace } from '../lib/trace.ts'
import type { CloseName } from '../protocol/close-codes.ts'
import type { ProtocolErrorCode } from '../protocol/protocol-error.ts'
import type { Reason } from '../protocol/refusals.ts'
import type { PushName } from '../protocol/pushes.ts'
import type { RouteName } from '../protocol/routes.ts'

export type TransportKind = 'ws' | 'tcp'

/** Why a session ended: a close code of ours, or the peer vanished without one. */
export type SessionEnd = CloseName | 'CLIENT_GONE'

/** Why a connection was turned away before it became a session. */
export type Refused =
  | 'full'
  | 'pre_auth_full'
  | 'ip_full'
  | 'draining'
  | 'overload'
  | 'origin'
  | 'path'
  | 'not_websocket'

export type HandledMessage = {
  /** 'unknown' stands for every name that is not a route, so that labels stay few. */
  readonly route: RouteName | 'unknown'
  readonly result: 'OK' | Reason
  /** From the moment the message could be read off the socket to its answer, in milliseconds. */
  readonly ms: number
  /** Monotonic time of that moment. */
  readonly receivedAtMs: number
  /** What `messageReceived` said. */
  readonly trace: Trace | null
}

/** A connection for whoever follows its messages; the same object for all of them. Monotonic times. */
export type Birth = {
  readonly id: string
  readonly transport: TransportKind
  readonly openedAtMs: number
  /** When its handshake was answered. */
  shookAtMs: number
}

/** A connection as telemetry knows it. */
export type Connected = {
  /** Of this process; no secret, and opens nothing. */
  readonly id: string
  readonly ip: string
  /** The account that logged in; null or absent: none has. */
  readonly uid?: number | null
  /** Bytes that the kernel has not taken yet. */
  readonly bufferedBytes?: number
}

/** `who` is absent only where a test reports. */
export interface NetObserver {
  /** A connection could not be accepted at all (EMFILE, for example). */
  acceptFailed(kind: TransportKind, error: Error): void
  connectionRefused(kind: TransportKind, why: Refused): void
  sessionOpened(kind: TransportKind, who?: Connected): void
  sessionClosed(kind: TransportKind, end: SessionEnd, lifeMs: number, who?: Connected): void
  /** `ms`: since the socket opened. */
  handshakeDone(isAccepted: boolean, ms: number): void
  /** A heartbeat of ours was answered at once; clients that answer at their own pace are not told of. */
  heartbeatAnswered(ms: number): void
  /** Bytes read at once from one socket. */
  dataReceived(kind: TransportKind, bytes: number, who?: Connected): void
  /** Bytes that were not what they should be. */
  faultSeen(code: ProtocolErrorCode): void
  /** Asked of each message that may go to its handler. null: it is not followed. Absent: none is. */
  messageReceived?(route: RouteName, receivedAtMs: number, birth: Birth): Trace | null
  /** A message goes to its handler; one connection has one at a time. Absent: nobody asks. */
  messageBegun?(route: RouteName, bytes: number, who: Connected): void
  messageHandled(message: HandledMessage, who?: Connected): void
  /** A handler threw, or answered what its schema does not allow: a bug. */
  handlerFailed(route: RouteName, error: unknown, who?: Connected): void
  /** The lobby threw when it was told that a session ended: a bug. */
  unbindFailed(error: unknown): void
  pushSent(route: PushName, bytes: number, who?: Connected): void
  /**
   * A push was dropped that has no JSON form or, where outgoing payloads are checked, not that of its
   * schema: a bug.
   */
  pushFailed(route: PushName, error: unknown): void
}

const nothing = (): void => undefined

export const silentObserver: NetObserver = {
  acceptFailed: nothing,
  connectionRefused: nothing,
  sessionOpened: nothing,
  sessionClosed: nothing,
  handshakeDone: nothing,
  heartbeatAnswered: nothing,
  dataReceived: nothing,
  faultSeen: nothing,
  messageHandled: nothing,
  handlerFailed: nothing,
  unbindFailed: nothing,
  pushSent: nothing,
  pushFailed: nothing,
}
