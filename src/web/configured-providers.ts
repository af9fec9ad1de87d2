// The platforms that the configuration names.

import type { Config } from '../config/schema.ts'
import type { Clock } from '../lib/clock.ts'
import { type LoginProvider, type PayProvider, type Providers, WECHAT } from './providers.ts'
import { createWechatLogin } from './wechat/wechat-login.ts'
import { createWechatPay } from './wechat/wechat-pay.ts'

export function configuredProviders({ wechat }: Config, clock: Pick<Clock, 'nowMs'>): Providers {
  const login = new Map<string, LoginProvider>()
  const pay = new Map<string, PayProvider>()
  const { userInfoUrl, appsecret, timeoutMs } = wechat
  if (userInfoUrl !== '') login.set(WECHAT, createWechatLogin({ userInfoUrl, timeoutMs }))
  if (appsecret !== null) pay.set(WECHAT, createWechatPay({ ...wechat, key: appsecret.reveal() }, clock))
  return { login, pay }
}
