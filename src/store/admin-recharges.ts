// Cards that a game master gives: credit, its own row and its audit entry in one transaction.

import type { Kysely } from 'kysely'
import { err, ok, type Result } from '../lib/result.ts'
import { auditOf, recordAudit } from './audit-trail.ts'
import { columnsOf, creditOnce } from './card-ledger.ts'
import type { AdminRecharges, OfficeRequest } from './office-repositories.ts'
import type { CreditRefusal, Payer, Settled } from './repositories.ts'
import type { Database } from './schema.ts'
import { transact } from './transact.ts'

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
    return await transact(this.#db, async (db) => {
      const credited = await this.#credit(db, recharge, request)
      const { payer, count, reference } = recharge
      const result = credited.ok ? 'ok' : credited.error.code
      const deed = { action: ACTION, target: targetOf(payer), result, detail: { count, reference } }
      await recordAudit(db, auditOf(request, deed))
      return credited
    })
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
