// Pushes of a round in play. Tiles that a seat may not see are -1; which those are is the table's decision.
import {
  banner,
  count,
  die,
  flag,
  GANG_TYPE,
  huType,
  kindIndex,
  MAX_SEATS,
  meldType,
  milliseconds,
  OP,
  promptId,
  que,
  score,
  scoreOfUid,
  seatSeed,
  sha256,
  stamped,
  status,
  tile,
  tileOrHidden,
  tiles,
  tilesOrHidden,
  transferReason,
  uid,
} from './fields.ts'
import { anyOf, array, integer, nothing, object, oneOfIntegers, oneOfStrings, string } from './schema.ts'
import type { Infer } from './schema.ts'

const MAX_OPS = 16
const MAX_KINDS = 27
const MAX_TILES = 108
const MAX_MELDS = 4
const MAX_SWAP = 3
/** Hints may have been answered by the clock before they arrive. */
const asked = { promptId, timeoutMs: milliseconds }
const optype = oneOfIntegers([OP.chu, OP.peng, OP.gang, OP.hu, OP.pass])
const acId = uid

const hintFields = {
  ops: array(object({ op: optype, mjidxs: anyOf(tiles, nothing) }), MAX_OPS),
  tings: array(object({ index: kindIndex, hu: array(kindIndex, MAX_KINDS) }), MAX_KINDS),
  uid,
}
export const HINT = object(hintFields, { ...asked, ...stamped })
export type Hint = Infer<typeof HINT>

/** Also an entry of a history's `do` list, with optype 500 for a draw. */
const opTypeDo = object(
  { uid: array(uid, MAX_SEATS), optype, hutype: huType, mjs: tilesOrHidden },
  { from: uid, gangType: oneOfIntegers([GANG_TYPE.an, GANG_TYPE.ming, GANG_TYPE.ba]), ...stamped },
)

const meld = object({ type: meldType, tiles, from: uid })
const playerData = object(
  {
    acId,
    shouPaiIds: tilesOrHidden,
    chuPaiIds: array(tileOrHidden, MAX_TILES),
    gangInfos: array(tile, MAX_MELDS * 4),
    lastTile: tileOrHidden,
    isHu: flag,
    huPai: tileOrHidden,
    huType: banner,
    que,
    score,
  },
  { melds: array(meld, MAX_MELDS), trust: flag },
)

export const PLAY_PUSHES = {
  onDuanPai: {
    payload: object(
      {
        markerId: uid,
        dice1: die,
        dice2: die,
        accountInfo: array(object({ acId, mjs: tilesOrHidden }), MAX_SEATS),
      },
      { restCnt: count, ...stamped },
    ),
    audience: 'seat',
  },
  onSwapHint: {
    payload: object(
      { count: integer(1, MAX_SWAP), sameSuit: flag, suggest: array(tile, MAX_SWAP), ...asked },
      stamped,
    ),
    audience: 'seat',
  },
  onSwap: {
    payload: object(
      {
        direction: oneOfStrings(['clockwise', 'counterclockwise', 'opposite']),
        out: array(tileOrHidden, MAX_SWAP),
        in: array(tileOrHidden, MAX_SWAP),
      },
      stamped,
    ),
    audience: 'seat',
  },
  onDingQueHint: { payload: object({ que }, { ...asked, ...stamped }), audience: 'seat' },
  onDingQue: { payload: array(object({ uid, que }), MAX_SEATS), audience: 'table' },
  onMoPai: { payload: object({ acId, mjids: array(tileOrHidden, 1) }, stamped), audience: 'seat' },
  onOpTypeHint: { payload: HINT, audience: 'seat' },
  onOpTypeDo: { payload: opTypeDo, audience: 'table' },
  onGangScoreChange: {
    payload: object({ isXiaYu: flag, changes: array(scoreOfUid, MAX_SEATS) }, stamped),
    audience: 'table',
  },
  onHuScoreChange: {
    payload: object(
      { acId, huPaiType: huType, scoreChange: array(scoreOfUid, MAX_SEATS), totalWinScore: score },
      stamped,
    ),
    audience: 'table',
  },
  onScoreTransfer: {
    payload: object({ reason: transferReason, changes: array(scoreOfUid, MAX_SEATS) }, stamped),
    audience: 'table',
  },
  onSyncDesk: {
    payload: object(
      {
        status,
        players: array(playerData, MAX_SEATS),
        scoreInfo: array(scoreOfUid, MAX_SEATS),
        markerAcId: uid,
        lastMoPaiAcId: uid,
        restCnt: count,
        dice1: die,
        dice2: die,
        hint: anyOf(nothing, HINT),
        lastChuPaiId: tileOrHidden,
        lastChuPaiUid: uid,
      },
      stamped,
    ),
    audience: 'seat',
  },
  onFairness: {
    payload: object(
      { commit: sha256 },
      {
        roundId: string(64),
        seed: string(128, '^[0-9a-f]{128}$'),
        seatSeeds: array(seatSeed, MAX_SEATS),
        ...stamped,
      },
    ),
    audience: 'table',
  },
} as const
