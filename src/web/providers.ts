// What the web asks of login and payment platforms. Each platform is one adapter; tests run the adapters against
// local stand-in servers.

import type { Result } from '../lib/result.ts'

export type ThirdProfile = {
  readonly openid: string
  readonly name: string
  readonly headUrl: string
  /** 0 unknown, 1 male, 2 female. */
  readonly sex: number
}

export type LoginRefusal = { readonly code: 'THIRD_REFUSED' | 'PEER_DOWN' }

export interface LoginProvider {
  /** Whose access token this is, by the platform's own word. */
  profile(claim: { openid: string; accessToken: string }): Promise<Result<ThirdProfile, LoginRefusal>>
}

export type PayableOrder = {
  readonly orderId: string
  readonly productName: string
  /** In fen. */
  readonly money: number
  /** The player's address. */
  readonly ip: string
}

/** What a client hands to the platform's own library. */
export type Prepaid = {
  readonly appid: string
  readonly partnerid: string
  readonly prepayid: string
  readonly noncestr: string
  readonly timestamp: string
  readonly sign: string
}

export type PrepayRefusal = { readonly code: 'PAY_REFUSED' | 'PEER_DOWN' }

export type PayNotice =
  | {
      readonly kind: 'paid'
      readonly orderId: string
      /** The platform's id of the payment. */
      readonly payOrderId: string
      /** In fen. */
      readonly money: number
      /** Unix seconds. */
      readonly payAt: number
      readonly consumerId: string
      readonly merchantId: string
    }
  | { readonly kind: 'failed'; readonly orderId: string }

export type NoticeRefusal = { readonly code: 'XML_BROKEN' | 'NOT_OURS' | 'SIGN_WRONG' | 'NOTICE_BROKEN' }

export interface PayProvider {
  prepay(order: PayableOrder): Promise<Result<Prepaid, PrepayRefusal>>
  /** Reads a callback; only what the platform has signed for us comes through. */
  readNotice(body: string): Result<PayNotice, NoticeRefusal>
}

/** By the name that clients send as `platform`; a platform that is not configured is not in it. */
export type Providers = {
  readonly login: ReadonlyMap<string, LoginProvider>
  readonly pay: ReadonlyMap<string, PayProvider>
}

export const WECHAT = 'wechat'
