// The back office's door: the right address first, then the right token, then the right scope.

import type { FastifyReply, FastifyRequest } from 'fastify'
import { createAllowList } from '../auth/allow-list.ts'
import type { Admin, AdminScope, AdminTokens } from '../auth/admin-tokens.ts'
import type { Config } from '../config/schema.ts'
import { must } from '../lib/assert.ts'
import { err, ok, type Result } from '../lib/result.ts'
import { bearerOf } from './bearer.ts'
import { refuse } from './web-refusals.ts'

type DoorRefusal = { readonly code: 'IP_FORBIDDEN' | 'NOT_LOGGED_IN' | 'BAD_TOKEN' | 'SCOPE_MISSING' }

/** Hears of a known admin who asked for what his token does not open. */
export type ScopeRefused = (admin: Admin, request: FastifyRequest) => Promise<void>

export class AdminGuard {
  readonly #tokens: AdminTokens
  readonly #allowed: ReturnType<typeof createAllowList>
  readonly #admins = new WeakMap<FastifyRequest, Admin>()

  constructor(tokens: AdminTokens, { whitelist }: Config) {
    this.#tokens = tokens
    this.#allowed = createAllowList(whitelist.ip)
  }

  /** Who asks, when the address and the token are right. */
  identify(request: FastifyRequest): Result<Admin, DoorRefusal> {
    if (!this.#allowed.has(request.ip)) return err({ code: 'IP_FORBIDDEN' })
    const secret = bearerOf(request)
    return secret.ok ? this.#tokens.find(secret.value) : secret
  }

  /** An onRequest hook: nothing of the request's body is read before. */
  require(scope: AdminScope, onScopeRefused: ScopeRefused) {
    return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
      const known = this.identify(request)
      if (!known.ok) return refuse(reply, known.error.code)
      const admin = known.value
      if (!admin.scopes.includes(scope)) {
        await onScopeRefused(admin, request)
        return refuse(reply, 'SCOPE_MISSING', scope)
      }
      this.#admins.set(request, admin)
      return undefined
    }
  }

  /** The admin whom `require` let in. */
  adminOf(request: FastifyRequest): Admin {
    return must(this.#admins.get(request), 'the admin of a guarded request')
  }

  /** Whether the request comes from an admin who may see every player's games. */
  isViewer(request: FastifyRequest): Result<Admin, DoorRefusal> {
    const known = this.identify(request)
    if (!known.ok) return known
    return known.value.scopes.includes('stats') ? ok(known.value) : err({ code: 'SCOPE_MISSING' })
  }
}
