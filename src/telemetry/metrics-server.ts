// One small HTTP server for whoever operates the process: `/metrics` for Prometheus, `/debug` for people with a
// shell, the live page at `/`. It has an address of its own and takes next to nothing from the game.
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import type { AdminTokens } from '../auth/admin-tokens.ts'
import { admit } from './debug-guard.ts'
import type { Allowed } from './debug-guard.ts'
import type { OpsAnswer, OpsRequest, OpsRoute } from './debug-http.ts'
import { readBody, refusalAnswer, writeAnswer } from './debug-http.ts'
import type { OpsRefusal } from './debug-refusals.ts'
import type { Log } from './log.ts'
import { boundConnections } from './scrape-connections.ts'

export type MetricsServer = { readonly port: number; close(): Promise<void> }

export type MetricsServerOptions = {
  readonly address: { readonly host: string; readonly port: number }
  readonly routes: readonly OpsRoute[]
  readonly admins: AdminTokens
  readonly log: Log
  /** Within which a request's headers have to be there. */
  readonly headersTimeoutMs?: number
}

const HEADERS_TIMEOUT_MS = 5000
const REQUEST_TIMEOUT_MS = 10_000
/** Longer than most scrape intervals: a scraper keeps its connection. */
const KEEP_ALIVE_MS = 75_000
const CHECK_INTERVAL_MS = 500
const MAX_HEADER_BYTES = 8192

/** Rejects where the address cannot be listened on. */
export async function startMetricsServer(options: MetricsServerOptions): Promise<MetricsServer> {
  const { address, headersTimeoutMs = HEADERS_TIMEOUT_MS } = options
  const server = createServer(
    {
      headersTimeout: headersTimeoutMs,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: CHECK_INTERVAL_MS,
      maxHeaderSize: MAX_HEADER_BYTES,
    },
    (request, response) => void serve(options, request, response),
  )
  boundConnections(server)
  server.on('clientError', (_, socket) => refuseGarbage(socket))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(address.port, address.host, resolve)
  })
  return { port: (server.address() as AddressInfo).port, close: () => close(server) }
}

async function serve(options: MetricsServerOptions, request: IncomingMessage, response: ServerResponse) {
  const answer = await answerTo(options, request).catch((error: unknown) => {
    options.log.error('ops_failed', { error, path: pathOf(request).pathname })
    return refusalAnswer('INTERNAL')
  })
  writeAnswer(response, answer)
}

async function answerTo(options: MetricsServerOptions, request: IncomingMessage): Promise<OpsAnswer> {
  const { pathname, searchParams } = pathOf(request)
  const found = find(options.routes, pathname)
  const by = found?.route.isOpen === true ? null : admission(options, request)
  if (typeof by === 'string') return refused(options, { code: by, request })
  if (found === undefined) return refusalAnswer('NOT_FOUND')
  const method = request.method === 'HEAD' ? 'GET' : (request.method ?? '')
  const { methods, handle } = found.route
  if (!methods.includes(method)) return refusalAnswer('METHOD_NOT_ALLOWED', { allow: methods.join(', ') })
  return await handle(opsRequest(request, { method, by, rest: found.rest, query: searchParams }))
}

const admission = ({ admins }: MetricsServerOptions, request: IncomingMessage): Allowed | OpsRefusal => {
  const admitted = admit({ peer: request.socket.remoteAddress ?? '', headers: request.headers }, admins)
  return admitted.ok ? admitted.value : admitted.error
}

function refused(
  { log }: MetricsServerOptions,
  { code, request }: { readonly code: OpsRefusal; readonly request: IncomingMessage },
): OpsAnswer {
  log.debug('ops_refused', { code, peer: request.socket.remoteAddress, path: pathOf(request).pathname })
  return refusalAnswer(code)
}

type Known = Pick<OpsRequest, 'method' | 'by' | 'rest' | 'query'>

const opsRequest = (request: IncomingMessage, known: Known): OpsRequest => ({
  ...known,
  accept: request.headers.accept ?? '',
  ifNoneMatch: request.headers['if-none-match'],
  body: () => readBody(request),
})

/** What cannot be read as an address is one that nobody has. */
function pathOf({ url = '' }: IncomingMessage): URL {
  const base = 'http://ops'
  return URL.canParse(url, base) ? new URL(url, base) : new URL('/-', base)
}

function find(routes: readonly OpsRoute[], path: string): { route: OpsRoute; rest: string } | undefined {
  for (const route of routes) {
    if (route.path === path) return { route, rest: '' }
    if (!route.path.endsWith('/*')) continue
    const parent = route.path.slice(0, -1)
    const rest = path.startsWith(parent) ? path.slice(parent.length) : ''
    if (/^[\w.-]+$/.test(rest)) return { route, rest }
  }
  return undefined
}

function refuseGarbage(socket: Duplex): void {
  if (!socket.writable) return void socket.destroy()
  const { status, body } = refusalAnswer('BAD_REQUEST')
  const head = `HTTP/1.1 ${status} Bad Request\r\nconnection: close\r\ncontent-type: application/json\r\n`
  socket.end(`${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body as string}`, () =>
    socket.destroy(),
  )
}

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
