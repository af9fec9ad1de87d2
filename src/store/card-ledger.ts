// Cards (房卡) move only here: one ledger row, and the payer's balance in the same transaction.

import { type Kysely, sql } from 'kysely'
import { assertNever, invariant, must } from '../lib/assert.ts'
import { err, ok, type Result } from '../lib/result.ts'
import type {
  Cards,
  Charge,
  ChargeRefusal,
  Credit,
  CreditRefusal,
  Payer,
  RefundRefusal,
  Settled,
} from './repositories.ts'
import type { Database } from './schema.ts'
import { transact } from './transact.ts'

type Db = Kysely<Database>
type LedgerEntry = { payer: Payer; delta: number; reason: string; reference: string; at: number }
type LedgerRow = { userId: number; clubId: number; delta: number; reason: string }

const CHARGE = 'charge'
const REFUND = 'refund'
const refundReference = (reference: string): string => `refund:${reference}`

export const isCount = (count: number): boolean => Number.isSafeInteger(count) && count > 0

export const columnsOf = (payer: Payer): { userId: number; clubId: number } =>
  payer.kind === 'user' ? { userId: payer.uid, clubId: 0 } : { userId: 0, clubId: payer.clubId }

const payerOf = (row: LedgerRow): Payer =>
  row.clubId === 0 ? { kind: 'user', uid: row.userId } : { kind: 'club', clubId: row.clubId }

const findRow = (db: Db, reference: string): Promise<LedgerRow | undefined> =>
  db
    .selectFrom('cardLedger')
    .select(['userId', 'clubId', 'delta', 'reason'])
    .where('reference', '=', reference)
    .executeTakeFirst()

const isSameEntry = (row: LedgerRow, entry: LedgerEntry): boolean => {
  const { userId, clubId } = columnsOf(entry.payer)
  return (
    row.userId === userId && row.clubId === clubId && row.delta === entry.delta && row.reason === entry.reason
  )
}

/** The stored balance; undefined for a payer nobody knows. */
async function storedBalance(db: Db, payer: Payer): Promise<number | undefined> {
  switch (payer.kind) {
    case 'user': {
      const row = await db.selectFrom('user').select('coin').where('id', '=', payer.uid).executeTakeFirst()
      return row?.coin
    }
    case 'club': {
      const row = await db
        .selectFrom('club')
        .select('balance')
        .where('clubId', '=', payer.clubId)
        .executeTakeFirst()
      return row?.balance
    }
    default:
      return assertNever(payer)
  }
}

