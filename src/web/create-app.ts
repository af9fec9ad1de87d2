// Fastify with our limits: every timeout, size and crowd is set, since most of its defaults are "none".

import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import cors from '@fastify/cors'
import rateLimit from '@fastify/rate-limit'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import fastify from 'fastify'
import type { Config } from '../config/schema.ts'
import { answerBrokenRequest } from './broken-requests.ts'
import { RateLimitedError, refuse } from './web-refusals.ts'
import type { WebApp } from './web-server-options.ts'

export const WEBSOCKET_PATH = '/ws'
/** How often Node looks for requests past their timeouts; its default of 30 s would make 5 s mean 35. */
const TIMEOUT_CHECK_MS = 1000
const KEEP_ALIVE_MS = 15_000
const MINUTE_MS = 60_000
/** Addresses whose request counts are remembered; the least recently seen one is forgotten first. */
const RATE_LIMITED_ADDRESSES = 10_000
/** Seconds that a browser need not ask again whether a page of another origin may. */
const CORS_MAX_AGE_SECONDS = 600

export const isWebSocketUpgrade = (request: IncomingMessage): boolean => {
  const [path] = (request.url ?? '').split('?', 1)
  return path === WEBSOCKET_PATH && request.headers.upgrade?.toLowerCase() === 'websocket'
}

/** Throws when TLS is wanted and its files cannot be read. */
export function createApp({ webserver }: Config): WebApp {
  const limits = {
    headersTimeout: webserver.headersTimeoutSeconds * 1000,
    connectionsCheckingInterval: TIMEOUT_CHECK_MS,
    // Any other upgrade (curl offers h2c) is answered as the plain request that it is too.
    shouldUpgradeCallback: isWebSocketUpgrade,
  }
  const options = {
    logger: false,
    genReqId: () => randomUUID(),
    trustProxy: webserver.trustedProxies.length > 0 ? [...webserver.trustedProxies] : false,
    bodyLimit: webserver.bodyLimitBytes,
    requestTimeout: webserver.requestTimeoutSeconds * 1000,
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: true,
    clientErrorHandler: answerBrokenRequest,
    // A wrong type is refused, never guessed at.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, allErrors: false } },
  } as const
  const app = webserver.enableSsl
    ? fastify({ ...options, https: { ...limits, ...certificateOf(webserver) } })
    : fastify({ ...options, http: limits })
  // The two differ in the type of their socket alone, which no route looks at.
  return app.withTypeProvider<TypeBoxTypeProvider>()
}

const certificateOf = ({ certificatesCert, certificatesKey }: Config['webserver']) => ({
  cert: readFileSync(certificatesCert),
  key: readFileSync(certificatesKey),
  minVersion: 'TLSv1.2' as const,
})

export async function addRateLimit(app: WebApp, { webserver }: Config): Promise<void> {
  await app.register(rateLimit, {
    max: webserver.requestsPerMinutePerIp,
    timeWindow: MINUTE_MS,
    cache: RATE_LIMITED_ADDRESSES,
    errorResponseBuilder: () => new RateLimitedError(),
  })
  app.setNotFoundHandler({ preHandler: app.rateLimit() }, (_, reply) => refuse(reply, 'ROUTE_UNKNOWN'))
}

/** Tokens travel in a header that pages set themselves, never in a cookie: an origin's page has no one else's. */
export async function addCors(app: WebApp, { webserver }: Config): Promise<void> {
  const { corsOrigins } = webserver
  if (corsOrigins.length === 0) return
  await app.register(cors, {
    origin: corsOrigins.includes('*') ? '*' : [...corsOrigins],
    methods: ['GET', 'POST'],
    allowedHeaders: ['authorization', 'content-type'],
    maxAge: CORS_MAX_AGE_SECONDS,
  })
}
