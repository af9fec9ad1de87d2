// Orders and what was paid for them. A payment is one transaction: trade, status, cards.

import { isDeepStrictEqual } from 'node:util'
import type { Kysely, Selectable } from 'kysely'
import { invariant, must } from '../lib/assert.ts'
import { err, ok, type Result } from '../lib/result.ts'
import { creditOnce, isCount } from './card-ledger.ts'
import {
  type NewOrder,
  ORDER_STATUS,
  type Order,
  type OrderFilter,
  type OrderRefusal,
  type Orders,
  type Paged,
  type Payment,
  type PaymentRefusal,
} from './office-repositories.ts'
import { limitOf } from './page-limit.ts'
import type { Settled } from './repositories.ts'
import type { Database } from './schema.ts'
import type { OrderTable } from './schema-office.ts'
import { transact } from './transact.ts'

type Db = Kysely<Database>
type Paid = Settled & { readonly uid: number }

function orderOf(row: Selectable<OrderTable>): Order {
  const { roleId: _role, roleName: _name, serverId: _server, serverName: _serverName, ...order } = row
  return order
}

function isSameOrder(known: Order, order: NewOrder): boolean {
  const { id: _id, status: _status, channelOrderId: _paidBy, ...asked } = known
  return isDeepStrictEqual(asked, { ...order })
}

const findRow = (db: Db, orderId: string) =>
  db.selectFrom('order').selectAll().where('orderId', '=', orderId).executeTakeFirst()

export class SqlOrders implements Orders {
  readonly #db: Db

  constructor(db: Db) {
    this.#db = db
  }

  async create(order: NewOrder): Promise<Result<{ order: Order; repeated: boolean }, OrderRefusal>> {
    if (!isCount(order.productCount)) return err({ code: 'COUNT_INVALID' })
    if (!isCount(order.realMoney) || !isCount(order.money)) return err({ code: 'MONEY_INVALID' })
    return await transact(this.#db, async (db) => {
      const known = await findRow(db, order.orderId)
      if (known !== undefined) {
        const same = isSameOrder(orderOf(known), order)
        return same ? ok({ order: orderOf(known), repeated: true }) : err({ code: 'ORDER_REUSED' })
      }
      const payer = await db.selectFrom('user').select('id').where('id', '=', order.uid).executeTakeFirst()
      if (payer === undefined) return err({ code: 'PAYER_UNKNOWN' })
      await db
        .insertInto('order')
        .values({ ...order, status: ORDER_STATUS.created })
        .execute()
      const created = must(await findRow(db, order.orderId), 'the order just made')
      return ok({ order: orderOf(created), repeated: false })
    })
  }

  async find(orderId: string): Promise<Order | undefined> {
    const row = await findRow(this.#db, orderId)
    return row === undefined ? undefined : orderOf(row)
  }

  async list(filter: OrderFilter): Promise<Paged<Order>> {
    let query = this.#db.selectFrom('order')
    for (const column of ['payPlatform', 'status', 'appId', 'channelId', 'uid', 'orderId'] as const) {
      const value = filter[column]
      if (value !== undefined) query = query.where(column, '=', value)
    }
    if (filter.from !== undefined) query = query.where('createdAt', '>=', filter.from)
    if (filter.to !== undefined) query = query.where('createdAt', '<', filter.to)
    const { total } = await query
      .select((eb) => eb.fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow()
    const { offset, limit } = limitOf(filter)
    const rows = await query.selectAll().orderBy('id', 'desc').offset(offset).limit(limit).execute()
    return { rows: rows.map(orderOf), total }
  }

  async pay(payment: Payment): Promise<Result<Paid, PaymentRefusal>> {
    invariant(payment.payOrderId !== '', 'a payment without an id')
    return await transact(this.#db, async (db) => {
      const order = await findRow(db, payment.orderId)
      if (order === undefined) return err({ code: 'ORDER_UNKNOWN' })
      if (order.realMoney !== payment.money) return err({ code: 'MONEY_MISMATCH' })
      const traded = await this.#tradeState(db, payment)
      if (traded === 'another') return err({ code: 'TRADE_CONFLICT' })
      const credited = await creditOnce(db, {
        payer: { kind: 'user', uid: order.uid },
        count: order.productCount,
        reference: `order:${order.orderId}`,
        reason: 'payment',
        at: payment.at,
      })
      if (!credited.ok) {
        const { code } = credited.error
        invariant(code === 'PAYER_UNKNOWN', `an order could not be credited: ${code}`)
        return err({ code })
      }
      if (traded === 'none') await this.#recordTrade(db, payment, order.uid)
      return ok({ ...credited.value, uid: order.uid })
    })
  }

  async markNotified(orderId: string): Promise<boolean> {
    const updated = await this.#db
      .updateTable('order')
      .set({ status: ORDER_STATUS.notified })
      .where('orderId', '=', orderId)
      .where('status', '>=', ORDER_STATUS.paid)
      .executeTakeFirst()
    return updated.numUpdatedRows > 0n
  }

  /** `another`: the order was paid by another payment, or this payment paid another order. */
  async #tradeState(db: Db, payment: Payment): Promise<'none' | 'this' | 'another'> {
    const { orderId, payOrderId, payPlatform } = payment
    const rows = await db
      .selectFrom('trade')
      .select(['orderId', 'payOrderId', 'payPlatform'])
      .where((eb) =>
        eb.or([
          eb('orderId', '=', orderId),
          eb.and([eb('payPlatform', '=', payPlatform), eb('payOrderId', '=', payOrderId)]),
        ]),
      )
      .execute()
    if (rows.length === 0) return 'none'
    const known = { orderId, payOrderId, payPlatform }
    return rows.every((row) => isDeepStrictEqual({ ...row }, known)) ? 'this' : 'another'
  }

  async #recordTrade(db: Db, payment: Payment, uid: number): Promise<void> {
    const { orderId, payOrderId, payPlatform, payAt, payCreateAt, merchantId, raw, at } = payment
    const payer = { comsumerId: payment.consumerId, comsumerEmail: payment.consumerEmail }
    const trade = { orderId, payOrderId, payPlatform, payAt, payCreateAt, merchantId, raw, ...payer }
    await db.insertInto('trade').values(trade).execute()
    await db
      .updateTable('order')
      .set({ status: ORDER_STATUS.paid, channelOrderId: payOrderId })
      .where('orderId', '=', orderId)
      .execute()
    await db
      .updateTable('user')
      .set({ firstRechargeAt: at })
      .where('id', '=', uid)
      .where('firstRechargeAt', '=', 0)
      .execute()
  }
}
