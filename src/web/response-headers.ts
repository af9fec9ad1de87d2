// Headers of every answer: what a page of ours may do, and nothing more.

import type { WebApp } from './web-server-options.ts'

/** Sockets of any host: the game port is another origin, told by the login answer. Head pictures come from anywhere. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "connect-src 'self' ws: wss:",
  "img-src 'self' data: https:",
  "style-src 'self' 'unsafe-inline'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

const HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
}

export function addResponseHeaders(app: WebApp): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(HEADERS).header('x-request-id', request.id)
    // Answers of the API hold tokens and own games: no cache between us and the player may keep them.
    if (request.url.startsWith('/v1/')) reply.header('cache-control', 'no-store')
  })
}
