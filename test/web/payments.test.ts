// Orders of players, from the first word to the console.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  become,
  fixture,
  newOrder,
  NOTIFY,
  notify,
  openForPayments,
  order,
  orderUrl,
  PRICE_FEN,
  standIn,
  uid,
} from './payment-desk.ts'
import { asAdmin, asPlayer, assertRefused, newGuest, withWeb } from './web-fixture.ts'
import {
  APPID,
  type Fields,
  MER_ID,
  noticeFields,
  PREPAY_ID,
  sign,
  signedXml,
  xml,
} from './wechat-stand-in.ts'

openForPayments()

test("an order is told to WeChat signed, and answered in nanoserver's form", async () => {
  const response = await order()
  assert.equal(response.statusCode, 200, response.body)
  const { sign: signature, noncestr, timestamp, orderid, ...rest } = response.json<Fields>()
  assert.deepEqual(rest, { code: 0, appid: APPID, partnerid: MER_ID, prepayid: PREPAY_ID, extData: 'x' })
  const forClient = {
    appid: APPID,
    partnerid: MER_ID,
    prepayid: PREPAY_ID,
    noncestr: noncestr!,
    timestamp: timestamp!,
  }
  assert.equal(signature, sign({ ...forClient, package: 'Sign=WXPay' }))
  const sent = standIn.orders.at(-1)!
  assert.equal(sent['sign'], sign(sent))
  assert.equal(sent['total_fee'], String(5 * PRICE_FEN))
  assert.equal(sent['out_trade_no'], orderid)
  assert.equal(sent['spbill_create_ip'], '127.0.0.1')
  assert.match(orderid!, /^[0-9a-f]{32}$/)
})

const BAD_ORDERS: [string, Record<string, string>][] = [
  ['no cards', { count: '0' }],
  ['fewer than no cards', { count: '-5' }],
  ['half a card', { count: '1.5' }],
  ['cards by exponent', { count: '1e3' }],
  ['a million cards', { count: '1000000' }],
  ['a list of cards', { count: '1,2' }],
  ['no name', { name: '' }],
  ['an overlong name', { name: 'x'.repeat(65) }],
  ['a name with a line end', { name: 'a\nb' }],
  ['no app', { appId: '' }],
  ['an overlong extra', { extra: 'x'.repeat(256) }],
  ['a uid that is none', { uid: '1 or 1=1' }],
]

for (const [name, more] of BAD_ORDERS) {
  test(`B9: an order with ${name} is refused`, async () => {
    assertRefused(await order(more), { status: 400, reason: 'BAD_PAYLOAD' })
  })
}

test('a parameter given twice is refused', async () => {
  assertRefused(await asPlayer(fixture, uid, `${orderUrl()}&count=1`), { status: 400, reason: 'BAD_PAYLOAD' })
})

test('more cards than one order may hold are refused', async () => {
  assertRefused(await order({ count: '1001' }), { status: 400, reason: 'COUNT_INVALID' })
})

test('nobody orders for another player, or without a token', async () => {
  const other = await newGuest(fixture)
  assertRefused(await asPlayer(fixture, other, orderUrl()), { status: 403, reason: 'NOT_YOURS' })
  assertRefused(await fixture.web.inject({ url: orderUrl() }), { status: 401, reason: 'NOT_LOGGED_IN' })
  const headers = { authorization: 'Bearer x.y.z' }
  assertRefused(await fixture.web.inject({ url: orderUrl(), headers }), { status: 401, reason: 'BAD_TOKEN' })
})

test('a frozen player and one who is gone order nothing', async () => {
  assert.ok((await fixture.store.players.freeze(uid)).ok)
  assertRefused(await order(), { status: 403, reason: 'ACCOUNT_CLOSED' })
  become(999_999)
  assertRefused(await order(), { status: 404, reason: 'USER_NOT_FOUND' })
})

