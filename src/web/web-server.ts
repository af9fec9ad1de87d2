// The web server: the HTTP API, the browser client, and the door to /ws.

import type { IncomingMessage } from 'node:http'
import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import type { ListenAddress } from '../config/fields.ts'
import { invariant } from '../lib/assert.ts'
import type { Trace } from '../lib/trace.ts'
import { AdminGuard } from './admin-guard.ts'
import { Announcements } from './announcements.ts'
import { addJsonBodies } from './body-parsers.ts'
import { addClientRoutes } from './client-routes.ts'
import { configuredProviders } from './configured-providers.ts'
import { addCors, addRateLimit, createApp, isWebSocketUpgrade } from './create-app.ts'
import { addDocs } from './docs-routes.ts'
import { addErrorAnswers, routeOf } from './error-answers.ts'
import { addForwardedFor } from './forwarded-for.ts'
import { addInfoRoutes } from './info-routes.ts'
import { addLoginRoutes } from './login-routes.ts'
import { addNotifyRoute } from './notify-route.ts'
import { addOfficeRoutes } from './office-routes.ts'
import { addOrderRoutes } from './order-routes.ts'
import { PlayerDoor } from './player-door.ts'
import { addRecordRoutes } from './record-routes.ts'
import { addResponseHeaders } from './response-headers.ts'
import { addStaticRoutes } from './static-routes.ts'
import { addUserRoutes } from './user-routes.ts'
import type { WebApp, WebServerOptions } from './web-server-options.ts'

export type WebServer = {
  /** Opens the configured address; resolves to the one that clients reach, with its real port. */
  listen(): Promise<ListenAddress>
  /** Ends every HTTP connection. Upgraded sockets belong to their handler. */
  close(): Promise<void>
  /** Answers a request without a socket, for tests. */
  inject(request: InjectOptions): Promise<LightMyRequestResponse>
}

type Begun = { readonly startedMs: number; readonly trace: Trace | null }

function addObserver(app: WebApp, { observer, clock }: WebServerOptions): void {
  const begun = new WeakMap<IncomingMessage, Begun>()
  app.addHook('onRequest', (request, _, done) => {
    const startedMs = clock.monotonicMs()
    const { raw, protocol: scheme } = request
    const trace = observer.began?.({ raw, route: routeOf(request), scheme, startedMs }) ?? null
    begun.set(raw, { startedMs, trace })
    if (trace) trace.run(done)
    else done()
  })
  // Once more: a body is read on the socket's account.
  app.addHook('preValidation', (request, _, done) => {
    const trace = begun.get(request.raw)?.trace
    if (trace) trace.run(done)
    else done()
  })
  app.addHook('onResponse', async (request, reply) => {
    const nowMs = clock.monotonicMs()
    const { startedMs = nowMs, trace = null } = begun.get(request.raw) ?? {}
    const seconds = (nowMs - startedMs) / 1000
    const { method } = request
    observer.request({ method, route: routeOf(request), status: reply.statusCode, seconds, trace })
  })
}

function addUpgrade(app: WebApp, { onUpgrade }: WebServerOptions): void {
  app.server.on('upgrade', (request, socket, head) => {
    // Before anything else: a peer that resets the connection now would otherwise end the process.
    socket.on('error', () => socket.destroy())
    // Node before 24.9 hands over every upgrade, unasked.
    if (isWebSocketUpgrade(request)) onUpgrade(request, socket, head)
    else socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
  })
}

async function addRoutes(app: WebApp, options: WebServerOptions): Promise<void> {
  const { config, store, clock, observer, office } = options
  const announcements = await Announcements.load(store.settings, config.broadcast.message)
  const providers = configuredProviders(config, clock)
  const door = new PlayerDoor(options)
  const guard = new AdminGuard(office.admins, config)
  addInfoRoutes(app, options)
  addLoginRoutes(app, { ...options, announcements, providers })
  addUserRoutes(app, { store, door })
  addRecordRoutes(app, { store, door, guard })
  addOrderRoutes(app, { config, clock, store, door, providers })
  const { gm } = office
  await addNotifyRoute(app, {
    store,
    clock,
    observer,
    providers,
    coinsChanged: (uid, coin) => gm.coinsChanged(uid, coin),
  })
  await addOfficeRoutes(app, { store, clock, guard, announcements, gm })
  await addStaticRoutes(app, options)
  await addClientRoutes(app, options)
}

/** The server with all its routes, not yet listening. */
export async function createWebServer(options: WebServerOptions): Promise<WebServer> {
  const { config } = options
  const app = createApp(config)
  app.server.maxConnections = config.webserver.maxConnections
  addForwardedFor(app, config)
  addErrorAnswers(app, options.observer)
  addResponseHeaders(app)
  addObserver(app, options)
  addUpgrade(app, options)
  addJsonBodies(app)
  await addCors(app, config)
  await addRateLimit(app, config)
  await addDocs(app)
  await addRoutes(app, options)
  await app.ready()
  return {
    async listen() {
      const { host, port } = config.webserver.addr
      await app.listen({ host, port })
      const bound = app.server.address()
      invariant(bound !== null && typeof bound === 'object', 'the web server listens on no port')
      return { host, port: bound.port }
    },
    async close() {
      await app.close()
    },
    inject: (request) => app.inject(request),
  }
}
