// Cards that a game master gives: credit, its own row and its audit entry in one transaction.

import type { Kysely } from 'kysely'
import { err, ok, type Result } from '../lib/result.ts'
import { audited } from './audit-trail.ts'
import { columnsOf, creditOnce } from './card-ledger.ts'
import type { AdminRecharges, OfficeRequest } from './office-repositories.ts'
import type { CreditRefusal, Payer, Settled } from './repositories.ts'
import type { Database } from './schema.ts'

type Recharge = { readonly payer: Payer; readonly count: number; readonly reference: string }

const ACTION = 'recharge'

export const targetOf = (payer: Payer): string =>
  payer.kind === 'user' ? `user:${payer.uid}` : `club:${payer.clubId}`

export class SqlAdminRecharges implements AdminRecharges {
  readonly #db: Kysely<Database>

  constructor(db: Kysely<Database>) {
    this.#db = db
  }

  async recharge(recharge: Recharge, request: OfficeRequest): Promise<Result<Settled, CreditRefusal>> {
    const { payer, count, reference } = recharge
    const told = { request, action: ACTION, target: targetOf(payer), detail: { count, reference } }
    return await audited<Settled, CreditRefusal['code']>(this.#db, { told, isIdempotent: true }, (db) =>
      this.#credit(db, recharge, request),
    )
  }

  async #credit(
    db: Kysely<Database>,
    { payer, count, reference }: Recharge,
    { actor, reason, at }: OfficeRequest,
  ): Promise<Result<Settled, CreditRefusal>> {
    const ledgerReference = `admin:${reference}`
    const credited = await creditOnce(db, {
      payer,
      count,
      reference: ledgerReference,
      reason: 'recharge',
      at,
    })
    if (!credited.ok) return err(credited.error)
    if (!credited.value.repeated) {
      const row = { reference, admin: actor, ...columnsOf(payer), cardCount: count, reason, createdAt: at }
      await db.insertInto('adminRecharge').values(row).execute()
    }
    return ok(credited.value)
  }
}
