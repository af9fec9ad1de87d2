// A round's money is an append-only list of payments. Balances are always derived from it; a transfer
// or a refund is a new row that refers to the row it moves, so that every point can be traced.
import { must } from '../lib/assert.ts'
import type { Seat } from './tiles.ts'

const LEDGER_REASONS = [
  /** 暗杠 (下雨). */
  'concealedKong',
  /** 点杠 (下雨). */
  'exposedKong',
  /** 巴杠 (刮风). */
  'addedKong',
  'win',
  /** 转雨: kong income passed on to the winner of a 杠上炮. */
  'zhuanYu',
  /** 转雨 as a refund: the kong is returned to its payers. */
  'zhuanYuRefund',
  /** 查叫: not ready pays ready at the wall's end. */
  'chaJiao',
  /** 花猪: void suit still held at the wall's end. */
  'huaZhu',
  /** 退税: kong income returned by a player who is not ready. */
  'tuiShui',
] as const
export type LedgerReason = (typeof LEDGER_REASONS)[number]

/** One payment. `pot` takes part in SBR's 花猪 penalty only. */
export type LedgerRow = {
  /** Index in the round's ledger. */
  readonly id: number
  readonly reason: LedgerReason
  readonly from: Seat | 'pot'
  readonly to: Seat | 'pot'
  /** Always above 0, `baseScore` included. */
  readonly points: number
  /** The kong's row that a zhuanYu, zhuanYuRefund or tuiShui row moves; null for every other reason. */
  readonly ref: number | null
  readonly note?: string
}

export type Ledger = readonly LedgerRow[]

type Balance = {
  /** What each seat has won or lost, by seat. */
  readonly seats: readonly number[]
  /** What lies in the pot; the seats' sum is its negative. */
  readonly pot: number
}

type NewRow = Omit<LedgerRow, 'id'>

export const isKongReason = (reason: LedgerReason): boolean =>
  reason === 'concealedKong' || reason === 'exposedKong' || reason === 'addedKong'

/** Numbers new rows from `nextId`; payments of nothing are left out. */
export const numberRows = (rows: readonly NewRow[], nextId: number): LedgerRow[] =>
  rows.filter((row) => row.points > 0).map((row, index) => ({ id: nextId + index, ...row }))

/** Per-seat sums over the rows. */
export function balance(rows: Ledger, players: number): Balance {
  const seats: number[] = Array.from({ length: players }, () => 0)
  let pot = 0
  const add = (party: Seat | 'pot', points: number): void => {
    if (party === 'pot') pot += points
    else seats[party] = must(seats[party], `seat ${party}`) + points
  }
  for (const row of rows) {
    add(row.from, -row.points)
    add(row.to, row.points)
  }
  return { seats, pot }
}

/** What of a kong's row its receiver still holds: its points less what later rows moved on. */
export function remainingIncome(row: LedgerRow, ledger: Ledger): number {
  let remaining = row.points
  for (const later of ledger) if (later.ref === row.id) remaining -= later.points
  return Math.max(0, remaining)
}
