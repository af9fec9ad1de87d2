// Buying cards: a player's order goes to the payment platform, and the back office sees all of them.

import { randomUUID } from 'node:crypto'
import type { Static } from 'typebox'
import type { FastifyRequest } from 'fastify'
import { ok } from '../lib/result.ts'
import type { NewOrder, Order, OrderFilter } from '../store/office-repositories.ts'
import { addAdminRoute } from './admin-route.ts'
import type { OfficeParts } from './club-routes.ts'
import {
  NewOrderAnswer,
  NewOrderQuery,
  type OrderItem,
  OrderListAnswer,
  OrderListQuery,
} from './order-schemas.ts'
import { pageOf } from './pages.ts'
import type { PlayerDoor } from './player-door.ts'
import type { Providers } from './providers.ts'
import { REFUSED, refuse } from './web-refusals.ts'
import type { WebApp, WebServerOptions } from './web-server-options.ts'

/** order.type: cards are bought. */
const TYPE_BUY = 1
const CURRENCY = 'CNY'
const PRODUCT_CARDS = 'fangka'

type Query = Static<typeof NewOrderQuery>

function newOrderOf(
  request: FastifyRequest<{ Querystring: Query }>,
  { config, clock }: Pick<WebServerOptions, 'config' | 'clock'>,
): NewOrder {
  const { uid, count, appId, channelId, platform, name, extra = '' } = request.query
  const money = Number(count) * config.wechat.cardPriceFen
  return {
    // 32 characters: the most that WeChat takes.
    orderId: randomUUID().replaceAll('-', ''),
    type: TYPE_BUY,
    appId,
    channelId,
    payPlatform: platform,
    currency: CURRENCY,
    extra,
    money,
    realMoney: money,
    uid: Number(uid),
    productId: PRODUCT_CARDS,
    productName: name,
    productCount: Number(count),
    productExtra: '',
    notifyUrl: config.wechat.callbackUrl,
    remote: `${request.ip}:${request.socket.remotePort ?? 0}`,
    ip: request.ip,
    imei: '',
    os: '',
    model: '',
    createdAt: Math.floor(clock.nowMs() / 1000),
  }
}

export type OrderParts = Pick<WebServerOptions, 'config' | 'clock' | 'store'> & {
  readonly door: PlayerDoor
  readonly providers: Providers
}

export function addOrderRoutes(app: WebApp, options: OrderParts): void {
  const { config, store, door } = options
  const { pay } = options.providers
  app.get(
    '/v1/order/',
    {
      exposeHeadRoute: false,
      schema: {
        summary: "Orders cards; the answer is for the platform's own library",
        tags: ['order'],
        security: [{ player: [] }],
        querystring: NewOrderQuery,
        response: { 200: NewOrderAnswer, ...REFUSED },
      },
      config: { rateLimit: { max: config.webserver.loginsPerMinutePerIp, groupId: 'order' } },
    },
    async (request, reply) => {
      const { uid, count, platform } = request.query
      const player = await door.claimed(request, Number(uid))
      if (!player.ok) return refuse(reply, player.error.code)
      const provider = pay.get(platform)
      if (provider === undefined) return refuse(reply, 'PAY_OFF', platform)
      if (Number(count) > config.wechat.maxCardsPerOrder) return refuse(reply, 'COUNT_INVALID')
      const order = newOrderOf(request, options)
      // Kept before the platform hears of it: its callback may be faster than its answer.
      const created = await store.orders.create(order)
      if (!created.ok)
        return refuse(reply, created.error.code === 'PAYER_UNKNOWN' ? 'USER_NOT_FOUND' : 'COUNT_INVALID')
      const prepaid = await provider.prepay(order)
      if (!prepaid.ok) return refuse(reply, prepaid.error.code)
      return { code: 0, orderid: order.orderId, extData: order.extra, ...prepaid.value } as const
    },
  )
}

const orderItem = (order: Order): Static<typeof OrderItem> => ({
  order_id: order.orderId,
  uid: String(order.uid),
  appid: order.appId,
  channel_id: order.channelId,
  server_name: '',
  role_id: '',
  extra: order.extra,
  imei: order.imei,
  product_name: order.productName,
  pay_by: order.payPlatform,
  product_count: order.productCount,
  money: order.money,
  real_money: order.realMoney,
  status: order.status,
  created_at: order.createdAt,
})

/** What is empty, 0 or -1 narrows nothing. */
function filterOf(query: Static<typeof OrderListQuery>): OrderFilter {
  const { pay_by, status, appid, channel_id, start, end, uid, order_id } = query
  const isTime = (text: string | undefined): text is string => text !== undefined && text !== '-1'
  return {
    ...pageOf(query),
    ...(pay_by ? { payPlatform: pay_by.toLowerCase() } : {}),
    ...(status && status !== '0' ? { status: Number(status) } : {}),
    ...(appid ? { appId: appid } : {}),
    ...(channel_id ? { channelId: channel_id } : {}),
    ...(uid ? { uid: Number(uid) } : {}),
    ...(order_id ? { orderId: order_id } : {}),
    ...(isTime(start) ? { from: Number(start) } : {}),
    // nanoserver's range includes its end, the store's does not.
    ...(isTime(end) ? { to: Number(end) + 1 } : {}),
  }
}

export function addOrderConsole(app: WebApp, parts: OfficeParts): void {
  addAdminRoute(app, parts, {
    path: '/v1/order/console/',
    scope: 'orders',
    summary: 'Orders, the newest first',
    takes: OrderListQuery,
    answers: OrderListAnswer,
    async handle(query) {
      const { rows, total } = await parts.store.orders.list(filterOf(query))
      return ok({ code: 0, data: rows.map(orderItem), total } as const)
    },
  })
}
