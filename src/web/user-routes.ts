// What a player asks about the own account.

import { claimedPlayer } from './bearer.ts'
import { clubItem } from './club-item.ts'
import { ClubListAnswer, ClubListQuery } from './login-schemas.ts'
import { REFUSED, refuse } from './web-refusals.ts'
import type { WebApp, WebServerOptions } from './web-server-options.ts'

export function addUserRoutes(app: WebApp, { config, store, tokens }: WebServerOptions): void {
  const access = { tokens, trustUid: config.login.trustUid }
  app.get(
    '/v1/user/club',
    {
      schema: {
        summary: "The player's clubs",
        tags: ['user'],
        security: [{ player: [] }],
        querystring: ClubListQuery,
        response: { 200: ClubListAnswer, ...REFUSED },
      },
    },
    async (request, reply) => {
      const { uid } = request.query
      const player = await claimedPlayer(request, uid === undefined ? undefined : Number(uid), access)
      if (!player.ok) return refuse(reply, player.error.code)
      const clubs = await store.clubs.ofPlayer(player.value.uid)
      return { code: 0, data: clubs.map(clubItem) } as const
    },
  )
}