test('a name with XML in it arrives at WeChat as a name', async () => {
  await newOrder({ name: '<房>&卡' })
  assert.equal(standIn.orders.at(-1)!['body'], '<房>&卡')
})

const REFUSALS: [string, (fields: Fields) => string][] = [
  ['says no', () => xml({ return_code: 'FAIL', return_msg: 'no' })],
  [
    'says no in a signed way',
    () => signedXml({ return_code: 'SUCCESS', result_code: 'FAIL', appid: APPID, mch_id: MER_ID }),
  ],
  [
    'signs with another key',
    () =>
      signedXml(
        { return_code: 'SUCCESS', result_code: 'SUCCESS', appid: APPID, mch_id: MER_ID, prepay_id: 'p' },
        'other',
      ),
  ],
  [
    'names no prepayment',
    () => signedXml({ return_code: 'SUCCESS', result_code: 'SUCCESS', appid: APPID, mch_id: MER_ID }),
  ],
  ['answers no XML', () => '<html><body>502</body></html>'],
]

for (const [name, answer] of REFUSALS) {
  test(`a WeChat that ${name} gives no order to the client`, async () => {
    standIn.orderAnswer = answer
    assertRefused(await order(), { status: 502, reason: 'PAY_REFUSED' })
  })
}

test('a WeChat that does not answer is told as such', async () => {
  standIn.isSilent = true
  assertRefused(await order(), { status: 502, reason: 'PEER_DOWN' })
})

test('without a merchant there is nothing to buy, and no notice is believed', async () => {
  await withWeb({}, async (plain) => {
    const guest = await newGuest(plain)
    const url = orderUrl({ uid: String(guest) })
    assertRefused(await asPlayer(plain, guest, url), { status: 501, reason: 'PAY_OFF' })
    const payload = signedXml(noticeFields('f'.repeat(32), 500), '')
    const response = await plain.web.inject({
      method: 'POST',
      url: NOTIFY,
      headers: { 'content-type': 'text/xml' },
      payload,
    })
    assert.equal(response.statusCode, 400)
    assert.match(response.body, /PAY_OFF/)
  })
})

test('B14: the order console filters by each parameter', async () => {
  const orderId = await newOrder({ appId: 'console', channelId: 'c1' })
  await newOrder({ appId: 'console', channelId: 'c2' })
  await notify(signedXml(noticeFields(orderId, 500)))
  const list = async (query: string) =>
    (await asAdmin(fixture, 'orders', `/v1/order/console/?appid=console&${query}`)).json<{
      total: number
      data: Fields[]
    }>()
  const all = await list('')
  assert.equal(all.total, 2)
  const first = all.data[1]!
  assert.deepEqual(
    { ...first, created_at: 0 },
    {
      order_id: orderId,
      uid: String(uid),
      appid: 'console',
      channel_id: 'c1',
      server_name: '',
      role_id: '',
      extra: 'x',
      imei: '',
      product_name: '房卡',
      pay_by: 'wechat',
      product_count: 5,
      money: 500,
      real_money: 500,
      status: 3,
      created_at: 0,
    },
  )
  const createdAt = Number(first['created_at'])
  for (const [query, total] of [
    ['count=1', 2],
    ['channel_id=c1', 1],
    ['channel_id=c3', 0],
    ['status=3', 1],
    ['status=1', 1],
    ['status=0&uid=&order_id=&pay_by=', 2],
    [`uid=${uid}`, 2],
    ['uid=1000000', 0],
    [`order_id=${orderId}`, 1],
    ['pay_by=WeChat', 2],
    ['pay_by=alipay', 0],
    [`start=${createdAt + 100}`, 0],
    [`end=${createdAt - 100}`, 0],
    [`start=${createdAt - 100}&end=${createdAt + 100}`, 2],
    ['start=-1&end=-1&count=-1', 2],
  ] as const) {
    assert.equal((await list(query)).total, total, query)
  }
  assert.equal((await list('count=1')).data.length, 1)
  assert.deepEqual((await list('offset=1&count=1')).data, [first])
})