/** Adds `delta` in one statement that also refuses to go below zero; false when it did. */
async function moveBalance(db: Db, payer: Payer, delta: number): Promise<boolean> {
  const result =
    payer.kind === 'user'
      ? await db
          .updateTable('user')
          .set(({ eb }) => ({ coin: eb('coin', '+', delta) }))
          .where('id', '=', payer.uid)
          .where('coin', '>=', -delta)
          .executeTakeFirst()
      : await db
          .updateTable('club')
          .set(({ eb }) => ({ balance: eb('balance', '+', delta) }))
          .where('clubId', '=', payer.clubId)
          .where('balance', '>=', -delta)
          .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

type EntryRefusal = { readonly code: 'CARDS_SHORT' | 'PAYER_UNKNOWN' | 'REFERENCE_REUSED' }

/** One entry, once per reference. Call it inside a transaction. */
export async function enterOnce(db: Db, entry: LedgerEntry): Promise<Result<Settled, EntryRefusal>> {
  const known = await findRow(db, entry.reference)
  if (known !== undefined && !isSameEntry(known, entry)) return err({ code: 'REFERENCE_REUSED' })
  const before = await storedBalance(db, entry.payer)
  if (before === undefined) return err({ code: 'PAYER_UNKNOWN' })
  if (known !== undefined) return ok({ balance: before, repeated: true })
  if (!(await moveBalance(db, entry.payer, entry.delta))) return err({ code: 'CARDS_SHORT' })
  const { delta, reason, reference, at } = entry
  const row = { ...columnsOf(entry.payer), delta, reason, reference, createdAt: at }
  await db.insertInto('cardLedger').values(row).execute()
  const balance = must(await storedBalance(db, entry.payer), 'the balance just moved')
  return ok({ balance, repeated: false })
}

/** A credit, once per reference. Call it inside a transaction. */
export async function creditOnce(db: Db, credit: Credit): Promise<Result<Settled, CreditRefusal>> {
  const { payer, count, reference, reason, at } = credit
  if (!isCount(count)) return err({ code: 'COUNT_INVALID' })
  const entered = await enterOnce(db, { payer, delta: count, reason, reference, at })
  if (entered.ok) return entered
  const { code } = entered.error
  invariant(code !== 'CARDS_SHORT', 'a credit lowered a balance')
  return err({ code })
}

/** A charge and its row of consumption, once per reference. Call it inside a transaction. */
export async function chargeOnce(db: Db, charge: Charge): Promise<Result<Settled, ChargeRefusal>> {
  const { payer, count, reference, at } = charge
  invariant(!reference.startsWith(refundReference('')), 'a charge has a refund as its reference')
  if (!isCount(count)) return err({ code: 'COUNT_INVALID' })
  if ((await findRow(db, refundReference(reference))) !== undefined) return err({ code: 'ALREADY_REFUNDED' })
  const entered = await enterOnce(db, { payer, delta: -count, reason: CHARGE, reference, at })
  if (entered.ok && !entered.value.repeated) await recordConsumption(db, charge)
  return entered
}

/** Gives back what the charge took, once. Call it inside a transaction. */
export async function refundOnce(
  db: Db,
  reference: string,
  at: number,
): Promise<Result<Settled, RefundRefusal>> {
  const charged = await findRow(db, reference)
  if (charged === undefined || charged.reason !== CHARGE) return err({ code: 'CHARGE_UNKNOWN' })
  const payer = payerOf(charged)
  const back = { payer, delta: -charged.delta, reason: REFUND, reference: refundReference(reference), at }
  const entered = await enterOnce(db, back)
  invariant(entered.ok, `a refund was refused: ${entered.ok ? '' : entered.error.code}`)
  if (!entered.value.repeated) await reverseConsumption(db, reference, at)
  return entered
}

async function recordConsumption(db: Db, { payer, count, desk, reference, at }: Charge): Promise<void> {
  const row = { ...columnsOf(payer), cardCount: count, ...desk, consumeAt: at, extra: reference }
  await db.insertInto('cardConsume').values(row).execute()
}

async function reverseConsumption(db: Db, reference: string, at: number): Promise<void> {
  const consumed = await db
    .selectFrom('cardConsume')
    .select(['userId', 'clubId', 'cardCount', 'deskId', 'deskNo'])
    .where('extra', '=', reference)
    .executeTakeFirst()
  if (consumed === undefined) return
  const extra = refundReference(reference)
  const row = { ...consumed, cardCount: -consumed.cardCount, consumeAt: at, extra }
  await db.insertInto('cardConsume').values(row).execute()
}

export class LedgerCards implements Cards {
  readonly #db: Db

  constructor(db: Db) {
    this.#db = db
  }

  async balance(payer: Payer): Promise<number> {
    const { userId, clubId } = columnsOf(payer)
    const row = await this.#db
      .selectFrom('cardLedger')
      .select(sql<number | string>`coalesce(sum(delta), 0)`.as('total'))
      .where('userId', '=', userId)
      .where('clubId', '=', clubId)
      .executeTakeFirstOrThrow()
    // MySQL answers a sum as a decimal text.
    return Number(row.total)
  }

  async charge(charge: Charge): Promise<Result<Settled, ChargeRefusal>> {
    return await transact(this.#db, (db) => chargeOnce(db, charge))
  }

  async credit(credit: Credit): Promise<Result<Settled, CreditRefusal>> {
    return await transact(this.#db, (db) => creditOnce(db, credit))
  }

  async refund(reference: string, at: number): Promise<Result<Settled, RefundRefusal>> {
    return await transact(this.#db, (db) => refundOnce(db, reference, at))
  }
}
