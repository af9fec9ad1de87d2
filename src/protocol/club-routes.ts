// Routes of the ClubManager component.
import { code } from './fields.ts'
import { integer, object, openObject, string } from './schema.ts'

/** Club numbers have six digits; others are refused as unknown, not as malformed. */
const MAX_CLUB = 0x7fff_ffff

export const CLUB_ROUTES = {
  'ClubManager.ApplyClub': {
    request: openObject({ clubId: integer(0, MAX_CLUB) }),
    response: object({ code, data: string(64) }),
    needs: 'login',
  },
} as const
