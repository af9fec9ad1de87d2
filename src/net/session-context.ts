// What all sessions of a server share, and what they need of the parts around them.
import type { Clock } from '../lib/clock.ts'
import type { Trace } from '../lib/trace.ts'
import type { Session } from '../lobby/session.ts'
import type { RouteDictionary } from '../protocol/dictionary.ts'
import type { PayloadPipeline } from '../protocol/pipeline.ts'
import type { Birth, NetObserver } from './observer.ts'
import type { PushEncoder } from './push-encoder.ts'
import type { Rate } from './token-bucket.ts'

/** A session as the dispatcher sees it. */
export interface Peer extends Session {
  readonly birth: Birth
  /** Of the message being handled; set by whoever handles it. */
  trace: Trace | null
  /** Answers a Request; nothing happens once the session is closed. */
  respond(id: number, payload: unknown): void
}

/** The body of a Data packet on its way to its handler. */
export type Inbound = {
  readonly body: Uint8Array
  readonly receivedAtMs: number
  /** Came over the rate limit: to be refused, in its turn. */
  readonly isOverRate: boolean
}

export interface MessageHandler {
  /** A promise = the message is still being handled; it never rejects. */
  handle(peer: Peer, inbound: Inbound): Promise<void> | undefined
}

export type SendLimits = {
  /** Unsent bytes that a peer may be behind by for `softMs`, ... */
  readonly softBytes: number
  readonly softMs: number
  /** ... and that it may never be behind by. */
  readonly hardBytes: number
}

export type SessionContext = {
  readonly clock: Clock
  /** Since when what is read now (monotonic ms) may have waited in the kernel. */
  readonly arrivedAtMs: (nowMs: number) => number
  readonly observer: NetObserver
  readonly handler: MessageHandler
  readonly encoder: PushEncoder
  readonly pipeline: PayloadPipeline
  /** null = route compression is off. */
  readonly dictionary: RouteDictionary | null
  readonly heartbeatSeconds: number
  readonly maxPacketBytes: number
  readonly preAuthMs: number
  readonly rate: Rate
  readonly sendLimits: SendLimits
}
