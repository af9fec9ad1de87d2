// Logging in by WeChat: the access token is shown to WeChat, and WeChat says whose it is.

import { err, ok } from '../../lib/result.ts'
import { fetchText } from '../bounded-fetch.ts'
import type { LoginProvider, ThirdProfile } from '../providers.ts'

const NAME_MAX = 64
const HEAD_URL_MAX = 255
/** Characters that change how the text around them looks, or end a line. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu

type Options = { readonly userInfoUrl: string; readonly timeoutMs: number }

export function createWechatLogin({ userInfoUrl, timeoutMs }: Options): LoginProvider {
  return {
    async profile({ openid, accessToken }) {
      const url = new URL(userInfoUrl)
      url.searchParams.set('access_token', accessToken)
      url.searchParams.set('openid', openid)
      url.searchParams.set('lang', 'zh_CN')
      const answer = await fetchText(url, { timeoutMs })
      if (!answer.ok) return answer
      const info = parseObject(answer.value)
      if (info === undefined) return err({ code: 'PEER_DOWN' })
      // WeChat answers 200 with an errcode to a token that is not good, and the openid is the token's, not ours.
      if (info['errcode'] !== undefined || info['openid'] !== openid) return err({ code: 'THIRD_REFUSED' })
      return ok(profileOf(openid, info))
    },
  }
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

function profileOf(openid: string, info: Readonly<Record<string, unknown>>): ThirdProfile {
  const { nickname, headimgurl, sex } = info
  // Whole characters: a cut through an emoji would leave half of one.
  const name = Array.from(textOf(nickname).replaceAll(UNSEEN, '').trim()).slice(0, NAME_MAX).join('')
  const head = textOf(headimgurl)
  return {
    openid,
    name,
    headUrl: /^https?:\/\/\S+$/.test(head) && head.length <= HEAD_URL_MAX ? head : '',
    sex: sex === 1 || sex === 2 ? sex : 0,
  }
}
