// 转雨 (呼叫转移): after a 杠上炮 the konger's kong income goes on to the winner, or back to its payers.
// No third player is charged a second time: the konger pays, out of what the kong brought, or with several winners and
// `each` out of his own pocket.
import { isKongReason, type Ledger, type LedgerRow, numberRows, remainingIncome } from './ledger.ts'
import type { RuleSet } from './ruleset.ts'
import type { Seat } from './tiles.ts'

type KongDealIn = {
  /** Who won on the tile, in seat order from the discarder (the nearest first). */
  readonly winners: readonly Seat[]
  /** Who discarded after the kong. */
  readonly discarder: Seat
  /**
   * The row ids of each kong that led to this discard without another discard between, the oldest first.
   * The last entry is the kong whose replacement tile was drawn; a kong that earned nothing is an empty list.
   */
  readonly chain: readonly (readonly number[])[]
}

/** The rows to append when `dealIn` happens; `ledger` is the round's ledger so far. */
export function transferRows(
  rules: RuleSet,
  dealIn: KongDealIn,
  ledger: Ledger,
  nextId: number = ledger.length,
): LedgerRow[] {
  if (rules.zhuanYu === 'off' || dealIn.winners.length === 0) return []
  const incomes = incomesInScope(rules, dealIn, ledger)
  const moves = rules.zhuanYu === 'refund' ? refunds(incomes) : transfers(rules, dealIn.winners, incomes)
  const reason = rules.zhuanYu === 'refund' ? 'zhuanYuRefund' : 'zhuanYu'
  const rows = moves.map(({ income, to, points }) => ({
    reason,
    from: dealIn.discarder,
    to,
    points,
    ref: income.row.id,
  })) satisfies Omit<LedgerRow, 'id'>[]
  return numberRows(rows, nextId)
}

type Income = { readonly row: LedgerRow; readonly points: number }
type Move = { readonly income: Income; readonly to: Seat | 'pot'; readonly points: number }

/** The kong rows that move, with what is left of each: an income passed on once does not move again. */
function incomesInScope(rules: RuleSet, dealIn: KongDealIn, ledger: Ledger): Income[] {
  const ids = idsInScope(rules, dealIn.chain)
  return ledger
    .filter((row) => isKongReason(row.reason) && row.to === dealIn.discarder)
    .filter((row) => ids === 'all' || ids.has(row.id))
    .map((row) => ({ row, points: remainingIncome(row, ledger) }))
    .filter((income) => income.points > 0)
}

function idsInScope(rules: RuleSet, chain: KongDealIn['chain']): ReadonlySet<number> | 'all' {
  if (rules.zhuanYuScope === 'all') return 'all'
  return new Set(rules.zhuanYuScope === 'chain' ? chain.flat() : chain.at(-1))
}

const refunds = (incomes: readonly Income[]): Move[] =>
  incomes.map((income) => ({ income, to: income.row.from, points: income.points }))

function transfers(rules: RuleSet, winners: readonly Seat[], incomes: readonly Income[]): Move[] {
  if (rules.zhuanYuMulti === 'each')
    return winners.flatMap((to) => incomes.map((income) => ({ income, to, points: income.points })))
  if (rules.zhuanYuMulti === 'split') return split(winners, incomes)
  const paidByWinner = (income: Income): boolean => winners.some((winner) => winner === income.row.from)
  return [
    ...refunds(incomes.filter(paidByWinner)),
    ...split(
      winners,
      incomes.filter((income) => !paidByWinner(income)),
    ),
  ]
}

/** Equal whole shares of the sum; what does not divide goes to the nearest winner. */
function split(winners: readonly Seat[], incomes: readonly Income[]): Move[] {
  const total = incomes.reduce((sum, income) => sum + income.points, 0)
  const share = Math.floor(total / winners.length)
  const moves: Move[] = []
  const left = incomes.map((income) => ({ income, points: income.points }))
  winners.forEach((to, nearness) => {
    let due = nearness === 0 ? total - share * (winners.length - 1) : share
    for (const part of left) {
      const points = Math.min(due, part.points)
      if (points > 0) moves.push({ income: part.income, to, points })
      part.points -= points
      due -= points
    }
  })
  return moves
}
