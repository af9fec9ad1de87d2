// Orders: a payment counts once, however often and however wrongly the platform calls.

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { must } from '../../../src/lib/assert.ts'
import type { NewOrder, Payment } from '../../../src/store/office-repositories.ts'
import { AT, fresh, type StoreBed } from './store-bed.ts'

export const newOrder = (uid: number, overrides: Partial<NewOrder> = {}): NewOrder => ({
  orderId: fresh('order'),
  type: 1,
  appId: 'app',
  channelId: 'web',
  payPlatform: 'wechat',
  currency: 'CNY',
  extra: '',
  money: 1000,
  realMoney: 900,
  uid,
  productId: 'cards-10',
  productName: '房卡 × 10',
  productCount: 10,
  productExtra: '',
  notifyUrl: '',
  remote: '10.0.0.1:5000',
  ip: '10.0.0.1',
  imei: 'imei',
  os: 'linux',
  model: 'pc',
  createdAt: AT,
  ...overrides,
})

export const paymentOf = (order: NewOrder, overrides: Partial<Payment> = {}): Payment => ({
  orderId: order.orderId,
  payOrderId: fresh('pay'),
  payPlatform: 'wechat',
  money: order.realMoney,
  payAt: AT + 60,
  payCreateAt: AT + 50,
  consumerId: 'openid',
  merchantId: 'merchant',
  consumerEmail: '',
  raw: '<xml/>',
  at: AT + 61,
  ...overrides,
})

export function ordersContract(bed: StoreBed): void {
  const created = async (overrides: Partial<NewOrder> = {}): Promise<NewOrder> => {
    const order = newOrder(await bed.newUser(), overrides)
    assert.ok((await bed.store.orders.create(order)).ok)
    return order
  }

  describe('orders', () => {
    test('an order is made once, and found as it was made', async () => {
      const order = await created()
      const again = await bed.store.orders.create(order)
      assert.ok(again.ok && again.value.repeated)
      const { id: _id, ...found } = must(await bed.store.orders.find(order.orderId), 'the order')
      assert.deepEqual(found, { ...order, status: 1, channelOrderId: '' })
      const other = await bed.store.orders.create({ ...order, productCount: 99 })
      assert.deepEqual(other, { ok: false, error: { code: 'ORDER_REUSED' } })
    })

    for (const [what, overrides, code] of [
      ['a negative count (B9)', { productCount: -10 }, 'COUNT_INVALID'],
      ['no count', { productCount: 0 }, 'COUNT_INVALID'],
      ['no price', { realMoney: 0 }, 'MONEY_INVALID'],
      ['a price in parts of a fen', { money: 0.5 }, 'MONEY_INVALID'],
      ['a player nobody knows', { uid: 999_999_999 }, 'PAYER_UNKNOWN'],
    ] as const) {
      test(`an order with ${what} is refused`, async () => {
        const order = newOrder(await bed.newUser(), overrides)
        assert.deepEqual(await bed.store.orders.create(order), { ok: false, error: { code } })
        assert.equal(await bed.store.orders.find(order.orderId), undefined)
      })
    }

    test('a payment credits its cards once: twenty callbacks at once, and one later (B9)', async () => {
      const order = await created()
      const payment = paymentOf(order)
      const results = await Promise.all(Array.from({ length: 20 }, () => bed.store.orders.pay(payment)))
      assert.ok(results.every((result) => result.ok))
      assert.equal(results.filter((result) => result.ok && !result.value.repeated).length, 1)
      const late = await bed.store.orders.pay(payment)
      assert.deepEqual(late, { ok: true, value: { balance: 20, repeated: true, uid: order.uid } })
      assert.equal(await bed.userBalance(order.uid), 20)
      assert.equal(await bed.storedCoin(order.uid), 20)
      const trades = await bed.db
        .selectFrom('trade')
        .selectAll()
        .where('orderId', '=', order.orderId)
        .execute()
      assert.equal(trades.length, 1)
      const paid = await bed.store.orders.find(order.orderId)
      assert.equal(paid?.status, 2)
      assert.equal(paid.channelOrderId, payment.payOrderId)
    })

    test('the first payment is remembered, not the second', async () => {
      const uid = await bed.newUser()
      for (const at of [AT + 100, AT + 200]) {
        const order = newOrder(uid)
        await bed.store.orders.create(order)
        assert.ok((await bed.store.orders.pay(paymentOf(order, { at }))).ok)
      }
      const row = await bed.db.selectFrom('user').select('firstRechargeAt').where('id', '=', uid).execute()
      assert.deepEqual(row, [{ firstRechargeAt: AT + 100 }])
    })

    test('a payment of another sum, for another order or beside the first one credits nothing', async () => {
      const order = await created()
      const pay = async (payment: Payment, code: string) =>
        assert.deepEqual(await bed.store.orders.pay(payment), { ok: false, error: { code } })
      await pay(paymentOf(order, { money: 1 }), 'MONEY_MISMATCH')
      await pay(paymentOf(order, { orderId: 'nobody' }), 'ORDER_UNKNOWN')
      const payment = paymentOf(order)
      assert.ok((await bed.store.orders.pay(payment)).ok)
      await pay(paymentOf(order), 'TRADE_CONFLICT')
      const second = await created()
      await pay(paymentOf(second, { payOrderId: payment.payOrderId }), 'TRADE_CONFLICT')
      assert.equal(await bed.userBalance(order.uid), 20)
      assert.equal(await bed.userBalance(second.uid), 10)
    })

    test('only a paid order is marked as notified', async () => {
      const order = await created()
      assert.equal(await bed.store.orders.markNotified(order.orderId), false)
      await bed.store.orders.pay(paymentOf(order))
      assert.equal(await bed.store.orders.markNotified(order.orderId), true)
      assert.equal((await bed.store.orders.find(order.orderId))?.status, 3)
      assert.equal((await bed.store.orders.pay(paymentOf(order))).ok, false)
    })

    test('the list is narrowed by every field, newest first, in pages', async () => {
      const uid = await bed.newUser()
      const channelId = fresh('channel')
      const orders: NewOrder[] = []
      for (let number = 0; number < 5; number += 1) {
        const order = newOrder(uid, { channelId, createdAt: AT + number })
        await bed.store.orders.create(order)
        orders.push(order)
      }
      await bed.store.orders.pay(paymentOf(must(orders[1], 'the second order')))
      const idsOf = async (filter: object) => {
        const { rows, total } = await bed.store.orders.list({ offset: 0, count: 10, channelId, ...filter })
        return [total, ...rows.map((row) => orders.findIndex(({ orderId }) => orderId === row.orderId))]
      }
      assert.deepEqual(await idsOf({}), [5, 4, 3, 2, 1, 0])
      assert.deepEqual(await idsOf({ offset: 1, count: 2 }), [5, 3, 2])
      assert.deepEqual(await idsOf({ count: -1 }), [5])
      assert.deepEqual(await idsOf({ status: 2, uid }), [1, 1])
      assert.deepEqual(await idsOf({ from: AT + 1, to: AT + 3, payPlatform: 'wechat' }), [2, 2, 1])
      assert.deepEqual(await idsOf({ uid: uid + 1 }), [0])
      assert.deepEqual(await idsOf({ orderId: `' or '1'='1` }), [0])
      assert.deepEqual(await idsOf({ payPlatform: 'alipay', appId: 'app' }), [0])
    })
  })
}
