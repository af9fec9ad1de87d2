// Pushes of play: draws, hints, what was done, and the points that changed hands.
import { GANG_TYPE, HU_TYPE, OP } from '../../protocol/fields.ts'
import type { PushOf } from '../../protocol/pushes.ts'
import type { LedgerRow } from '../../rules/ledger.ts'
import type { Seat } from '../../rules/tiles.ts'
import type {
  Discarded,
  Drew,
  KongDeclared,
  Konged,
  Ponged,
  Prompted,
  RoundEnded,
  Won,
} from '../../table/event.ts'
import { seatsOf } from '../../table/seating.ts'
import type { Phase, TableState } from '../../table/state.ts'
import type { Outgoing } from '../connection.ts'
import { outgoing } from '../connection.ts'
import type { Addressed, Facts } from './addressed.ts'
import { toAll, toOwnerAndRest, uidOf } from './addressed.ts'
import { promptPush } from './hint.ts'
import { netOf } from './points.ts'

type OpTypeDo = PushOf<'onOpTypeDo'>
type GangChange = PushOf<'onGangScoreChange'>
type HuChange = PushOf<'onHuScoreChange'>

export const drawPushes = (event: Drew, facts: Facts): Addressed[] =>
  toOwnerAndRest(event, facts, ({ seat, tile }) => {
    const { state } = facts
    return outgoing('onMoPai', { acId: uidOf(state, seat), mjids: [tile], seq: state.shown })
  })

export function promptPushes({ prompt }: Prompted, { state, nowMs }: Facts): Addressed[] {
  const { seat } = prompt
  const { tiles, melds, drawn, voidSuit } = state.round!.hands[seat]!
  const { rules, shown: seq } = state
  const asked = { uid: uidOf(state, seat), rules, tiles, melds, drawn, voidSuit, seq, nowMs }
  return [{ seats: [seat], push: promptPush(prompt, asked) }]
}

export type Deed = Discarded | Ponged | KongDeclared | Konged | Won

export function deedPushes(event: Deed, { state, phaseBefore }: Facts): Addressed[] {
  const deed = deedOf(event, state, phaseBefore)
  const pushes: Outgoing[] = deed === null ? [] : [outgoing('onOpTypeDo', deed)]
  if (event.type === 'konged') pushes.push(outgoing('onGangScoreChange', gangChange(event, state)))
  if (event.type === 'won') pushes.push(outgoing('onHuScoreChange', huChange(event, state)))
  return toAll(...pushes)
}

/** null: an added kong that was announced before it could be robbed is not announced again. */
export function deedOf(event: Deed, state: TableState, phaseBefore: Phase): OpTypeDo | null {
  const base = { uid: [uidOf(state, event.seat)], hutype: HU_TYPE.dianPao, seq: state.shown }
  switch (event.type) {
    case 'discarded':
      return { ...base, optype: OP.chu, mjs: [event.tile] }
    case 'ponged': {
      const mjs = [event.tile, ...event.own]
      return { ...base, optype: OP.peng, mjs, from: uidOf(state, event.from) }
    }
    case 'kongDeclared':
      return { ...base, optype: OP.gang, mjs: [event.tile], gangType: GANG_TYPE.ba }
    case 'konged':
      return phaseBefore.kind === 'rob' ? null : { ...base, ...kongDeed(event, state) }
    case 'won': {
      const hutype = event.from === null ? HU_TYPE.ziMo : HU_TYPE.dianPao
      const from = event.from === null ? {} : { from: uidOf(state, event.from) }
      return { ...base, optype: OP.hu, hutype, mjs: [event.tile], ...from }
    }
  }
}

type KongDeed = Pick<OpTypeDo, 'optype' | 'mjs' | 'gangType' | 'from'>

/** nanoserver names the claimed tile first, and of an added kong only the added one. */
function kongDeed({ meld, tiles, from }: Konged, state: TableState): KongDeed {
  const optype = OP.gang
  const claimedFirst = [tiles.at(-1)!, ...tiles.slice(0, -1)]
  switch (meld) {
    case 'concealed-kong':
      return { optype, mjs: tiles, gangType: GANG_TYPE.an }
    case 'exposed-kong':
      return { optype, mjs: claimedFirst, gangType: GANG_TYPE.ming, from: uidOf(state, from) }
    case 'added-kong':
      return { optype, mjs: tiles.slice(-1), gangType: GANG_TYPE.ba }
  }
}

/** 下雨 for concealed and claimed kongs, 刮风 for added ones. The konger comes first. */
export function gangChange({ meld, seat, rows }: Konged, state: TableState): GangChange {
  const winner = { acId: uidOf(state, seat), score: netOf(rows, seat) }
  const losers = seatsOf(state).flatMap((other) => {
    const score = other === seat ? 0 : netOf(rows, other)
    return score === 0 ? [] : [{ acId: uidOf(state, other), score }]
  })
  return { isXiaYu: meld !== 'added-kong', changes: [winner, ...losers], seq: state.shown }
}

export const huChange = ({ seat, from, rows }: Won, state: TableState): HuChange =>
  paidTo(state, { seat, rows, type: from === null ? HU_TYPE.ziMo : HU_TYPE.dianPao })

type Payment = {
  readonly seat: Seat
  readonly rows: readonly LedgerRow[]
  readonly type: HuChange['huPaiType']
}

function paidTo(state: TableState, { seat, rows, type }: Payment): HuChange {
  const scoreChange = seatsOf(state).flatMap((payer) => {
    const paid = rows.reduce((sum, row) => sum + (row.from === payer && row.to === seat ? row.points : 0), 0)
    return paid === 0 ? [] : [{ acId: uidOf(state, payer), score: -paid }]
  })
  const totalWinScore = scoreChange.reduce((sum, { score }) => sum - score, 0)
  return { acId: uidOf(state, seat), huPaiType: type, scoreChange, totalWinScore, seq: state.shown }
}

/** 赔: what 查叫 and 花猪 bring each receiver at the wall's end. */
export function wallEndChanges(event: RoundEnded, state: TableState): HuChange[] {
  const rows = event.rows.filter(({ reason }) => reason === 'chaJiao' || reason === 'huaZhu')
  return seatsOf(state)
    .map((seat) => paidTo(state, { seat, rows, type: HU_TYPE.pei }))
    .filter(({ scoreChange }) => scoreChange.length > 0)
}
