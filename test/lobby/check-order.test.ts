// Manager.CheckOrder: what the player's own order has brought, as the store has it.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { NewOrder } from '../../src/store/office-repositories.ts'
import type { FakeSession } from './fake-sessions.ts'
import { World } from './world.ts'

const AT = 1_780_000_000
const COUNT = 30
const PRICE = 3000

let world: World
let buyer: FakeSession
before(async () => {
  world = await World.open()
  buyer = await world.newcomer()
})
after(() => world.bed.store.close())

const orderOf = (orderId: string): NewOrder => ({
  orderId,
  type: 1,
  appId: 'app',
  channelId: 'web',
  payPlatform: 'wechat',
  currency: 'CNY',
  extra: '',
  money: PRICE,
  realMoney: PRICE,
  uid: buyer.uid!,
  productId: 'fangka',
  productName: '房卡',
  productCount: COUNT,
  productExtra: '',
  notifyUrl: '',
  remote: '',
  ip: '',
  imei: '',
  os: '',
  model: '',
  createdAt: AT,
})

async function makeOrder(orderId: string): Promise<void> {
  assert.ok((await world.bed.store.orders.create(orderOf(orderId))).ok)
}

async function payOrder(orderId: string): Promise<void> {
  const paid = await world.bed.store.orders.pay({
    orderId,
    payOrderId: `wx-${orderId}`,
    payPlatform: 'wechat',
    money: PRICE,
    payAt: AT,
    payCreateAt: AT,
    consumerId: '',
    merchantId: '',
    consumerEmail: '',
    raw: '',
    at: AT,
  })
  assert.ok(paid.ok)
}

const check = async (orderid: string) => await world.ask(buyer, 'Manager.CheckOrder', { orderid })

test('an order brings nothing before it is paid, then its cards, also once the platform was answered', async () => {
  await makeOrder('first')
  assert.deepEqual(await check('first'), { code: 0, error: '', fangka: 0 })
  await payOrder('first')
  assert.deepEqual(await check('first'), { code: 0, error: '', fangka: COUNT })
  assert.ok(await world.bed.store.orders.markNotified('first'))
  assert.deepEqual(await check('first'), { code: 0, error: '', fangka: COUNT })
})

test("another player's order is as unknown as one that nobody made", async () => {
  await makeOrder('mine')
  const stranger = await world.newcomer()
  for (const orderid of ['mine', 'nobody', "' or '1'='1", '']) {
    assert.equal(await world.refused(stranger, 'Manager.CheckOrder', { orderid }), 'ORDER_NOT_FOUND')
  }
})
