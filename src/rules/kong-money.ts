// 刮风下雨: what a kong earns at once (docs/rules.md A4, B2).
import { invariant } from '../lib/assert.ts'
import { type LedgerRow, numberRows } from './ledger.ts'
import type { MeldType } from './meld.ts'
import type { RuleSet } from './ruleset.ts'
import type { Seat } from './tiles.ts'

export type KongPayment = {
  readonly type: MeldType
  /** An added kong whose tile was not the one just drawn. */
  readonly delayed: boolean
  readonly seat: Seat
  /** Who discarded the claimed tile of an exposed kong; the own seat for the others. */
  readonly from: Seat
  /** The other players who have not won yet: winners neither pay nor receive. */
  readonly live: readonly Seat[]
}

/** The rows of one kong, in the order of `live`; empty where it earns nothing. */
export function kongRows(rules: RuleSet, kong: KongPayment, nextId: number): LedgerRow[] {
  const reason = kongReason(kong.type)
  const rows = kong.live
    .filter((payer) => payer !== kong.seat)
    .map((payer) => ({
      reason,
      from: payer,
      to: kong.seat,
      points: kongPrice(rules, kong, payer) * rules.baseScore,
      ref: null,
    }))
  return numberRows(rows, nextId)
}

function kongReason(type: MeldType): 'concealedKong' | 'exposedKong' | 'addedKong' {
  invariant(type !== 'pong', 'a pong earns nothing')
  if (type === 'concealed-kong') return 'concealedKong'
  return type === 'exposed-kong' ? 'exposedKong' : 'addedKong'
}

function kongPrice(rules: RuleSet, kong: KongPayment, payer: Seat): number {
  if (kong.type === 'concealed-kong') return rules.concealedKongEach
  if (kong.type === 'added-kong') return kong.delayed ? rules.delayedAddedKongEach : rules.addedKongEach
  // 擦挂: in some texts the others pay a little beside the discarder.
  return payer === kong.from ? rules.exposedKongDiscarder : rules.exposedKongOthers
}
