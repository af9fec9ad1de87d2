// What the web server needs from the rest of the process.

import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
} from 'fastify'
import type { RawServerDefault } from 'fastify'
import type { AdminTokens } from '../auth/admin-tokens.ts'
import type { Tokens } from '../auth/tokens.ts'
import type { Config } from '../config/schema.ts'
import type { Clock } from '../lib/clock.ts'
import type { Trace } from '../lib/trace.ts'
import type { Store } from '../store/repositories.ts'
import type { GmPort } from './gm-port.ts'

/** A request as its head tells, with the time of its arrival (monotonic ms). */
export type BegunRequest = {
  readonly raw: IncomingMessage
  /** The pattern; one word for every address that none matches. */
  readonly route: string
  readonly scheme: 'http' | 'https'
  readonly startedMs: number
}

export type WebObserver = {
  /** Asked of each request before anything is done about it. null: it is not followed. Absent: none is. */
  began?(begun: BegunRequest): Trace | null
  /** One answered request; `route` is the pattern, never the address with its ids. */
  request(done: {
    method: string
    route: string
    status: number
    seconds: number
    /** What `began` said. */
    trace: Trace | null
  }): void
  /** A bug or a broken part behind a 5xx answer; the client saw only the request's id. */
  failed(error: unknown, at: { route: string; requestId: string }): void
}

export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

export type WebServerOptions = {
  readonly config: Config
  readonly store: Store
  readonly tokens: Tokens
  readonly clock: Clock
  /** The game server's port as clients reach it: the configured one may be 0. */
  readonly gamePort: () => number
  /** The browser client's folder, and the `src` folder whose modules it imports. */
  readonly folders: { readonly client: string; readonly source: string }
  /** Gets WebSocket upgrades of /ws and owns the socket from then on. */
  readonly onUpgrade: UpgradeHandler
  readonly observer: WebObserver
  /** The back office. */
  readonly office: { readonly admins: AdminTokens; readonly gm: GmPort }
}

/** Fastify with schemas that are types. */
export type WebApp = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>
