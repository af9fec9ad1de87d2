// Paying by WeChat (API v2, trade type APP): orders go out signed, notices come in signed.

import { randomBytes } from 'node:crypto'
import type { Clock } from '../../lib/clock.ts'
import { err, ok, type Result } from '../../lib/result.ts'
import { fetchText } from '../bounded-fetch.ts'
import type { NoticeRefusal, PayableOrder, PayNotice, PayProvider, Prepaid } from '../providers.ts'
import { type FlatXml, makeFlatXml, parseFlatXml } from './flat-xml.ts'
import { isSigned, signFields } from './pay-sign.ts'

export type WechatMerchant = {
  readonly appid: string
  readonly merId: string
  /** The merchant's API key. */
  readonly key: string
  readonly callbackUrl: string
  readonly unifyOrderUrl: string
  readonly timeoutMs: number
}

const NONCE_BYTES = 16
/** Fixed by WeChat for apps; signed, and known to its library without being sent. */
const PACKAGE = 'Sign=WXPay'
const MONEY = /^[1-9]\d{0,9}$/
const ORDER_ID = /^[\w-]{1,32}$/
const PAY_ORDER_ID = /^[\w-]{1,64}$/

const newNonce = (): string => randomBytes(NONCE_BYTES).toString('hex')

export function createWechatPay(merchant: WechatMerchant, clock: Pick<Clock, 'nowMs'>): PayProvider {
  const nowSeconds = (): number => Math.floor(clock.nowMs() / 1000)
  return {
    async prepay(order) {
      const answer = await fetchText(merchant.unifyOrderUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/xml; charset=utf-8' },
        body: makeFlatXml(orderFields(merchant, order)),
        timeoutMs: merchant.timeoutMs,
      })
      if (!answer.ok) return answer
      const prepayId = prepayIdOf(merchant, answer.value)
      return prepayId === undefined
        ? err({ code: 'PAY_REFUSED' })
        : ok(prepaid(merchant, prepayId, nowSeconds()))
    },
    readNotice(body) {
      const parsed = parseFlatXml(body)
      return parsed.ok ? noticeOf(merchant, parsed.value, nowSeconds()) : parsed
    },
  }
}

const isOurs = ({ appid, merId }: WechatMerchant, fields: FlatXml): boolean =>
  fields.get('appid') === appid && fields.get('mch_id') === merId

function orderFields(merchant: WechatMerchant, { orderId, productName, money, ip }: PayableOrder) {
  const fields = new Map([
    ['appid', merchant.appid],
    ['body', productName],
    ['mch_id', merchant.merId],
    ['nonce_str', newNonce()],
    ['notify_url', merchant.callbackUrl],
    ['out_trade_no', orderId],
    ['spbill_create_ip', ip],
    ['total_fee', String(money)],
    ['trade_type', 'APP'],
  ])
  return fields.set('sign', signFields(fields, merchant.key))
}

/** Undefined unless WeChat has signed that it takes the order. */
function prepayIdOf(merchant: WechatMerchant, body: string): string | undefined {
  const parsed = parseFlatXml(body)
  if (!parsed.ok) return undefined
  const fields = parsed.value
  const isTaken = fields.get('return_code') === 'SUCCESS' && fields.get('result_code') === 'SUCCESS'
  if (!isTaken || !isOurs(merchant, fields) || !isSigned(fields, merchant.key)) return undefined
  return fields.get('prepay_id') || undefined
}

function prepaid({ appid, merId, key }: WechatMerchant, prepayid: string, now: number): Prepaid {
  const given = { appid, partnerid: merId, prepayid, noncestr: newNonce(), timestamp: String(now) }
  return { ...given, sign: signFields(Object.entries({ ...given, package: PACKAGE }), key) }
}

function noticeOf(merchant: WechatMerchant, fields: FlatXml, now: number): Result<PayNotice, NoticeRefusal> {
  // A notice that failed on the way (return_code FAIL) is not signed, and says nothing about an order.
  if (!isSigned(fields, merchant.key)) return err({ code: 'SIGN_WRONG' })
  if (!isOurs(merchant, fields)) return err({ code: 'NOT_OURS' })
  const orderId = fields.get('out_trade_no') ?? ''
  const payOrderId = fields.get('transaction_id') ?? ''
  const money = fields.get('total_fee') ?? ''
  if (!ORDER_ID.test(orderId)) return err({ code: 'NOTICE_BROKEN' })
  const isPaid = fields.get('return_code') === 'SUCCESS' && fields.get('result_code') === 'SUCCESS'
  if (!isPaid) return ok({ kind: 'failed', orderId })
  const isYuan = (fields.get('fee_type') ?? 'CNY') === 'CNY'
  if (!PAY_ORDER_ID.test(payOrderId) || !MONEY.test(money) || !isYuan) return err({ code: 'NOTICE_BROKEN' })
  return ok({
    kind: 'paid',
    orderId,
    payOrderId,
    money: Number(money),
    payAt: parseBeijingTime(fields.get('time_end') ?? '') ?? now,
    consumerId: fields.get('openid') ?? '',
    merchantId: merchant.merId,
  })
}

/** Unix seconds of `20060102150405`, which WeChat writes in Beijing's time; undefined for anything else. */
function parseBeijingTime(text: string): number | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text)
  if (parts === null) return undefined
  const [, year, month, day, hour, minute, second] = parts
  const atMs = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}+08:00`)
  return Number.isNaN(atMs) ? undefined : atMs / 1000
}
