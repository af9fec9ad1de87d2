// Pushes about the account, and about who is at a desk and whether it goes on.
import {
  botLevel,
  coin,
  count,
  deskNo,
  EXIT_TYPE,
  flag,
  headUrl,
  ip,
  MAX_SEATS,
  milliseconds,
  name,
  place,
  score,
  seat,
  sex,
  stamped,
  text,
  uid,
} from './fields.ts'
import { array, BYTES, integer, object, oneOfIntegers, string } from './schema.ts'
import { reason } from './answers.ts'

const playerEnter = object(
  {
    deskPos: seat,
    acId: uid,
    nickname: name,
    isReady: flag,
    sex,
    isExit: flag,
    headURL: headUrl,
    score,
    ip,
    offline: flag,
  },
  { bot: botLevel, trust: flag },
)
const exit = object(
  {
    acid: uid,
    isexit: flag,
    exitType: oneOfIntegers([EXIT_TYPE.leaveScreen, EXIT_TYPE.self, EXIT_TYPE.dissolved]),
    deskPos: integer(-1, MAX_SEATS - 1),
  },
  stamped,
)
const dissolveStatus = array(object({ deskPos: place, status: string(16) }), MAX_SEATS)

export const ACCOUNT_PUSHES = {
  onCoinChange: { payload: object({ coin }), audience: 'session' },
  onBroadcast: { payload: object({ code: integer(0, 0), message: string(2048) }), audience: 'session' },
  onError: {
    payload: object(
      { route: string(255), code: integer(-1, 0x7fff_ffff), error: text, reason },
      { detail: text },
    ),
    audience: 'session',
  },
  onServerDrain: { payload: object({ retryInMs: milliseconds }), audience: 'session' },
} as const

export const DESK_PUSHES = {
  onPlayerEnter: { payload: object({ data: array(playerEnter, MAX_SEATS) }, stamped), audience: 'table' },
  onPlayerOfflineStatus: { payload: object({ uid, offline: flag }, stamped), audience: 'table' },
  onDeskBasicInfo: {
    payload: object({ deskId: deskNo, title: text, desc: text, mode: integer(0, MAX_SEATS) }, stamped),
    audience: 'table',
  },
  onPlayerExit: { payload: exit, audience: 'table' },
  onDissolve: { payload: exit, audience: 'table' },
  onDissolveSuccess: { payload: object({}, stamped), audience: 'session' },
  onDissolveAgreement: {
    payload: object({ dissolveUid: uid, dissolveStatus, restTime: count }, stamped),
    audience: 'seat',
  },
  onDissolveStatus: { payload: object({ dissolveStatus, restTime: count }, stamped), audience: 'table' },
  onDissolveFailure: { payload: object({ deskPos: place }, stamped), audience: 'table' },
  onTrust: { payload: object({ uid, on: flag }, stamped), audience: 'table' },
  onVoiceMessage: { payload: BYTES, audience: 'table' },
  onRecordingVoice: { payload: object({ uid, fileId: string(512) }, stamped), audience: 'table' },
} as const
