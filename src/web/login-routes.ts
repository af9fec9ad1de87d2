// Logging in over HTTP; the token of the answer opens the game server and the player's own pages.

import type { Static } from 'typebox'
import type { FastifyRequest } from 'fastify'
import type { Config } from '../config/schema.ts'
import type { Account, GuestLogin } from '../store/repositories.ts'
import { AccountLimit } from './account-limit.ts'
import type { Announcements } from './announcements.ts'
import { clubItem } from './club-item.ts'
import {
  GuestLoginBody,
  LoginAnswer,
  LoginQueryAnswer,
  LoginQueryBody,
  ThirdLoginBody,
} from './login-schemas.ts'
import type { Providers } from './providers.ts'
import { REFUSED, refuse } from './web-refusals.ts'
import type { WebApp, WebServerOptions } from './web-server-options.ts'

export type LoginParts = WebServerOptions & {
  readonly announcements: Announcements
  readonly providers: Providers
}

/** nanoserver's login.guest and login.lists, which it only advised; an empty list means every channel. */
function isGuestAllowed({ guest, lists }: Config['login'], channelId: string): boolean {
  return guest && (lists.length === 0 || lists.includes(channelId))
}

function clientConfig({ core, update, share, contact, voice }: Config): Static<typeof LoginAnswer>['config'] {
  return {
    version: update.version,
    android: update.android,
    ios: update.ios,
    heartbeat: core.heartbeat,
    forceUpdate: update.force,
    title: share.title,
    desc: share.desc,
    ...contact,
    appId: voice.appid,
    appKey: voice.appkey,
  }
}

type Arrival = {
  readonly appId: string
  readonly channelId?: string
  readonly imei: string
  readonly device?: { readonly os?: string; readonly model?: string }
}

function loginOf(
  request: FastifyRequest,
  { appId, channelId = '', imei, device }: Arrival,
  at: number,
): GuestLogin {
  const remote = `${request.ip}:${request.socket.remotePort ?? 0}`
  return {
    appId,
    channelId,
    device: { imei, os: device?.os ?? '', model: device?.model ?? '', ip: request.ip, remote },
    at,
  }
}

export function addLoginRoutes(app: WebApp, parts: LoginParts): void {
  const { config } = parts
  app.post(
    '/v1/user/login/query',
    {
      schema: {
        summary: 'Whether guests of a channel may log in',
        tags: ['user'],
        body: LoginQueryBody,
        response: { 200: LoginQueryAnswer, ...REFUSED },
      },
    },
    async (request) =>
      ({ code: 0, guest: isGuestAllowed(config.login, request.body.channelId ?? '') }) as const,
  )
  const limit = new AccountLimit(config.webserver.loginsPerMinutePerAccount, parts.clock)
  addGuestLogin(app, parts, limit)
  addThirdLogin(app, parts, limit)
}

/** Before the store or the platform is asked: an account that is tried from many addresses costs neither. */
const accountKey = (...parts: readonly string[]): string => JSON.stringify(parts)

async function answerOf(
  { config, store, tokens, announcements, gamePort }: LoginParts,
  account: Account,
  playerIp: string,
): Promise<Static<typeof LoginAnswer>> {
  const { uid, name, headUrl, sex, coin } = account
  const clubs = await store.clubs.ofPlayer(uid)
  return {
    code: 0,
    name,
    uid,
    headUrl,
    fangka: coin,
    sex,
    ip: config.gameServer.host,
    port: gamePort(),
    playerIp,
    config: clientConfig(config),
    messages: announcements.all,
    clubList: clubs.map(clubItem),
    debug: 0,
    token: await tokens.issue(uid),
  }
}

const loginLimit = ({ webserver }: Config) => ({
  rateLimit: { max: webserver.loginsPerMinutePerIp, groupId: 'login' },
})

function addGuestLogin(app: WebApp, parts: LoginParts, limit: AccountLimit): void {
  const { config, store, clock } = parts
  app.post(
    '/v1/user/login/guest',
    {
      schema: {
        summary: 'Logs in a device as a guest; its account is made on the first call',
        tags: ['user'],
        body: GuestLoginBody,
        response: { 200: LoginAnswer, ...REFUSED },
      },
      config: loginLimit(config),
    },
    async (request, reply) => {
      if (!isGuestAllowed(config.login, request.body.channelId ?? '')) return refuse(reply, 'GUEST_OFF')
      if (request.body.imei.trim() === '') return refuse(reply, 'IMEI_EMPTY')
      const taken = limit.take(accountKey('guest', request.body.appId, request.body.imei))
      if (!taken.ok) return refuse(reply, taken.error.code)
      const login = loginOf(request, request.body, Math.floor(clock.nowMs() / 1000))
      const result = await store.accounts.guestLogin(login)
      if (!result.ok) return refuse(reply, result.error.code)
      const { account } = result.value
      await store.accounts.recordLogin(account.uid, login)
      return await answerOf(parts, account, request.ip)
    },
  )
}

function addThirdLogin(app: WebApp, parts: LoginParts, limit: AccountLimit): void {
  const { config, store, clock, providers } = parts
  app.post(
    '/v1/user/login/3rd',
    {
      schema: {
        summary: 'Logs in by a platform: its access token is shown to it, and it says whose it is',
        tags: ['user'],
        body: ThirdLoginBody,
        response: { 200: LoginAnswer, ...REFUSED },
      },
      config: loginLimit(config),
    },
    async (request, reply) => {
      const { platform, appId, openid, access_token: accessToken, device } = request.body
      const provider = providers.login.get(platform)
      if (provider === undefined) return refuse(reply, 'THIRD_OFF', 'platform')
      const taken = limit.take(accountKey(platform, appId, openid))
      if (!taken.ok) return refuse(reply, taken.error.code)
      const profile = await provider.profile({ openid, accessToken })
      if (!profile.ok) return refuse(reply, profile.error.code)
      const arrival = { ...request.body, imei: device?.imei ?? '' }
      const login = loginOf(request, arrival, Math.floor(clock.nowMs() / 1000))
      const result = await store.accounts.thirdLogin({ ...login, platform, ...profile.value })
      if (!result.ok) {
        const { code } = result.error
        return refuse(reply, code === 'ACCOUNT_CLOSED' ? code : 'THIRD_OFF')
      }
      const { account } = result.value
      await store.accounts.recordLogin(account.uid, login)
      return await answerOf(parts, account, request.ip)
    },
  )
}
