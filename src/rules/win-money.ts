// What a win earns: the discarder alone pays it, or every player still in when it was self-drawn (docs/rules.md A4).
import { type LedgerRow, numberRows } from './ledger.ts'
import type { RuleSet } from './ruleset.ts'
import type { Seat } from './tiles.ts'

type WinPayment = {
  readonly winner: Seat
  /**
   * Who pays alone: the discarder, the konger who was robbed, or with `dianGangHua: 'discard'` the player
   * whose tile was kong-ed. Null when everyone still in pays (a self-draw).
   */
  readonly from: Seat | null
  /** Per payer, in base points, cap and self-draw bonus included. */
  readonly points: number
  /** The other players who have not won yet. */
  readonly live: readonly Seat[]
}

/** The rows of one win. Several wins on one tile are several calls. */
export function winRows(rules: RuleSet, win: WinPayment, nextId: number): LedgerRow[] {
  const payers = win.from === null ? win.live.filter((seat) => seat !== win.winner) : [win.from]
  const points = win.points * rules.baseScore
  const rows = payers.map((from) => ({ reason: 'win' as const, from, to: win.winner, points, ref: null }))
  return numberRows(rows, nextId)
}
