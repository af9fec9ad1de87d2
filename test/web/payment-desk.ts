// A player who buys cards over a web server whose WeChat is a stand-in.
import assert from 'node:assert/strict'
import { after, before, beforeEach } from 'node:test'
import { asPlayer, newGuest, openWeb, type WebFixture } from './web-fixture.ts'
import { openStandIn, type StandIn } from './wechat-stand-in.ts'

export const NOTIFY = '/v1/order/notify/wechat'
export const PRICE_FEN = 100
export const WELCOME = 10
export const SUCCESS = '<xml><return_code>SUCCESS</return_code><return_msg>OK</return_msg></xml>'

export let standIn: StandIn
export let fixture: WebFixture
export let uid: number
/** For the tests of a file: one server, and before each test another player. */
export function openForPayments(): void {
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
}

export function become(other: number): void {
  uid = other
}

export const orderUrl = (more: Record<string, string> = {}): string => {
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

export const order = async (more: Record<string, string> = {}) => await asPlayer(fixture, uid, orderUrl(more))

export async function newOrder(more: Record<string, string> = {}): Promise<string> {
  const response = await order(more)
  assert.equal(response.statusCode, 200, response.body)
  return response.json<{ orderid: string }>().orderid
}

export const notify = (payload: string, headers: Record<string, string> = { 'content-type': 'text/xml' }) =>
  fixture.web.inject({ method: 'POST', url: NOTIFY, headers, payload })

export const balance = (): Promise<number> => fixture.store.cards.balance({ kind: 'user', uid })

export async function assertNothingCredited(orderId: string): Promise<void> {
  assert.equal(await balance(), WELCOME)
  assert.equal((await fixture.store.orders.find(orderId))?.status, 1)
  assert.deepEqual(fixture.gm.calls, [])
}
