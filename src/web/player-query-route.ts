// One player's card for the operator: who it is, and the last thirty days (nanoserver's /v1/gm/query/user/).

import { type Static, Type } from 'typebox'
import { err, ok } from '../lib/result.ts'
import type { Player } from '../store/office-repositories.ts'
import type { PlayerStats } from '../store/statistics-repository.ts'
import { addAdminRoute } from './admin-route.ts'
import { IdText, ReasonText } from './fields.ts'
import type { StatsParts } from './stats-routes.ts'
import type { WebApp } from './web-server-options.ts'

const ById = Type.Object({ id: IdText, reason: Type.Optional(ReasonText) })

const DayItem = Type.Object({
  score: Type.Integer(),
  as_creator: Type.Integer(),
  win: Type.Integer(),
  desks: Type.Array(Type.String()),
})

const PlayerAnswer = Type.Object({
  id: Type.Integer(),
  uid: Type.Integer(),
  name: Type.String(),
  status: Type.Integer(),
  is_online: Type.Boolean(),
  register_at: Type.Integer(),
  register_ip: Type.String(),
  lastest_login_at: Type.Integer({ description: "nanoserver's own spelling" }),
  lastest_login_ip: Type.String(),
  total_match: Type.Integer(),
  remain_card: Type.Integer(),
  StatsAt: Type.Array(Type.Integer(), { description: 'first seconds of the days' }),
  Stats: Type.Record(Type.String({ pattern: '^[0-9]+$' }), DayItem, { description: 'by those seconds' }),
})

function playerAnswer(player: Player, stats: PlayerStats): Static<typeof PlayerAnswer> {
  const { uid, name, status, isOnline, coin } = player
  const byDay = stats.days.map(({ date, score, asCreator, win, deskNos }) => [
    String(date),
    { score, as_creator: asCreator, win, desks: [...deskNos] },
  ])
  return {
    id: uid,
    uid,
    name,
    status,
    is_online: isOnline,
    register_at: stats.registerAt,
    register_ip: stats.registerIp,
    lastest_login_at: stats.latestLoginAt,
    lastest_login_ip: stats.latestLoginIp,
    total_match: stats.totalMatch,
    remain_card: coin,
    StatsAt: stats.days.map(({ date }) => date),
    Stats: Object.fromEntries(byDay),
  }
}

export function addPlayerQueryRoute(app: WebApp, parts: StatsParts): void {
  const { players, statistics } = parts.store
  for (const path of ['/v1/gm/query/user/', '/v1/gm/query/user']) {
    addAdminRoute(app, parts, {
      path,
      scope: 'gm',
      summary: 'A player and the last thirty days',
      takes: ById,
      answers: PlayerAnswer,
      deed: ({ id }) => ({ action: 'query_user', target: `user:${id}` }),
      async handle({ id }, { at }) {
        const player = await players.find(Number(id))
        const stats = player && (await statistics.player(player.uid, at))
        return stats ? ok(playerAnswer(player, stats)) : err({ code: 'USER_NOT_FOUND' })
      },
    })
  }
}
