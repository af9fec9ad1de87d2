// Refusals of the web API: the wire's reasons where they mean the same, and those that only HTTP knows.

import { Type } from 'typebox'
import type { FastifyReply } from 'fastify'
import { type Reason, REFUSALS } from '../protocol/refusals.ts'

type Entry = { readonly status: number; readonly code: number; readonly error: string }

const fromWire = (reason: Reason, status: number): Entry => {
  const { code, zh } = REFUSALS[reason]
  return { status, code, error: zh }
}

export const WEB_REFUSALS = {
  BAD_PAYLOAD: fromWire('BAD_PAYLOAD', 400),
  NOT_LOGGED_IN: fromWire('NOT_LOGGED_IN', 401),
  BAD_TOKEN: fromWire('BAD_TOKEN', 401),
  TOKEN_EXPIRED: fromWire('TOKEN_EXPIRED', 401),
  DESK_NOT_FOUND: fromWire('DESK_NOT_FOUND', 404),
  ROUTE_UNKNOWN: fromWire('ROUTE_UNKNOWN', 404),
  RATE_LIMITED: fromWire('RATE_LIMITED', 429),
  INTERNAL: fromWire('INTERNAL', 500),
  STORE_DOWN: fromWire('STORE_DOWN', 503),
  IMEI_EMPTY: { status: 400, code: 32_001, error: '设备标识不能为空' },
  GUEST_OFF: { status: 403, code: 32_002, error: '游客登录未开放' },
  ACCOUNT_CLOSED: { status: 403, code: 32_003, error: '账号已被停用' },
  NOT_YOURS: { status: 403, code: 32_004, error: '无权查看' },
  HISTORY_NOT_FOUND: { status: 404, code: 32_005, error: '战绩不存在' },
  BODY_TOO_LARGE: { status: 413, code: 32_006, error: '请求内容过大' },
  BODY_TYPE_UNKNOWN: { status: 415, code: 32_007, error: '请求内容类型不支持' },
  // Logging in and paying by a platform
  THIRD_OFF: { status: 501, code: 32_011, error: '未开放该平台登录' },
  THIRD_REFUSED: { status: 401, code: 32_012, error: '平台登录凭证无效' },
  PAY_OFF: { status: 501, code: 32_013, error: '未开放该平台支付' },
  PAY_REFUSED: { status: 502, code: 1028, error: '支付平台拒绝了订单' },
  PEER_DOWN: { status: 502, code: 32_014, error: '平台服务暂时不可用，请稍后再试' },
  // The back office
  IP_FORBIDDEN: { status: 403, code: 1002, error: '当前地址无权访问' },
  SCOPE_MISSING: { status: 403, code: 32_021, error: '凭证权限不足' },
  USER_NOT_FOUND: fromWire('USER_NOT_FOUND', 404),
  PLAYER_DELETED: { status: 409, code: 32_022, error: '账号已注销' },
  NOT_ONLINE: { status: 404, code: 32_023, error: '玩家不在线' },
  COUNT_INVALID: { status: 400, code: 32_024, error: '数量无效' },
  REFERENCE_REUSED: { status: 409, code: 32_025, error: '该请求编号已用于其他操作' },
  PRICES_INVALID: { status: 400, code: 32_026, error: '房卡消耗格式错误' },
  RANGE_INVALID: { status: 400, code: 32_027, error: '时间范围无效' },
  CLUB_NOT_FOUND: { ...fromWire('CLUB_NOT_FOUND', 404), code: 32_031 },
  CLUB_FULL: { ...fromWire('CLUB_FULL', 409), code: 32_032 },
  NO_APPLICATION: { status: 404, code: 32_033, error: '没有该玩家的申请' },
  NOT_MEMBER: { status: 404, code: 32_034, error: '该玩家不是俱乐部成员' },
  AGENT_NOT_FOUND: { status: 404, code: 32_041, error: '代理不存在' },
  ACCOUNT_TAKEN: { status: 409, code: 32_042, error: '代理账号已存在' },
  CARDS_SHORT: fromWire('CARDS_SHORT', 409),
  SERVER_BUSY: fromWire('SERVER_BUSY', 503),
} as const satisfies { readonly [reason: string]: Entry }

export type WebReason = keyof typeof WEB_REFUSALS

/** The body of every answer that is not a success. */
const RefusalBody = Type.Object({
  code: Type.Integer(),
  error: Type.String(),
  reason: Type.String(),
  /** Which field was wrong, or the id under which the server logged the fault. */
  detail: Type.Optional(Type.String()),
})

/** Stands beside the success in a route's response schemas. */
export const REFUSED = { '4xx': RefusalBody, '5xx': RefusalBody }

export function refusalBody(reason: WebReason, detail?: string) {
  const { code, error } = WEB_REFUSALS[reason]
  return { code, error, reason, ...(detail === undefined ? {} : { detail }) }
}

/** Windows are a minute long; where the limit itself knows better it has said so. */
const RETRY_AFTER_SECONDS = 60

/** Answers with the refusal and its status. */
export function refuse(reply: FastifyReply, reason: WebReason, detail?: string): FastifyReply {
  if (reason === 'RATE_LIMITED' && !reply.hasHeader('retry-after'))
    reply.header('retry-after', RETRY_AFTER_SECONDS)
  return reply.code(WEB_REFUSALS[reason].status).send(refusalBody(reason, detail))
}

/** What @fastify/rate-limit throws into the error handler. */
export class RateLimitedError extends Error {
  readonly code = 'RATE_LIMITED'
  readonly statusCode = WEB_REFUSALS.RATE_LIMITED.status
}
