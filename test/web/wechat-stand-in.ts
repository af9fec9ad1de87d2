// A server that speaks WeChat's part: profiles over HTTP and JSON, orders and notices in signed XML. Its signatures are
// computed here, by the rule of WeChat's documentation, and not by the code under test.

import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'

export const APPID = 'wx0123456789abcdef'
export const MER_ID = '1900000109'
export const KEY = '192006250b4c09247ec02edce69f6a2d'
export const OPENID = 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o'
export const ACCESS_TOKEN = 'ACCESS-TOKEN-OF-WECHAT'
export const PREPAY_ID = 'wx201410272009395522657a690389285100'

export type Fields = Record<string, string>

export function sign(fields: Fields, key = KEY): string {
  const names = Object.keys(fields).filter((name) => name !== 'sign' && fields[name] !== '')
  const text = names
    .toSorted()
    .map((name) => `${name}=${fields[name]}&`)
    .join('')
  return createHash('md5').update(`${text}key=${key}`, 'utf8').digest('hex').toUpperCase()
}

export const xml = (fields: Fields): string =>
  `<xml>\n${Object.entries(fields)
    .map(([name, value]) => `<${name}><![CDATA[${value}]]></${name}>\n`)
    .join('')}</xml>`

export const signedXml = (fields: Fields, key = KEY): string => xml({ ...fields, sign: sign(fields, key) })

/** A notice as WeChat's documentation shows it. */
export const noticeFields = (orderId: string, money: number, more: Fields = {}): Fields => ({
  appid: APPID,
  attach: '支付测试',
  bank_type: 'CFT',
  fee_type: 'CNY',
  is_subscribe: 'Y',
  mch_id: MER_ID,
  nonce_str: '5d2b6c2a8db53831f7eda20af46e531c',
  openid: OPENID,
  out_trade_no: orderId,
  result_code: 'SUCCESS',
  return_code: 'SUCCESS',
  time_end: '20260903131540',
  total_fee: String(money),
  trade_type: 'APP',
  transaction_id: `4200${orderId.slice(0, 20)}`,
  ...more,
})

export type StandIn = {
  readonly url: string
  /** Bodies of the orders that came, as fields. */
  readonly orders: Fields[]
  /** Paths and queries that were asked for. */
  readonly asked: string[]
  /** Replaces the next answers to orders. */
  orderAnswer: ((fields: Fields) => string) | null
  profileAnswer: ((url: URL) => string) | null
  status: number
  /** Answers nothing at all. */
  isSilent: boolean
  readonly env: Record<string, string>
  close(): Promise<void>
}

const unescape = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')

const readFields = (text: string): Fields =>
  Object.fromEntries(
    [...text.matchAll(/<(\w+)>([^<]*)<\/\1>/g)].map(([, name, value]) => [name!, unescape(value!)]),
  )

export async function openStandIn(): Promise<StandIn> {
  const server = createServer((request, response) => void answer(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const standIn: StandIn = {
    url,
    orders: [],
    asked: [],
    orderAnswer: null,
    profileAnswer: null,
    status: 200,
    isSilent: false,
    env: {
      XUEZHAN_WECHAT__APPID: APPID,
      XUEZHAN_WECHAT__USER_INFO_URL: `${url}/sns/userinfo`,
      XUEZHAN_WECHAT__MER_ID: MER_ID,
      XUEZHAN_WECHAT__APPSECRET: KEY,
      XUEZHAN_WECHAT__CALLBACK_URL: 'https://mj.example.com/v1/order/notify/wechat',
      XUEZHAN_WECHAT__UNIFY_ORDER_URL: `${url}/pay/unifiedorder`,
      XUEZHAN_WECHAT__TIMEOUT_MS: '1000',
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const asked = new URL(request.url ?? '', url)
    standIn.asked.push(asked.pathname + asked.search)
    if (standIn.isSilent) return
    response.statusCode = standIn.status
    response.end(asked.pathname === '/sns/userinfo' ? profile(asked) : takeOrder(readFields(body)))
  }

  function profile(asked: URL): string {
    if (standIn.profileAnswer) return standIn.profileAnswer(asked)
    const { access_token: token, openid } = Object.fromEntries(asked.searchParams)
    if (token !== ACCESS_TOKEN) return JSON.stringify({ errcode: 40_001, errmsg: 'invalid credential' })
    if (openid !== OPENID) return JSON.stringify({ errcode: 40_003, errmsg: 'invalid openid' })
    return JSON.stringify({
      openid,
      nickname: '打牌🀄️张三',
      sex: 1,
      headimgurl: 'https://thirdwx.qlogo.cn/mmopen/x/132',
    })
  }

  function takeOrder(fields: Fields): string {
    standIn.orders.push(fields)
    if (standIn.orderAnswer) return standIn.orderAnswer(fields)
    if (fields['sign'] !== sign(fields)) return xml({ return_code: 'FAIL', return_msg: '签名错误' })
    return signedXml({
      return_code: 'SUCCESS',
      return_msg: 'OK',
      appid: APPID,
      mch_id: MER_ID,
      nonce_str: 'IITRi8Iabbblz1Jc',
      result_code: 'SUCCESS',
      prepay_id: PREPAY_ID,
      trade_type: 'APP',
    })
  }

  return standIn
}
