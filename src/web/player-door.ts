// Who asks: the player whose token stands in the header, whether the account is open, and whether it may ask again so
// soon.

import type { FastifyRequest } from 'fastify'
import type { Tokens } from '../auth/tokens.ts'
import { err, ok, type Result } from '../lib/result.ts'
import { ACCOUNT_STATUS, type Accounts } from '../store/repositories.ts'
import { AccountLimit, type AccountLimitRefusal } from './account-limit.ts'
import { bearerOf } from './bearer.ts'
import type { WebServerOptions } from './web-server-options.ts'

export type PlayerRefusal =
  | { readonly code: 'NOT_LOGGED_IN' | 'BAD_TOKEN' | 'TOKEN_EXPIRED' | 'ACCOUNT_CLOSED' }
  | AccountLimitRefusal
export type ClaimRefusal = PlayerRefusal | { readonly code: 'NOT_YOURS' }

type Proven = Result<{ readonly uid: number }, PlayerRefusal>

type DoorParts = Pick<WebServerOptions, 'tokens' | 'config' | 'clock' | 'store'>

export class PlayerDoor {
  readonly #tokens: Tokens
  readonly #trustUid: boolean
  readonly #limit: AccountLimit
  readonly #accounts: Accounts

  constructor({ tokens, config, clock, store }: DoorParts) {
    this.#accounts = store.accounts
    this.#tokens = tokens
    this.#trustUid = config.login.trustUid
    this.#limit = new AccountLimit(config.webserver.requestsPerMinutePerAccount, clock)
  }

  /** The player whose token it is. */
  async player(request: FastifyRequest): Promise<Proven> {
    const token = bearerOf(request)
    if (!token.ok) return token
    const verified = await this.#tokens.verify(token.value)
    return verified.ok ? await this.#letIn(verified.value.uid) : verified
  }

  /**
   * The player of a request that also names a uid, as nanoserver's clients do: both have to be the same. With
   * `login.trust_uid` a client older than tokens is believed.
   */
  async claimed(
    request: FastifyRequest,
    claimed: number | undefined,
  ): Promise<Result<{ readonly uid: number }, ClaimRefusal>> {
    const isUntold = request.headers.authorization === undefined
    if (this.#trustUid && isUntold && claimed !== undefined) return await this.#letIn(claimed)
    const player = await this.player(request)
    if (!player.ok || claimed === undefined || claimed === player.value.uid) return player
    return err({ code: 'NOT_YOURS' })
  }

  /** A token outlives what happens to its account. */
  async #letIn(uid: number): Promise<Proven> {
    const taken = this.#limit.take(String(uid))
    if (!taken.ok) return taken
    const status = (await this.#accounts.find(uid))?.status
    const { frozen, deleted } = ACCOUNT_STATUS
    return status === frozen || status === deleted ? err({ code: 'ACCOUNT_CLOSED' }) : ok({ uid })
  }
}
