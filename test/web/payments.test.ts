import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import {
  asAdmin,
  asPlayer,
  assertRefused,
  newGuest,
  openWeb,
  type WebFixture,
  withWeb,
} from './web-fixture.ts'
import {
  APPID,
  type Fields,
  MER_ID,
  noticeFields,
  openStandIn,
  PREPAY_ID,
  sign,
  signedXml,
  type StandIn,
  xml,
} from './wechat-stand-in.ts'

const NOTIFY = '/v1/order/notify/wechat'
const PRICE_FEN = 100
const WELCOME = 10
const SUCCESS = '<xml><return_code>SUCCESS</return_code><return_msg>OK</return_msg></xml>'

let standIn: StandIn
let fixture: WebFixture
let uid: number
before(async () => {
  standIn = await openStandIn()
  const env = { ...standIn.env, XUEZHAN_WEBSERVER__LOGINS_PER_MINUTE_PER_IP: '10000' }
  fixture = await openWeb({
    env: { ...env, XUEZHAN_WEBSERVER__REQUESTS_PER_MINUTE_PER_IP: '100000' },
  })
})
after(async () => {
  await fixture.close()
  await standIn.close()
})
beforeEach(async () => {
  Object.assign(standIn, { orderAnswer: null, status: 200, isSilent: false })
  uid = await newGuest(fixture)
  fixture.gm.calls.length = 0
})

const orderUrl = (more: Record<string, string> = {}): string => {
  const query = {
    uid: String(uid),
    count: '5',
    appId: 'app',
    channelId: 'ios',
    platform: 'wechat',
    name: '房卡',
  }
  return `/v1/order/?${new URLSearchParams({ ...query, extra: 'x', ...more }).toString()}`
}

const order = async (more: Record<string, string> = {}) => await asPlayer(fixture, uid, orderUrl(more))

async function newOrder(more: Record<string, string> = {}): Promise<string> {
  const response = await order(more)
  assert.equal(response.statusCode, 200, response.body)
  return response.json<{ orderid: string }>().orderid
}

const notify = (payload: string, headers: Record<string, string> = { 'content-type': 'text/xml' }) =>
  fixture.web.inject({ method: 'POST', url: NOTIFY, headers, payload })

const balance = (): Promise<number> => fixture.store.cards.balance({ kind: 'user', uid })

async function assertNothingCredited(orderId: string): Promise<void> {
  assert.equal(await balance(), WELCOME)
  assert.equal((await fixture.store.orders.find(orderId))?.status, 1)
  assert.deepEqual(fixture.gm.calls, [])
}

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

test('a paid order credits what was bought, tells the player, and WeChat gets XML', async () => {
  const orderId = await newOrder()
  const response = await notify(signedXml(noticeFields(orderId, 5 * PRICE_FEN)))
  assert.equal(response.statusCode, 200)
  assert.equal(response.body, SUCCESS)
  assert.match(String(response.headers['content-type']), /^text\/xml/)
  assert.equal(await balance(), WELCOME + 5)
  assert.deepEqual(fixture.gm.calls, [['coinsChanged', uid, WELCOME + 5]])
  assert.equal((await fixture.store.orders.find(orderId))?.status, 3)
})

test('B9: a notice that comes again and again, also at once, credits once', async () => {
  const orderId = await newOrder()
  const notice = signedXml(noticeFields(orderId, 5 * PRICE_FEN))
  const answers = await Promise.all(Array.from({ length: 20 }, () => notify(notice)))
  answers.push(await notify(notice))
  for (const { body } of answers) assert.equal(body, SUCCESS)
  assert.equal(await balance(), WELCOME + 5)
  assert.equal(fixture.gm.calls.length, 1)
})

test('B9: a credit that failed is made by the next notice', async () => {
  const orderId = await newOrder()
  const notice = signedXml(noticeFields(orderId, 5 * PRICE_FEN))
  const { orders } = fixture.store
  const original = orders.pay.bind(orders)
  let calls = 0
  orders.pay = async (payment) => {
    calls += 1
    if (calls === 1) throw Object.assign(new Error('away'), { code: 'STORE_DOWN' })
    return await original(payment)
  }
  try {
    const failed = await notify(notice)
    assert.equal(failed.statusCode, 503)
    assert.match(failed.body, /^<xml><return_code>FAIL<\/return_code>/)
    assert.equal(await balance(), WELCOME)
    assert.equal((await notify(notice)).body, SUCCESS)
    assert.equal(await balance(), WELCOME + 5)
  } finally {
    orders.pay = original
  }
})

type Forgery = [string, (orderId: string) => string, string]

