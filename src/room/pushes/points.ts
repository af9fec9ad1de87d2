// What payments come to for one seat.
import type { LedgerRow } from '../../rules/ledger.ts'
import type { Seat } from '../../rules/tiles.ts'

export function netOf(rows: readonly LedgerRow[], seat: Seat): number {
  let net = 0
  for (const { from, to, points } of rows) {
    if (to === seat) net += points
    if (from === seat) net -= points
  }
  return net
}
