// Requests and answers of the metrics server, as plain values: handlers neither see sockets nor write to them.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Result } from '../lib/result.ts'
import { err, ok } from '../lib/result.ts'
import type { Allowed } from './debug-guard.ts'
import type { OpsRefusal } from './debug-refusals.ts'
import { OPS_REFUSALS } from './debug-refusals.ts'

export type OpsRequest = {
  readonly method: string
  /** What the `*` of the route stands for; empty without one. */
  readonly rest: string
  readonly query: URLSearchParams
  readonly accept: string
  readonly ifNoneMatch: string | undefined
  /** Who asks; null at addresses that are open to everybody. */
  readonly by: Allowed | null
  readonly body: () => Promise<Result<string, OpsRefusal>>
}

export type OpsAnswer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

export type OpsRoute = {
  /** `/a/b`, or `/a/*` for one more part. */
  readonly path: string
  readonly methods: readonly string[]
  /** Files without data: they may be had without a token. */
  readonly isOpen?: boolean
  readonly handle: (request: OpsRequest) => OpsAnswer | Promise<OpsAnswer>
}

const JSON_TYPE = 'application/json; charset=utf-8'
const JSON_INDENT = 2

/** Indented: people read it with curl. */
export const jsonAnswer = (value: unknown, status = 200): OpsAnswer => ({
  status,
  headers: { 'content-type': JSON_TYPE, 'cache-control': 'no-store' },
  body: `${JSON.stringify(value, null, JSON_INDENT)}\n`,
})

export function refusalAnswer(code: OpsRefusal, headers: Readonly<Record<string, string>> = {}): OpsAnswer {
  const { status, says } = OPS_REFUSALS[code]
  const answer = jsonAnswer({ code, error: says }, status)
  const challenge = status === 401 ? { 'www-authenticate': 'Bearer realm="xuezhan ops"' } : {}
  return { ...answer, headers: { ...answer.headers, ...challenge, ...headers } }
}

/** Nothing here is for another site's page, frame or sniffing. */
const SAFE_HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy':
    "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
} as const

export function writeAnswer(response: ServerResponse, { status, headers, body }: OpsAnswer): void {
  const length = { 'content-length': String(Buffer.byteLength(body)) }
  // A body that was not read would be taken for the next request.
  if (!response.req.complete) response.shouldKeepAlive = false
  response.writeHead(status, { ...SAFE_HEADERS, ...headers, ...length })
  response.end(response.req.method === 'HEAD' ? undefined : body)
}

const MAX_BODY_BYTES = 1024

/** The whole body as text; more than a setting needs is not read. */
export async function readBody(request: IncomingMessage): Promise<Result<string, OpsRefusal>> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    chunks.push(chunk as Buffer)
    bytes += (chunk as Buffer).byteLength
    if (bytes > MAX_BODY_BYTES) return err('BODY_TOO_LARGE')
  }
  return ok(Buffer.concat(chunks).toString('utf8'))
}

/** For programs that ask every few seconds. */
export const compactAnswer = (value: unknown): OpsAnswer => ({
  ...jsonAnswer(null),
  body: JSON.stringify(value),
})
