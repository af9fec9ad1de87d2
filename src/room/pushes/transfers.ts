// Money that moves without a kong or a win of its own: 转雨, 退税, and SBR's fine to the pot. nanoserver tells nobody of
// them before the round's end; with this push a client's running points are the server's.
import type { PushOf } from '../../protocol/pushes.ts'
import type { LedgerRow } from '../../rules/ledger.ts'
import { must } from '../../lib/assert.ts'
import type { KongsTransferred, RoundEnded } from '../../table/event.ts'
import { seatsOf } from '../../table/seating.ts'
import type { TableState } from '../../table/state.ts'
import { outgoing } from '../connection.ts'
import type { Addressed, Facts } from './addressed.ts'
import { toAll, uidOf } from './addressed.ts'
import { netOf } from './points.ts'

type Transfer = PushOf<'onScoreTransfer'>
type Reason = Transfer['reason']

export function kongTransferPushes({ rows }: KongsTransferred, { state }: Facts): Addressed[] {
  const { reason } = must(rows[0], 'a row that moves')
  return toAll(outgoing('onScoreTransfer', transferOf(rows, reason as Reason, state)))
}

/** What the wall's end moves beside the payments to players, which `onHuScoreChange` tells. */
export function wallEndTransfers({ rows }: RoundEnded, state: TableState): Transfer[] {
  const fines = rows.filter(({ to }) => to === 'pot')
  const refunds = rows.filter(({ reason }) => reason === 'tuiShui')
  return [
    ...(fines.length > 0 ? [transferOf(fines, 'huaZhu', state)] : []),
    ...(refunds.length > 0 ? [transferOf(refunds, 'tuiShui', state)] : []),
  ]
}

/** The net of every seat. */
const transferOf = (rows: readonly LedgerRow[], reason: Reason, state: TableState): Transfer => ({
  reason,
  changes: seatsOf(state).map((seat) => ({ acId: uidOf(state, seat), score: netOf(rows, seat) })),
  seq: state.shown,
})
