// [wechat]: logging in and paying by WeChat. All keys empty = not offered.

import { z } from 'zod'
import { secret, text, whole } from '../fields.ts'

/** Keys without which no payment can be asked for. */
const PAYING = ['appid', 'mer_id', 'callback_url', 'unify_order_url'] as const

const url = () => text(1024).regex(/^(https?:\/\/\S+)?$/, { error: 'must be an http(s) address' })

export const wechatSection = z
  .strictObject({
    appid: text(64).default(''),
    user_info_url: url().default(''),
    mer_id: text(64).default(''),
    appsecret: secret(),
    appsecret_file: text(4096).default(''),
    callback_url: url().default(''),
    unify_order_url: url().default(''),
    card_price_fen: whole(1, 1_000_000).default(100),
    max_cards_per_order: whole(1, 100_000).default(1000),
    timeout_ms: whole(100, 60_000).default(5000),
  })
  .superRefine((section, context) => {
    if (section.appsecret === null) return
    if (section.appsecret.reveal() === '') {
      context.addIssue({ code: 'custom', path: ['appsecret'], message: 'must not be empty' })
    }
    for (const key of PAYING) {
      if (section[key] !== '') continue
      context.addIssue({ code: 'custom', path: [key], message: 'is needed for payments (appsecret is set)' })
    }
  })
