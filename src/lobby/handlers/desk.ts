// Routes of DeskManager for who has a seat already: showing the table, adding bots, leaving.
import { ok } from '../../lib/result.ts'
import { NO_TABLE } from '../../protocol/answers.ts'
import type { Seat } from '../../rules/tiles.ts'
import { seatBot } from '../bot-players.ts'
import type { Answer, Handler } from '../handler.ts'
import type { Lobby } from '../lobby.ts'
import { DONE, refuse } from '../refuse.ts'
import type { Place } from '../registry.ts'
import { linkSeat } from '../seat-link.ts'
import { tableInfoOf } from '../table-info.ts'

export const unCompleteDesk =
  ({ registry }: Lobby): Handler<'DeskManager.UnCompleteDesk'> =>
  (session) => {
    const place = registry.placeOf(session.uid!)
    const tableInfo = place ? tableInfoOf(place.room.state) : NO_TABLE
    return ok({ code: 0, exist: place !== undefined, tableInfo })
  }

/** Back at the own table, with everything that the screen needs. */
export const rejoin =
  ({ registry }: Lobby): Handler<'DeskManager.ReJoin' | 'DeskManager.ReEnter'> =>
  async (session, { deskId }) => {
    const place = registry.placeOf(session.uid!)
    if (!place || place.room.no !== deskId) return refuse('DESK_GONE')
    linkSeat(place.room, session, session.uid!)
    return await show(place)
  }

export const clientInitCompleted =
  ({ registry }: Lobby): Handler<'DeskManager.ClientInitCompleted'> =>
  async (session, { isReenter }) => {
    const place = registry.placeOf(session.uid!)
    if (!place) return refuse('NOT_AT_DESK')
    linkSeat(place.room, session, session.uid!)
    // Who re-enters asks for the table with ReEnter.
    return isReenter ? DONE : await show(place)
  }

async function show({ room, seat }: Place): Promise<Answer<'DeskManager.ReJoin'>> {
  const shown = await room.sync(seat)
  return shown.ok ? DONE : shown
}

export const addBot =
  ({ registry }: Lobby): Handler<'DeskManager.AddBot'> =>
  async (session, { level, seat }) => {
    const place = registry.placeOf(session.uid!)
    if (!place) return refuse('NOT_AT_DESK')
    if (place.room.state.creator !== session.uid) return refuse('NOT_CREATOR')
    // Whether the table has such a seat is its own question.
    const joined = await seatBot(place.room, level ?? 'normal', seat as Seat | undefined)
    return joined.ok ? DONE : joined
  }

/**
 * Before the first deal only. What `isDestroy` asks for happens by itself: a private table goes with its creator,
 * and a public one is not his.
 */
export const exit =
  ({ registry }: Lobby): Handler<'DeskManager.Exit'> =>
  (session) => {
    const place = registry.placeOf(session.uid!)
    return place ? leave(place) : DONE
  }

async function leave({ room, seat }: Place): Promise<Answer<'DeskManager.Exit'>> {
  const left = await room.submit({ type: 'leave', seat })
  if (left.ok) return DONE
  const isGone = left.error.reason === 'DESK_GONE' || left.error.reason === 'NOT_AT_DESK'
  return isGone ? DONE : left
}
