// The payment platform's word that somebody has paid. It comes again until it is answered, so it is believed once,
// and only with a signature; the answer is the platform's XML, whatever happens.

import { Type } from 'typebox'
import type { FastifyReply } from 'fastify'
import type { PaymentRefusal } from '../store/office-repositories.ts'
import type { Store } from '../store/repositories.ts'
import { addXmlBodies } from './body-parsers.ts'
import { routeOf } from './error-answers.ts'
import { type NoticeRefusal, type PayNotice, type PayProvider, type Providers, WECHAT } from './providers.ts'
import type { WebApp, WebServerOptions } from './web-server-options.ts'
import { makeFlatXml } from './wechat/flat-xml.ts'

type Paid = Extract<PayNotice, { kind: 'paid' }>
type Refused = NoticeRefusal['code'] | PaymentRefusal['code'] | 'PAY_OFF'

const XML_TYPE = 'text/xml; charset=utf-8'
const REFUSED_STATUS = 400
const FAULT_STATUS = 503

export type NotifyParts = Pick<WebServerOptions, 'clock' | 'observer'> & {
  readonly store: Pick<Store, 'orders'>
  readonly providers: Providers
  readonly coinsChanged: (uid: number, coin: number) => void
}

function answerXml(reply: FastifyReply, status: number, message: string): FastifyReply {
  const fields = [
    ['return_code', status < REFUSED_STATUS ? 'SUCCESS' : 'FAIL'],
    ['return_msg', message],
  ] as const
  return reply.code(status).type(XML_TYPE).send(makeFlatXml(fields))
}

/** In a scope of its own: no other route reads XML, and no other error is answered in it. */
export async function addNotifyRoute(app: WebApp, parts: NotifyParts): Promise<void> {
  await app.register(async (scope) => {
    addXmlBodies(scope)
    scope.setErrorHandler((error: { statusCode?: number }, request, reply) => {
      const status = error.statusCode ?? FAULT_STATUS
      if (status < 500) return answerXml(reply, REFUSED_STATUS, 'BAD_PAYLOAD')
      parts.observer.failed(error, { route: routeOf(request), requestId: request.id })
      return answerXml(reply, FAULT_STATUS, 'RETRY')
    })
    addRoute(scope, parts)
  })
}

function addRoute(app: WebApp, parts: NotifyParts): void {
  const provider = parts.providers.pay.get(WECHAT)
  app.post(
    '/v1/order/notify/wechat',
    {
      schema: {
        summary: "WeChat's notice of a payment",
        tags: ['order'],
        consumes: ['text/xml'],
        produces: ['text/xml'],
        response: {
          200: Type.String({ description: 'return_code SUCCESS' }),
          '4xx': Type.String({ description: 'return_code FAIL: refused' }),
          '5xx': Type.String({ description: 'return_code FAIL: to be sent again' }),
        },
      },
    },
    async (request, reply) => {
      const refused = await settle(typeof request.body === 'string' ? request.body : '', provider, parts)
      return refused === undefined ? answerXml(reply, 200, 'OK') : answerXml(reply, REFUSED_STATUS, refused)
    },
  )
}

/** Undefined: the notice is settled, now or before. */
async function settle(
  body: string,
  provider: PayProvider | undefined,
  parts: NotifyParts,
): Promise<Refused | undefined> {
  if (provider === undefined) return 'PAY_OFF'
  const notice = provider.readNotice(body)
  if (!notice.ok) return notice.error.code
  if (notice.value.kind === 'failed') return undefined
  const paid = notice.value
  const order = await parts.store.orders.find(paid.orderId)
  if (order === undefined || order.payPlatform !== WECHAT) return 'ORDER_UNKNOWN'
  const settled = await pay(paid, body, parts)
  if (!settled.ok) return settled.error.code
  if (!settled.value.repeated) parts.coinsChanged(settled.value.uid, settled.value.balance)
  await parts.store.orders.markNotified(paid.orderId)
  return undefined
}

async function pay(paid: Paid, raw: string, { store, clock }: NotifyParts) {
  const { orderId, payOrderId, money, payAt, consumerId, merchantId } = paid
  return await store.orders.pay({
    orderId,
    payOrderId,
    payPlatform: WECHAT,
    money,
    payAt,
    payCreateAt: payAt,
    consumerId,
    merchantId,
    consumerEmail: '',
    raw,
    at: Math.floor(clock.nowMs() / 1000),
  })
}
