// What a session needs of a socket, whichever kind it is.
import type { CloseName } from '../protocol/close-codes.ts'
import type { TransportKind } from './observer.ts'

export interface Transport {
  readonly kind: TransportKind
  readonly remoteIp: string
  /** Bytes handed to `send` that the system has not taken yet. */
  readonly bufferedBytes: number
  /** One packet; it is written in one frame. Never throws; nothing happens once the socket is closed. */
  send(bytes: Uint8Array): void
  /** Calls back once, when the system has taken everything that was sent so far, or will never take it. */
  whenHandedOver(listener: () => void): void
  /** Sends what is buffered, says goodbye, and gives the peer `CLOSE_TIMEOUT_MS` to answer. */
  close(name: CloseName, reason: string): void
  /** Drops the connection with everything that is buffered. */
  terminate(): void
  pause(): void
  resume(): void
  /** Events go to the listener from now on. To be called once, in the turn that made the transport. */
  attach(listener: TransportListener): void
}

export interface TransportListener {
  onData(chunk: Uint8Array): void
  /** A control frame, which carries no packet. */
  onControlFrame(): void
  /** The peer broke the transport's own rules; the transport closes by itself, `onGone` follows. */
  onFault(name: CloseName): void
  /** The socket is gone: after a goodbye of the peer's (`isOrderly`), or without one. Called once, last. */
  onGone(isOrderly: boolean): void
}

/** How long a peer may take to answer a close before its socket is destroyed. */
export const CLOSE_TIMEOUT_MS = 3000

/** What a listener does with a connection that may come in. */
export type Accept = (transport: Transport) => void
