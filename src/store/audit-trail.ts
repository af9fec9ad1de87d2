// The audit: who did what to whom, why, and what came of it. Rows are only ever added.

import { createHash } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { AuditEntry, AuditFilter, AuditTrail, OfficeRequest, Paged } from './office-repositories.ts'
import { limitOf } from './page-limit.ts'
import type { Database } from './schema.ts'
import { transact } from './transact.ts'

const COLUMNS = [
  'id',
  'createdAt as at',
  'actor',
  'action',
  'target',
  'reason',
  'result',
  'requestId',
  'ip',
  'detail',
] as const

/** Null where no request stands behind the entry: then each one counts. */
function writeKeyOf({ requestId, action, target, result, actor }: AuditEntry): string | null {
  if (requestId === '') return null
  const key = JSON.stringify([requestId, actor, action, target, result])
  return createHash('sha256').update(key).digest('hex')
}

/** Inside the transaction of what it tells of. */
export async function recordAudit(db: Kysely<Database>, entry: AuditEntry): Promise<void> {
  const writeKey = writeKeyOf(entry)
  if (writeKey !== null) {
    const known = await db
      .selectFrom('audit')
      .select('id')
      .where('writeKey', '=', writeKey)
      .executeTakeFirst()
    if (known !== undefined) return
  }
  const { at, ...rest } = entry
  await db
    .insertInto('audit')
    .values({ ...rest, createdAt: at, writeKey })
    .execute()
}

export type Deed = {
  readonly action: string
  readonly target: string
  readonly result: string
  readonly detail: unknown
}

export const auditOf = ({ actor, requestId, ip, reason, at }: OfficeRequest, deed: Deed): AuditEntry => ({
  actor,
  requestId,
  ip,
  reason,
  at,
  ...deed,
  detail: JSON.stringify(deed.detail),
})

export class SqlAuditTrail implements AuditTrail {
  readonly #db: Kysely<Database>

  constructor(db: Kysely<Database>) {
    this.#db = db
  }

  async record(entry: AuditEntry): Promise<void> {
    await transact(this.#db, (db) => recordAudit(db, entry), { isIdempotent: entry.requestId !== '' })
  }

  async list(filter: AuditFilter): Promise<Paged<AuditEntry & { readonly id: number }>> {
    const { actor, target, from, to } = filter
    let query = this.#db.selectFrom('audit')
    if (actor !== undefined) query = query.where('actor', '=', actor)
    if (target !== undefined) query = query.where('target', '=', target)
    if (from !== undefined) query = query.where('createdAt', '>=', from)
    if (to !== undefined) query = query.where('createdAt', '<', to)
    const { total } = await query
      .select((eb) => eb.fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow()
    const { offset, limit } = limitOf(filter)
    const rows = await query.select(COLUMNS).orderBy('id', 'desc').offset(offset).limit(limit).execute()
    return { rows, total }
  }
}
