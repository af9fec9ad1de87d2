// The token in the Authorization header (RFC 6750 section 2.1).

import type { FastifyRequest } from 'fastify'
import { err, ok, type Result } from '../lib/result.ts'

const BEARER = /^Bearer +([\w.~+/-]+=*) *$/i

/** The token in the header, not yet looked at. */
export function bearerOf(
  request: FastifyRequest,
): Result<string, { readonly code: 'NOT_LOGGED_IN' | 'BAD_TOKEN' }> {
  const header = request.headers.authorization
  if (header === undefined) return err({ code: 'NOT_LOGGED_IN' })
  const token = BEARER.exec(header)?.[1]
  return token === undefined ? err({ code: 'BAD_TOKEN' }) : ok(token)
}
