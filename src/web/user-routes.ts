// What a player asks about the own account.

import { clubItem } from './club-item.ts'
import { ClubListAnswer, ClubListQuery } from './login-schemas.ts'
import type { PlayerDoor } from './player-door.ts'
import { REFUSED, refuse } from './web-refusals.ts'
import type { WebApp, WebServerOptions } from './web-server-options.ts'

export type UserParts = Pick<WebServerOptions, 'store'> & { readonly door: PlayerDoor }

export function addUserRoutes(app: WebApp, { store, door }: UserParts): void {
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
      const player = await door.claimed(request, uid === undefined ? undefined : Number(uid))
      if (!player.ok) return refuse(reply, player.error.code)
      const clubs = await store.clubs.ofPlayer(player.value.uid)
      return { code: 0, data: clubs.map(clubItem) } as const
    },
  )
}
