// Routes of DeskManager that play a round, and the talk around it.
import type { Outgoing } from '../../room/connection.ts'
import { outgoing } from '../../room/connection.ts'
import type { Room } from '../../room/room.ts'
import { OP } from '../../protocol/fields.ts'
import type { Reason } from '../../protocol/refusals.ts'
import type { RequestOf } from '../../protocol/routes.ts'
import type { Kind, Seat, Suit } from '../../rules/tiles.ts'
import { isTileId, kindOf } from '../../rules/tiles.ts'
import type { Command } from '../../table/command.ts'
import type { Action } from '../../table/prompt.ts'
import type { TableState } from '../../table/state.ts'
import type { Answer, Handler } from '../handler.ts'
import type { Lobby } from '../lobby.ts'
import { DONE, refuse } from '../refuse.ts'
import type { Place } from '../registry.ts'
import { linkSeat } from '../seat-link.ts'
import type { Session } from '../session.ts'

type SimpleRoute = 'DeskManager.Ready'

/** Sends a command to the table of the session's own seat: a seat never comes from a frame. */
async function command(
  lobby: Lobby,
  session: Session,
  make: (place: Place) => Command | Reason,
): Promise<Answer<SimpleRoute>> {
  const place = lobby.registry.placeOf(session.uid!)
  if (!place) return refuse('NOT_AT_DESK')
  const made = make(place)
  if (typeof made === 'string') return refuse(made)
  const { receivedAtMs, trace = null } = session
  const done = await place.room.submit(made, { receivedAtMs, trace })
  return done.ok ? DONE : done
}

export const ready =
  (lobby: Lobby): Handler<'DeskManager.Ready'> =>
  (session, { seed }) =>
    command(lobby, session, ({ seat }) => ({ type: 'ready', seat, seed: seed ?? null }))

export const qiPaiFinished =
  (lobby: Lobby): Handler<'DeskManager.QiPaiFinished'> =>
  (session) =>
    command(lobby, session, ({ seat }) => ({ type: 'sorted', seat }))

export const swapTiles =
  (lobby: Lobby): Handler<'DeskManager.SwapTiles'> =>
  (session, { tiles, promptId }) =>
    command(lobby, session, ({ seat }) => ({ type: 'swap', seat, tiles, promptId: promptId ?? null }))

export const dingQue =
  (lobby: Lobby): Handler<'DeskManager.DingQue'> =>
  (session, { que, promptId }) =>
    command(lobby, session, ({ seat }) => {
      // The wire counts suits from 1; the table refuses what is none of them.
      return { type: 'chooseVoid', seat, suit: (que - 1) as Suit, promptId: promptId ?? null }
    })

export const opChoose =
  (lobby: Lobby): Handler<'DeskManager.OpChoose'> =>
  (session, request) =>
    command(lobby, session, ({ room, seat }) => {
      const action = actionOf(request, room.state, seat)
      if (typeof action === 'string') return action
      return { type: 'act', seat, action, promptId: request.promptId ?? null }
    })

/** nanoserver's operation as an action, or why it can be none. */
function actionOf(
  { optype, idx, promptId }: RequestOf<'DeskManager.OpChoose'>,
  state: Readonly<TableState>,
  seat: Seat,
): Action | Reason {
  const tile = idx !== undefined && isTileId(idx) ? idx : null
  switch (optype) {
    case OP.chu:
      return tile === null ? 'TILE_NOT_HELD' : { type: 'discard', tile }
    case OP.peng:
      return { type: 'pong' }
    case OP.gang: {
      const kind = claimedKind(state, seat, promptId) ?? (tile === null ? null : kindOf(tile))
      return kind === null ? 'TILE_NOT_HELD' : { type: 'kong', kind }
    }
    case OP.hu:
      return { type: 'win' }
    case OP.pass:
      return { type: 'pass' }
    default:
      return 'ACTION_NOT_OFFERED'
  }
}

/** On a claim the tile is the one that lies there, whatever a client says; also when it says so again. */
function claimedKind({ prompts, seats }: Readonly<TableState>, seat: Seat, promptId?: number): Kind | null {
  const last = seats[seat]?.lastAnswer
  if (last?.promptId === promptId && last?.reply.type === 'kong') return last.reply.kind
  const prompt = prompts[seat]
  return prompt?.kind === 'claim' ? kindOf(prompt.tile) : null
}

export const trust =
  (lobby: Lobby): Handler<'DeskManager.Trust'> =>
  (session, { on }) =>
    command(lobby, session, ({ seat }) => ({ type: 'trust', seat, on }))

/** The app went to the background. */
export const pause =
  ({ registry }: Lobby): Handler<'DeskManager.Pause'> =>
  (session) => {
    const place = registry.placeOf(session.uid!)
    place?.room.attendance.pause(place.seat, session)
    return DONE
  }

/**
 * It is back. The seat is online by its connection alone: one that was shown as online without one would be so
 * for ever, for its closing would be nobody's.
 */
export const resume =
  ({ registry }: Lobby): Handler<'DeskManager.Resume'> =>
  (session) => {
    const place = registry.placeOf(session.uid!)
    if (place) linkSeat(place.room, session, session.uid!)
    return DONE
  }

/** Without a table there is nothing left to dissolve, which is what the client wants to hear. */
export const dissolve =
  (lobby: Lobby): Handler<'DeskManager.Dissolve'> =>
  async (session) => {
    if (!lobby.registry.placeOf(session.uid!)) {
      session.send(outgoing('onDissolveSuccess', {}))
      return DONE
    }
    return await command(lobby, session, ({ seat }) => ({ type: 'dissolve', seat }))
  }

export const dissolveStatus =
  (lobby: Lobby): Handler<'DeskManager.DissolveStatus'> =>
  (session, { result }) =>
    command(lobby, session, ({ seat }) => ({ type: 'vote', seat, agree: result === true }))

async function relay(room: Room, push: Outgoing): Promise<Answer<SimpleRoute>> {
  const relayed = await room.relay(push)
  return relayed.ok ? DONE : relayed
}

export const voiceMessage =
  (lobby: Lobby): Handler<'DeskManager.VoiceMessage'> =>
  async (session, bytes) => {
    const place = lobby.registry.placeOf(session.uid!)
    if (!place) return refuse('NOT_AT_DESK')
    return await relay(place.room, outgoing('onVoiceMessage', bytes))
  }

export const recordingVoice =
  (lobby: Lobby): Handler<'DeskManager.RecordingVoice'> =>
  async (session, { fileId }) => {
    const place = lobby.registry.placeOf(session.uid!)
    if (!place) return refuse('NOT_AT_DESK')
    return await relay(place.room, outgoing('onRecordingVoice', { uid: session.uid!, fileId }))
  }