const FORGERIES: Forgery[] = [
  ['a bad signature', (id) => xml({ ...noticeFields(id, 500), sign: 'A'.repeat(32) }), 'SIGN_WRONG'],
  ['no signature', (id) => xml(noticeFields(id, 500)), 'SIGN_WRONG'],
  ['an empty signature', (id) => xml({ ...noticeFields(id, 500), sign: '' }), 'SIGN_WRONG'],
  ['the signature of another key', (id) => signedXml(noticeFields(id, 500), 'another-key'), 'SIGN_WRONG'],
  ['the signature of an empty key', (id) => signedXml(noticeFields(id, 500), ''), 'SIGN_WRONG'],
  [
    'a signature of other fields',
    (id) => xml({ ...noticeFields(id, 500), sign: sign(noticeFields(id, 1)) }),
    'SIGN_WRONG',
  ],
  [
    'a field added afterwards',
    (id) => xml({ ...noticeFields(id, 500), sign: sign(noticeFields(id, 500)), coupon_fee: '1' }),
    'SIGN_WRONG',
  ],
  ['another merchant', (id) => signedXml(noticeFields(id, 500, { mch_id: '1' })), 'NOT_OURS'],
  ['another app', (id) => signedXml(noticeFields(id, 500, { appid: 'wx1' })), 'NOT_OURS'],
  ['one fen', (id) => signedXml(noticeFields(id, 1)), 'MONEY_MISMATCH'],
  ['too much money', (id) => signedXml(noticeFields(id, 50_000)), 'MONEY_MISMATCH'],
  ['negative money', (id) => signedXml(noticeFields(id, -500)), 'NOTICE_BROKEN'],
  [
    'money that is no number',
    (id) => signedXml(noticeFields(id, 500, { total_fee: '5e2' })),
    'NOTICE_BROKEN',
  ],
  ['other money', (id) => signedXml(noticeFields(id, 500, { fee_type: 'USD' })), 'NOTICE_BROKEN'],
  ['no payment', (id) => signedXml(noticeFields(id, 500, { transaction_id: '' })), 'NOTICE_BROKEN'],
  ['an unknown order', () => signedXml(noticeFields('f'.repeat(32), 500)), 'ORDER_UNKNOWN'],
  ["an order like ' or 1=1", () => signedXml(noticeFields("' or 1=1 --", 500)), 'NOTICE_BROKEN'],
  [
    'the money twice',
    (id) => `<xml><total_fee>1</total_fee>${signedXml(noticeFields(id, 500)).slice(5)}`,
    'XML_BROKEN',
  ],
  [
    'an entity bomb',
    (id) => `<!DOCTYPE x [<!ENTITY a "500">]>${signedXml(noticeFields(id, 500))}`,
    'XML_BROKEN',
  ],
  ['half a document', (id) => signedXml(noticeFields(id, 500)).slice(0, -20), 'XML_BROKEN'],
  ['nothing', () => ' ', 'XML_BROKEN'],
  ['JSON', (id) => JSON.stringify(noticeFields(id, 500)), 'XML_BROKEN'],
]

for (const [name, forge, reason] of FORGERIES) {
  test(`B9: a notice with ${name} credits nothing`, async () => {
    const orderId = await newOrder()
    const response = await notify(forge(orderId))
    assert.equal(response.statusCode, 400)
    assert.equal(
      response.body,
      `<xml><return_code>FAIL</return_code><return_msg>${reason}</return_msg></xml>`,
    )
    await assertNothingCredited(orderId)
  })
}

test('a notice in JSON by its content type, or too large, is refused in XML', async () => {
  const orderId = await newOrder()
  const good = signedXml(noticeFields(orderId, 500))
  for (const response of [
    await notify(good, { 'content-type': 'application/x-www-form-urlencoded' }),
    await notify(good.replace('<xml>', `<xml>${' '.repeat(20_000)}`)),
  ]) {
    assert.equal(response.statusCode, 400)
    assert.match(response.body, /^<xml><return_code>FAIL/)
  }
  await assertNothingCredited(orderId)
})

test('a payment that failed is answered, so that WeChat stops, and credits nothing', async () => {
  const orderId = await newOrder()
  const fields = noticeFields(orderId, 500, { result_code: 'FAIL', err_code: 'NOTENOUGH' })
  assert.equal((await notify(signedXml(fields))).body, SUCCESS)
  await assertNothingCredited(orderId)
})

test('a payment replayed for another order credits nothing', async () => {
  const first = await newOrder()
  const transaction_id = '4200009999'
  await notify(signedXml(noticeFields(first, 500, { transaction_id })))
  const second = await newOrder()
  const response = await notify(signedXml(noticeFields(second, 500, { transaction_id })))
  assert.match(response.body, /TRADE_CONFLICT/)
  assert.equal(await balance(), WELCOME + 5)
})

test('a second payment of a paid order credits nothing', async () => {
  const orderId = await newOrder()
  await notify(signedXml(noticeFields(orderId, 500)))
  const response = await notify(signedXml(noticeFields(orderId, 500, { transaction_id: '4200008888' })))
  assert.match(response.body, /TRADE_CONFLICT/)
  assert.equal(await balance(), WELCOME + 5)
})

test('B8: payments of one player at once all count, each once', async () => {
  const ids = await Promise.all(Array.from({ length: 10 }, () => newOrder({ count: '3' })))
  const notices = ids.flatMap((id) => [id, id]).map((id) => notify(signedXml(noticeFields(id, 300))))
  for (const { body } of await Promise.all(notices)) assert.equal(body, SUCCESS)
  assert.equal(await balance(), WELCOME + 30)
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
  uid = 999_999
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
