// A player's own desks and rounds, and everybody's for admins with the scope stats. What is not the asker's looks like
// what does not exist: ids can be counted through.

import type { FastifyRequest } from 'fastify'
import { ok, type Result } from '../lib/result.ts'
import type { Desk } from '../store/repositories.ts'
import type { AdminGuard } from './admin-guard.ts'
import type { PlayerDoor, PlayerRefusal } from './player-door.ts'
import { deskItem, historyItem, historyLiteItem } from './record-items.ts'
import {
  DeskAnswer,
  DeskIdParams,
  DeskListAnswer,
  HistoryAnswer,
  HistoryListAnswer,
  IdParams,
} from './record-schemas.ts'
import { REFUSED, refuse } from './web-refusals.ts'
import type { WebApp, WebServerOptions } from './web-server-options.ts'

type Viewer = { readonly kind: 'player'; readonly uid: number } | { readonly kind: 'admin' }

export type RecordParts = Pick<WebServerOptions, 'store'> & {
  readonly door: PlayerDoor
  readonly guard: AdminGuard
}

/** A token that is no player's may be an admin's; what is neither is told as a player's bad token. */
async function viewerOf(
  request: FastifyRequest,
  { door, guard }: RecordParts,
): Promise<Result<Viewer, PlayerRefusal>> {
  const player = await door.player(request)
  if (player.ok) return ok({ kind: 'player', uid: player.value.uid })
  const isAdmin = player.error.code === 'BAD_TOKEN' && guard.isViewer(request).ok
  return isAdmin ? ok({ kind: 'admin' }) : player
}

const maySee = (viewer: Viewer, desk: Desk): boolean =>
  viewer.kind === 'admin' || desk.players.includes(viewer.uid)

const about = { tags: ['record'], security: [{ player: [] }, { admin: ['stats'] }] }

export function addRecordRoutes(app: WebApp, parts: RecordParts): void {
  addDeskRoutes(app, parts)
  addHistoryRoutes(app, parts)
}

async function seenDesk(parts: RecordParts, deskId: number, viewer: Viewer): Promise<Desk | undefined> {
  const desk = await parts.store.desks.find(deskId)
  return desk !== undefined && maySee(viewer, desk) ? desk : undefined
}

function addDeskRoutes(app: WebApp, parts: RecordParts): void {
  const { store } = parts
  app.get(
    '/v1/desk/player/:id',
    {
      schema: {
        ...about,
        summary: "The player's last 15 desks",
        params: IdParams,
        response: { 200: DeskListAnswer, ...REFUSED },
      },
    },
    async (request, reply) => {
      const viewer = await viewerOf(request, parts)
      if (!viewer.ok) return refuse(reply, viewer.error.code)
      const uid = Number(request.params.id)
      if (viewer.value.kind === 'player' && viewer.value.uid !== uid) return refuse(reply, 'NOT_YOURS')
      const data = (await store.desks.lastOfPlayer(uid)).map(deskItem)
      return { code: 0, total: data.length, data } as const
    },
  )

  app.get(
    '/v1/desk/:id',
    { schema: { ...about, summary: 'A desk', params: IdParams, response: { 200: DeskAnswer, ...REFUSED } } },
    async (request, reply) => {
      const viewer = await viewerOf(request, parts)
      if (!viewer.ok) return refuse(reply, viewer.error.code)
      const desk = await seenDesk(parts, Number(request.params.id), viewer.value)
      return desk === undefined
        ? refuse(reply, 'DESK_NOT_FOUND')
        : ({ code: 0, data: deskItem(desk) } as const)
    },
  )
}

function addHistoryRoutes(app: WebApp, parts: RecordParts): void {
  const { store } = parts
  app.get(
    '/v1/history/lite/:desk_id',
    {
      schema: {
        ...about,
        summary: "A desk's rounds, without their replays",
        params: DeskIdParams,
        response: { 200: HistoryListAnswer, ...REFUSED },
      },
    },
    async (request, reply) => {
      const viewer = await viewerOf(request, parts)
      if (!viewer.ok) return refuse(reply, viewer.error.code)
      const desk = await seenDesk(parts, Number(request.params.desk_id), viewer.value)
      if (desk === undefined) return refuse(reply, 'DESK_NOT_FOUND')
      const data = (await store.histories.list(desk.id)).map(historyLiteItem)
      return { code: 0, total: data.length, data } as const
    },
  )

  app.get(
    '/v1/history/:id',
    {
      schema: {
        ...about,
        summary: 'A round with its replay',
        params: IdParams,
        response: { 200: HistoryAnswer, ...REFUSED },
      },
    },
    async (request, reply) => {
      const viewer = await viewerOf(request, parts)
      if (!viewer.ok) return refuse(reply, viewer.error.code)
      const history = await store.histories.get(Number(request.params.id))
      const desk = history && (await seenDesk(parts, history.deskId, viewer.value))
      if (history === undefined || desk === undefined) return refuse(reply, 'HISTORY_NOT_FOUND')
      return { code: 0, data: historyItem(history) } as const
    },
  )
}
