// What WeChat says of payments: believed when it is signed and fits the order, and counted once.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  assertNothingCredited,
  balance,
  fixture,
  newOrder,
  notify,
  openForPayments,
  PRICE_FEN,
  SUCCESS,
  uid,
  WELCOME,
} from './payment-desk.ts'
import { noticeFields, sign, signedXml, xml } from './wechat-stand-in.ts'

openForPayments()

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
