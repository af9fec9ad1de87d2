// Pushes that end a round and a match.
import {
  banner,
  count,
  FAN_NONE,
  flag,
  MAX_SEATS,
  name,
  score,
  stamped,
  text,
  tileOrHidden,
  tiles,
  uid,
} from './fields.ts'
import { array, integer, object } from './schema.ts'
import type { Infer } from './schema.ts'

const MAX_FAN = 1000
const acId = uid

const roundStats = object({
  fanshu: integer(FAN_NONE, MAX_FAN),
  feng: score,
  yu: score,
  total: score,
  bannerType: banner,
  desc: text,
})
const roundEndFields = {
  title: text,
  round: text,
  tiles: array(object({ acId, shouPai: tiles, huPai: tileOrHidden, isTing: flag }), MAX_SEATS),
  stats: array(roundStats, MAX_SEATS),
  scoreChange: array(object({ acId, score, remain: score }), MAX_SEATS),
}
export const ROUND_END = object(roundEndFields, stamped)
export type RoundEnd = Infer<typeof ROUND_END>

const matchStats = object({
  ziMo: count,
  hu: count,
  pao: count,
  anGang: count,
  mingGang: count,
  totalScore: score,
  uid,
  account: name,
  isPaoWang: flag,
  isBigWinner: flag,
  isCreator: flag,
})

export const RESULT_PUSHES = {
  onRoundEnd: { payload: ROUND_END, audience: 'table' },
  onGameEnd: {
    payload: object(
      { roundStats: ROUND_END, stats: array(matchStats, MAX_SEATS), title: text, isNormalFinished: flag },
      stamped,
    ),
    audience: 'table',
  },
} as const
