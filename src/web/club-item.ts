// A club as players see it.

import type { Static } from 'typebox'
import type { Club } from '../store/repositories.ts'
import type { ClubItem } from './login-schemas.ts'

export const clubItem = ({ clubId, ...club }: Club): Static<typeof ClubItem> => ({ id: clubId, ...club })
