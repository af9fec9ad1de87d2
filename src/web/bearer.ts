// Who asks: the player whose token stands in the Authorization header (RFC 6750 section 2.1).

import type { FastifyRequest } from 'fastify'
import type { Tokens } from '../auth/tokens.ts'
import { err, ok, type Result } from '../lib/result.ts'

export type BearerRefusal = { readonly code: 'NOT_LOGGED_IN' | 'BAD_TOKEN' | 'TOKEN_EXPIRED' }

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

export async function bearerPlayer(
  request: FastifyRequest,
  tokens: Tokens,
): Promise<Result<{ uid: number }, BearerRefusal>> {
  const token = bearerOf(request)
  return token.ok ? await tokens.verify(token.value) : token
}

export type ClaimRefusal = BearerRefusal | { readonly code: 'NOT_YOURS' }

/**
 * The player of a request that also names a uid, as nanoserver's clients do: both have to be the same. With
 * `trustUid` (login.trust_uid) a client older than tokens is believed.
 */
export async function claimedPlayer(
  request: FastifyRequest,
  claimed: number | undefined,
  { tokens, trustUid }: { tokens: Tokens; trustUid: boolean },
): Promise<Result<{ uid: number }, ClaimRefusal>> {
  const isUntold = request.headers.authorization === undefined
  if (trustUid && isUntold && claimed !== undefined) return ok({ uid: claimed })
  const player = await bearerPlayer(request, tokens)
  if (!player.ok || claimed === undefined || claimed === player.value.uid) return player
  return err({ code: 'NOT_YOURS' })
}
