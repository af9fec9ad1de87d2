// What a configuration allows that an operator should know of: nothing here is wrong, so nothing here stops the start.

import type { Config } from './schema.ts'

export type ConfigWarning = {
  /** `section.key`. */
  readonly setting: string
  readonly reason: string
}

const EVERYBODY: readonly string[] = ['0.0.0.0/0', '::/0']

/** In the order of the sections; empty for the defaults. */
export function configWarnings({ login, whitelist, limits, wechat }: Config): readonly ConfigWarning[] {
  const warnings: ConfigWarning[] = []
  if (login.trustUid) {
    warnings.push({ setting: 'login.trust_uid', reason: 'anybody can play as anybody: a uid needs no token' })
  }
  if (whitelist.ip.some((block) => EVERYBODY.includes(block))) {
    warnings.push({ setting: 'whitelist.ip', reason: 'the back office is open to every address' })
  }
  if (limits.maxSessionsPerIp >= limits.maxPreAuth) {
    const reason = 'is not below max_pre_auth: one address can keep everybody else from logging in'
    warnings.push({ setting: 'limits.max_sessions_per_ip', reason })
  }
  if (wechat.appsecret !== null && !wechat.callbackUrl.startsWith('https://')) {
    warnings.push({ setting: 'wechat.callback_url', reason: 'notices of payments travel without TLS' })
  }
  return warnings
}
