// Plays the money of a round at random: kongs, wins, deal-ins after kongs and the wall's end, without tiles.
import type { Rng } from '../../src/lib/rng.ts'
import { kongRows } from '../../src/rules/kong-money.ts'
import type { LedgerRow } from '../../src/rules/ledger.ts'
import type { MeldType } from '../../src/rules/meld.ts'
import type { RuleSet } from '../../src/rules/ruleset.ts'
import type { Seat } from '../../src/rules/tiles.ts'
import { wallEndRows } from '../../src/rules/wall-end.ts'
import { winRows } from '../../src/rules/win-money.ts'
import { transferRows } from '../../src/rules/zhuan-yu.ts'

const KONGS: readonly MeldType[] = ['concealed-kong', 'exposed-kong', 'added-kong']
const TURNS = 8

export type MoneyRound = {
  readonly ledger: readonly LedgerRow[]
  /** The ledger's length at the moment that each seat won. */
  readonly wonAt: ReadonlyMap<Seat, number>
  /** The ledger's length when the wall ended; its whole length when the round ended by a win. */
  readonly wallEndAt: number
}

export function randomMoneyRound(rules: RuleSet, rng: Rng): MoneyRound {
  const seats = ([0, 1, 2, 3] as const).slice(0, rules.players)
  const ledger: LedgerRow[] = []
  const wonAt = new Map<Seat, number>()
  const isLive = (seat: Seat): boolean => !wonAt.has(seat)
  const others = (seat: Seat): Seat[] => seats.filter((other) => other !== seat && isLive(other))
  const pick = <T>(list: readonly T[]): T => list[rng.below(list.length)]!

  for (let turn = 0; turn < TURNS && wonAt.size < rules.players - 1; turn++) {
    const seat = pick(seats.filter(isLive))
    const chain: number[][] = []
    while (rng.below(2) === 0) {
      const type = pick(KONGS)
      const from = type === 'exposed-kong' ? pick(others(seat)) : seat
      const rows = kongRows(
        rules,
        { type, delayed: rng.below(2) === 0, seat, from, live: others(seat) },
        ledger.length,
      )
      ledger.push(...rows)
      chain.push(rows.map((row) => row.id))
    }
    if (rng.below(10) === 0) {
      ledger.push(
        ...winRows(
          rules,
          { winner: seat, from: null, points: 1 + rng.below(32), live: others(seat) },
          ledger.length,
        ),
      )
      wonAt.set(seat, ledger.length)
    } else if (rng.below(5) === 0) {
      const winners = nearestFirst(others(seat), seat, rules.players).filter(() => rng.below(2) === 0)
      for (const winner of winners) {
        const win = { winner, from: seat, points: 1 + rng.below(32), live: others(winner) }
        ledger.push(...winRows(rules, win, ledger.length))
      }
      if (chain.length > 0) ledger.push(...transferRows(rules, { winners, discarder: seat, chain }, ledger))
      for (const winner of winners) wonAt.set(winner, ledger.length)
    }
  }
  const wallEndAt = ledger.length
  const players = seats.map((seat) => ({
    seat,
    won: wonAt.has(seat),
    ready: rng.below(2) === 0 ? null : 1 + rng.below(32),
    isPig: rng.below(4) === 0,
  }))
  ledger.push(...wallEndRows(rules, { players }, ledger))
  return { ledger, wonAt, wallEndAt }
}

const nearestFirst = (seats: readonly Seat[], discarder: Seat, players: number): Seat[] =>
  [...seats].sort((a, b) => ((a - discarder + players) % players) - ((b - discarder + players) % players))
