// The audit: who did what to whom, why, and what came of it. Rows are only ever added.

import { createHash } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Result } from '../lib/result.ts'
import type {
  AuditEntry,
  AuditFilter,
  AuditTrail,
  OfficeRequest,
  Paged,
  Told,
} from './office-repositories.ts'
import { limitOf } from './page-limit.ts'
import { unlessRefused } from './refused-error.ts'
import type { Database } from './schema.ts'
import { type Retries, transact } from './transact.ts'

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

/** Writes what came of the deed; nothing without `told`. Call it inside the deed's transaction. */
export async function tell(db: Kysely<Database>, told: Told | undefined, result: string): Promise<void> {
  if (told === undefined) return
  const { request, action, target, detail = {} } = told
  await recordAudit(db, auditOf(request, { action, target, result, detail }))
}

type Auditing = Retries & {
  readonly told: Told | undefined
  /** Whether it is a code for which the work throws `Refused`. */
  readonly isCode?: (code: string) => boolean
}

const isNoCode = (): boolean => false

/**
 * The work and its entry in one transaction. Where the work is rolled back by `Refused`, the refusal is told after it:
 * then there is no deed that could be without its entry.
 */
export async function audited<T, C extends string>(
  db: Kysely<Database>,
  { told, isCode = isNoCode, isIdempotent }: Auditing,
  work: (db: Kysely<Database>) => Promise<Result<T, { readonly code: C }>>,
): Promise<Result<T, { readonly code: C }>> {
  let isTold = false
  const done = await unlessRefused<T, C>(
    () =>
      transact(
        db,
        async (inside) => {
          isTold = false
          const result = await work(inside)
          await tell(inside, told, result.ok ? 'ok' : result.error.code)
          isTold = true
          return result
        },
        { isIdempotent },
      ),
    isCode,
  )
  if (!done.ok && !isTold) await transact(db, (inside) => tell(inside, told, done.error.code))
  return done
}

export class SqlAuditTrail implements AuditTrail {
  readonly #db: Kysely<Database>

  constructor(db: Kysely<Database>) {
    this.#db = db
  }

  async record(entry: AuditEntry): Promise<void> {
    await transact(this.#db, (db) => recordAudit(db, entry), { isIdempotent: entry.requestId !== '' })
  }

  async list(filter: AuditFilter): Promise<Paged<AuditEntry & { readonly id: number }>> {
    const { from, to, before } = filter
    let query = this.#db.selectFrom('audit')
    for (const column of ['actor', 'action', 'target'] as const) {
      const value = filter[column]
      if (value !== undefined) query = query.where(column, '=', value)
    }
    if (before !== undefined) query = query.where('id', '<', before)
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
