// Fields that many payloads share, with their bounds, and the numbers that nanoserver's clients know.
import type { LedgerReason } from '../rules/ledger.ts'
import type { MeldType } from '../rules/meld.ts'
import type { BotLevel } from '../table/player.ts'
import { array, boolean, integer, object, oneOfIntegers, oneOfStrings, string } from './schema.ts'

const INT32_MAX = 0x7fff_ffff
const LAST_TILE = 107
const LAST_INDEX = 29
/** Seats of the largest table. */
export const MAX_SEATS = 4
/** 13 tiles, the drawn one, and the four further tiles of four kongs. */
const MAX_HAND = 18

/** What OpChoose and onOpTypeDo call `optype`, and hints call `op`. */
export const OP = { chu: 1, peng: 2, gang: 3, hu: 4, pass: 5 } as const
export type Op = (typeof OP)[keyof typeof OP]
/** nanoserver's code for a draw; only in the `do` list of a history. */
export const OP_DRAW = 500
/** Kinds of kong in `onOpTypeDo.gangType`: 暗杠, 明杠 (点杠), 巴杠. */
export const GANG_TYPE = { an: 1004, ming: 1014, ba: 1024 } as const
/** `huPaiType`: by a discard or a robbed kong, self-drawn, or 赔 (查叫 and 花猪) at the wall's end. */
export const HU_TYPE = { dianPao: 0, ziMo: 1, pei: 2 } as const
/** `bannerType` and onSyncDesk's `huType`: the badge beside a seat's result. */
export const BANNER = { none: 0, ziMo: 1, hu: 2, pao: 3, pei: 4 } as const
/** `fanshu` of a hand at or over the cap, and of a seat that did not win. */
export const FAN_MAX = -1
export const FAN_NONE = -2
/** `exitType`: the client leaves the table's screen, by its own wish, or because the table was dissolved. */
export const EXIT_TYPE = { leaveScreen: -1, self: 0, dissolved: 6 } as const
/** `status` of a desk, in the order of its life. */
export const DESK_STATUS = {
  created: 0,
  dealt: 1,
  sorted: 2,
  playing: 3,
  roundOver: 4,
  interrupted: 5,
  destroyed: 6,
  cleaned: 7,
} as const
/** `que` of 定缺: suit + 1; 0 is none, negative (onSyncDesk) a suggestion. */
export const QUE = { none: 0, tiao: 1, tong: 2, wan: 3 } as const
/** Texts of `dissolveStatus[].status`, as nanoserver's clients show them. */
export const DISSOLVE_STATUS = {
  applied: '申请解散',
  agreed: '同意解散',
  offline: '离线',
  waiting: '等待中',
} as const
/** Stands for a tile that this seat may not see, and for "no tile". */
export const HIDDEN_TILE = -1

export const code = integer(-1, INT32_MAX)
export const text = string(512)
/** Bots have negative account numbers. */
export const uid = integer(-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)
/** An account number as a client may claim it. */
export const playerUid = integer(1, Number.MAX_SAFE_INTEGER)
export const seat = integer(0, MAX_SEATS - 1)
/** Places in dissolve votes count from 1. */
export const place = integer(1, MAX_SEATS)
export const count = integer(0, INT32_MAX)
export const flag = boolean
export const name = string(64)
export const headUrl = string(1024)
export const ip = string(64)
export const sex = integer(0, 2)
export const deskNo = string(16)
export const version = string(32)
export const token = string(4096)
export const score = integer(-INT32_MAX, INT32_MAX)
export const coin = integer(-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)
export const unixSeconds = integer(0, Number.MAX_SAFE_INTEGER)
export const milliseconds = integer(0, INT32_MAX)
export const die = integer(0, 6)
export const status = integer(0, DESK_STATUS.cleaned)
export const promptId = integer(1, INT32_MAX)
/** Counts the table's events that everybody may know of. */
export const seq = integer(0, Number.MAX_SAFE_INTEGER)
/** A tile id as a client names it: whether the seat holds it is the table's question. */
export const claimedTile = integer(-INT32_MAX, INT32_MAX)
export const tile = integer(0, LAST_TILE)
export const tileOrHidden = integer(HIDDEN_TILE, LAST_TILE)
export const tiles = array(tile, MAX_HAND)
export const tilesOrHidden = array(tileOrHidden, MAX_HAND)
/** nanoserver's index of a kind: 1-9 条, 11-19 筒, 21-29 万. */
export const kindIndex = integer(1, LAST_INDEX)
export const que = integer(-QUE.wan, QUE.wan)
export const huType = oneOfIntegers([HU_TYPE.dianPao, HU_TYPE.ziMo, HU_TYPE.pei])
export const banner = oneOfIntegers([BANNER.none, BANNER.ziMo, BANNER.hu, BANNER.pao, BANNER.pei])
export const botLevel = oneOfStrings(['easy', 'normal', 'strong'] as const satisfies readonly BotLevel[])
export const meldType = oneOfStrings([
  'pong',
  'concealed-kong',
  'exposed-kong',
  'added-kong',
] as const satisfies readonly MeldType[])
/** 32 bytes in hexadecimal. */
export const sha256 = string(64, '^[0-9a-f]{64}$')
/** A seat's share in the wall's randomness: 16 to 32 bytes in hexadecimal. */
export const seatSeed = string(64, '^(?:[0-9a-fA-F]{2}){16,32}$')

/** Why money moves between seats apart from kongs and wins. `huaZhu`: SBR's fine, which goes to the pot. */
export const transferReason = oneOfStrings([
  'zhuanYu',
  'zhuanYuRefund',
  'tuiShui',
  'huaZhu',
] as const satisfies readonly LedgerReason[])

export const scoreOfUid = object({ acId: uid, score })
export const tableInfo = object({
  deskId: deskNo,
  createdAt: unixSeconds,
  creator: uid,
  title: text,
  desc: text,
  status,
  round: count,
  mode: integer(0, MAX_SEATS),
})

/** Fields that xuezhan adds to every object push of a table. */
export const stamped = { seq } as const
