// Login tokens: JWTs (RFC 7519) that say "this is player <uid>", good until they expire.

import { errors, jwtVerify, SignJWT } from 'jose'
import type { Clock } from '../lib/clock.ts'
import { err, ok, type Result } from '../lib/result.ts'

export type PlayerToken = {
  readonly uid: number
  /** Unix seconds. */
  readonly expiresAt: number
}

export type TokenRefusal = { readonly code: 'BAD_TOKEN' | 'TOKEN_EXPIRED' }

export interface Tokens {
  /** Seconds that a new token is good for. */
  readonly expiresSeconds: number
  issue(uid: number): Promise<string>
  verify(token: string): Promise<Result<PlayerToken, TokenRefusal>>
}

export type TokenOptions = {
  readonly key: Uint8Array
  readonly expiresSeconds: number
  readonly clock: Pick<Clock, 'nowMs'>
}

/** Pinned: a token that names another algorithm, `none` above all, is refused (RFC 8725 section 3.1). */
const ALGORITHM = 'HS256'
const ISSUER = 'xuezhan'
/** A token for players opens nothing else that the same key may sign one day. */
const AUDIENCE = 'player'
/** Ours have about 200 characters; longer ones are not worth a signature check. */
const TOKEN_MAX_CHARS = 1024

const BAD_TOKEN: Result<PlayerToken, TokenRefusal> = err({ code: 'BAD_TOKEN' })

/** The player that a verified subject names: a uid is a positive integer in its shortest form. */
function parseUid(subject: string | undefined): number | undefined {
  const uid = Number(subject)
  return Number.isSafeInteger(uid) && uid > 0 && String(uid) === subject ? uid : undefined
}

export function createTokens({ key, expiresSeconds, clock }: TokenOptions): Tokens {
  const nowSeconds = (): number => Math.floor(clock.nowMs() / 1000)
  return {
    expiresSeconds,
    async issue(uid) {
      const now = nowSeconds()
      return await new SignJWT()
        .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
        .setSubject(String(uid))
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setIssuedAt(now)
        .setExpirationTime(now + expiresSeconds)
        .sign(key)
    },
    async verify(token) {
      if (token.length > TOKEN_MAX_CHARS) return BAD_TOKEN
      try {
        const { payload } = await jwtVerify(token, key, {
          algorithms: [ALGORITHM],
          issuer: ISSUER,
          audience: AUDIENCE,
          requiredClaims: ['sub', 'iat', 'exp'],
          currentDate: new Date(clock.nowMs()),
        })
        const uid = parseUid(payload.sub)
        return uid === undefined || payload.exp === undefined
          ? BAD_TOKEN
          : ok({ uid, expiresAt: payload.exp })
      } catch (error) {
        if (error instanceof errors.JWTExpired) return err({ code: 'TOKEN_EXPIRED' })
        if (error instanceof errors.JOSEError) return BAD_TOKEN
        throw error
      }
    },
  }
}
