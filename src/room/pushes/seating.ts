// Pushes about who is at the desk: coming, going, being ready, being there, and 托管.
import { EXIT_TYPE } from '../../protocol/fields.ts'
import type { PushOf } from '../../protocol/pushes.ts'
import { deskTitle, describeRules } from '../../rules/nanoserver-text.ts'
import { isRoundInPlay } from '../../table/decide/round-end.ts'
import type { Joined, Left, PresenceChanged, Readied, TableEvent, TrustChanged } from '../../table/event.ts'
import type { TableState } from '../../table/state.ts'
import { outgoing } from '../connection.ts'
import type { Addressed, Facts } from './addressed.ts'
import { toAll, uidOf } from './addressed.ts'
import { voteStatus } from './voting.ts'

/** Everyone at the desk, by place. In a round everybody counts as ready, as nanoserver's clients expect. */
export function playerEnter(state: TableState): PushOf<'onPlayerEnter'> {
  const isPlaying = isRoundInPlay(state)
  const data = state.seats.flatMap((taken, deskPos) => {
    if (!taken) return []
    const { player, score, trust } = taken
    const { uid, name, headUrl, sex, ip, bot } = player
    return {
      deskPos,
      acId: uid,
      nickname: name,
      isReady: taken.ready || isPlaying,
      sex,
      isExit: false,
      headURL: headUrl,
      score,
      ip,
      offline: !taken.online,
      ...(bot === null ? {} : { bot }),
      trust,
    }
  })
  return { data, seq: state.shown }
}

export const deskBasicInfo = (state: TableState): PushOf<'onDeskBasicInfo'> => ({
  deskId: state.no,
  title: deskTitle(state.no, state.roundNo, state.rules.rounds),
  desc: describeRules(state.rules, true),
  mode: state.rules.players,
  seq: state.shown,
})

const changesPlayers = (event: TableEvent | undefined): boolean =>
  event?.type === 'joined' || event?.type === 'readied'

/** onPlayerEnter tells of everybody, so of several arrivals in a row only the last one is told. */
export const arrivalPushes = (_event: Joined | Readied, { state, next }: Facts): Addressed[] =>
  changesPlayers(next) ? [] : toAll(outgoing('onPlayerEnter', playerEnter(state)))

export function exitPushes({ seat, uid }: Left, { state }: Facts): Addressed[] {
  const { shown: seq } = state
  const exit = { acid: uid, isexit: true, exitType: EXIT_TYPE.leaveScreen, deskPos: seat, seq }
  return toAll(outgoing('onPlayerExit', exit))
}

export function presencePushes({ seat, online }: PresenceChanged, { state, nowMs }: Facts): Addressed[] {
  const { shown: seq, vote } = state
  const status = outgoing('onPlayerOfflineStatus', { uid: uidOf(state, seat), offline: !online, seq })
  if (!vote) return toAll(status)
  // A vote shows who is offline (离线), so it is told again.
  return toAll(status, outgoing('onDissolveStatus', voteStatus(state, vote, nowMs)))
}

export const trustPushes = ({ seat, on }: TrustChanged, { state }: Facts): Addressed[] =>
  toAll(outgoing('onTrust', { uid: uidOf(state, seat), on, seq: state.shown }))
