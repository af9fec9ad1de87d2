// The settlement when the wall is empty and at least two players have not won: 花猪, then 查叫, then 退税
// (docs/rules.md A4, B1, B2).
import { assertNever, must } from '../lib/assert.ts'
import { isKongReason, type Ledger, type LedgerRow, numberRows, remainingIncome } from './ledger.ts'
import type { RuleSet } from './ruleset.ts'
import { capPoints } from './scale.ts'
import type { Seat } from './tiles.ts'

export type WallEndPlayer = {
  readonly seat: Seat
  readonly won: boolean
  /**
   * Base points of the dearest wait, without situational fan and without self-draw bonus; null when not ready.
   * Of a winner: what the hand was worth, read only with `chaJiaoToWinners`.
   */
  readonly ready: number | null
  /** Still holds the void suit (SBR: or a meld of it). Read only where 花猪 is played. */
  readonly isPig: boolean
}

type WallEnd = { readonly players: readonly WallEndPlayer[] }

const SIXTEEN = 16
const EIGHT = 8
/** B1: 48 points to the pot. */
const POT_PENALTY = 48

type NewRow = Omit<LedgerRow, 'id'>

/** The rows to append. Empty when fewer than two are un-won: such a round ended by a win. */
export function wallEndRows(
  rules: RuleSet,
  end: WallEnd,
  ledger: Ledger,
  nextId: number = ledger.length,
): LedgerRow[] {
  const unwon = end.players.filter((player) => !player.won)
  if (unwon.length < 2) return []
  const rows = [
    ...huaZhuRows(rules, end.players),
    ...chaJiaoRows(rules, end.players),
    ...tuiShuiRows(rules, end.players, ledger),
  ]
  return numberRows(rows, nextId)
}

const isPig = (rules: RuleSet, player: WallEndPlayer): boolean =>
  rules.huaZhu !== 'off' && !player.won && player.isPig

/** Un-won and without a ready hand; a pig never counts as ready. */
const isUnready = (rules: RuleSet, player: WallEndPlayer): boolean =>
  !player.won && (player.ready === null || isPig(rules, player))

function huaZhuRows(rules: RuleSet, players: readonly WallEndPlayer[]): NewRow[] {
  const pigs = players.filter((player) => isPig(rules, player))
  const others = players.filter((player) => !isPig(rules, player))
  return pigs.flatMap((pig) => penaltyRows(rules, pig, others))
}

function penaltyRows(rules: RuleSet, pig: WallEndPlayer, others: readonly WallEndPlayer[]): NewRow[] {
  const pay = (to: Seat | 'pot', points: number): NewRow => ({
    reason: 'huaZhu',
    from: pig.seat,
    to,
    points: points * rules.baseScore,
    ref: null,
  })
  const unwon = others.filter((player) => !player.won)
  switch (rules.huaZhu) {
    case 'off':
    case 'unready':
      return []
    case 'pot48':
      return [pay('pot', POT_PENALTY)]
    case 'capToUnwonNonPig':
      return unwon.map((player) => pay(player.seat, must(capPoints(rules), 'the cap that 花猪 pays')))
    case 'capToAll':
      return others.map((player) => pay(player.seat, must(capPoints(rules), 'the cap that 花猪 pays')))
    case 'sixteenToUnwonNonPig':
      return unwon.map((player) => pay(player.seat, SIXTEEN))
    case 'sixteenToAll':
      return others.map((player) => pay(player.seat, SIXTEEN))
    case 'waitOrEightToUnwonNonPig':
      return unwon.map((player) => pay(player.seat, Math.max(player.ready ?? 0, EIGHT)))
    default:
      return assertNever(rules.huaZhu)
  }
}

function chaJiaoRows(rules: RuleSet, players: readonly WallEndPlayer[]): NewRow[] {
  if (!rules.chaJiao) return []
  const payers = players.filter(
    (player) => isUnready(rules, player) && (rules.huaZhuChaJiao || !isPig(rules, player)),
  )
  const receivers = players.filter((player) =>
    player.won ? rules.chaJiaoToWinners : !isUnready(rules, player),
  )
  return receivers.flatMap((to) =>
    payers.map((from) => ({
      reason: 'chaJiao' as const,
      from: from.seat,
      to: to.seat,
      points: (to.ready ?? 0) * rules.baseScore,
      ref: null,
    })),
  )
}

function tuiShuiRows(rules: RuleSet, players: readonly WallEndPlayer[], ledger: Ledger): NewRow[] {
  if (!rules.tuiShui) return []
  const seatsOf = (chosen: readonly WallEndPlayer[]): ReadonlySet<Seat | 'pot'> =>
    new Set(chosen.map((player) => player.seat))
  const refunding = seatsOf(players.filter((player) => isUnready(rules, player)))
  const winners = seatsOf(players.filter((player) => player.won))
  return ledger
    .filter((row) => isKongReason(row.reason) && refunding.has(row.to))
    .filter((row) => rules.tuiShuiToWinners || !winners.has(row.from))
    .map((row) => ({
      reason: 'tuiShui' as const,
      from: row.to,
      to: row.from,
      points: owedBack(rules, row, ledger),
      ref: row.id,
    }))
}

/** What of a kong's row its receiver owes back. What a refund has returned already is never owed again. */
function owedBack(rules: RuleSet, row: LedgerRow, ledger: Ledger): number {
  if (rules.tuiShuiKeepTransferred) return remainingIncome(row, ledger)
  return remainingIncome(
    row,
    ledger.filter((later) => later.reason !== 'zhuanYu'),
  )
}
