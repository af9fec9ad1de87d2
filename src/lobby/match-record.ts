// What the store keeps of one match, gathered from its events: the desk, its rounds, its price. Every job
// is idempotent, so a table that comes back from its journal is simply told again from the start.
import { must } from '../lib/assert.ts'
import { historyOf } from '../room/history.ts'
import type { RoundRecord } from '../room/round-log.ts'
import type { RuleSet } from '../rules/ruleset.ts'
import type { BySeat, NewDesk, Payer } from '../store/repositories.ts'
import type { WriteJob } from '../store/write-behind/write-job.ts'
import type { Dealt, MatchEnded, TableEvent } from '../table/event.ts'
import type { TableState } from '../table/state.ts'

/** Facts of a table that no longer change once it was dealt. */
export type MatchFacts = Pick<
  TableState,
  'tableId' | 'no' | 'creator' | 'clubId' | 'isPublic' | 'rules' | 'createdAtMs' | 'seats'
>

const SEATS = 4
const seconds = (ms: number): number => Math.floor(ms / 1000)

const bySeat = <T>(make: (seat: number) => T): BySeat<T> => [make(0), make(1), make(2), make(3)]

export const chargeReference = (tableId: string): string => `desk:${tableId}`

export class MatchRecord {
  /** What a match of so many rounds costs now. */
  readonly #priceOf: (rounds: number) => number
  readonly #totals: number[] = Array.from({ length: SEATS }, () => 0)
  #roundsPlayed = 0
  /** Dealt, and not over. */
  #isOpen = false

  constructor(priceOf: (rounds: number) => number) {
    this.#priceOf = priceOf
  }

  /**
   * What the event makes necessary to write, in order; usually nothing. `round` is the record of the round that a
   * `roundEnded` or a `roundAborted` closes: the proof of its wall is kept either way.
   */
  follow(facts: MatchFacts, event: TableEvent, round: RoundRecord | null): readonly WriteJob[] {
    switch (event.type) {
      case 'dealt':
        return event.number === 1 ? this.#open(facts, event) : []
      case 'roundEnded':
        this.#roundsPlayed += 1
        return [this.#keepRound(facts, must(round, 'the record of the round'))]
      case 'roundAborted':
        return [this.#keepRound(facts, must(round, 'the record of the round'))]
      case 'matchEnded':
        return this.#close(facts, event)
      default:
        return []
    }
  }

  #open(facts: MatchFacts, { atMs }: Dealt): readonly WriteJob[] {
    this.#isOpen = true
    const desk: NewDesk = {
      tableId: facts.tableId,
      creator: facts.creator,
      clubId: facts.clubId ?? -1,
      round: facts.rules.rounds,
      mode: facts.rules.players,
      deskNo: facts.no,
      players: bySeat((seat) => facts.seats[seat]?.player.uid ?? 0),
      playerNames: namesOf(facts),
      createdAt: seconds(atMs),
      extras: JSON.stringify(facts.rules satisfies RuleSet),
    }
    return [{ type: 'deskOpened', desk }, ...this.#charge(facts, desk)]
  }

  #charge(facts: MatchFacts, { tableId, deskNo, createdAt, round }: NewDesk): readonly WriteJob[] {
    const payer = payerOf(facts)
    const count = this.#priceOf(round)
    if (!payer || count === 0) return []
    const charge = { payer, count, reference: chargeReference(tableId), deskNo, at: createdAt }
    return [{ type: 'cardsCharged', tableId, charge }]
  }

  #keepRound(facts: MatchFacts, round: RoundRecord): WriteJob {
    const told = historyOf(round)
    const changes = bySeat((seat) => told.scoreChanges[seat] ?? 0)
    for (const [seat, change] of changes.entries()) this.#totals[seat]! += change
    const history = {
      round: told.number,
      mode: facts.rules.players,
      beginAt: seconds(told.startedAtMs),
      endAt: seconds(told.endedAtMs),
      playerNames: namesOf(facts),
      scoreChanges: changes,
      snapshot: JSON.stringify(told),
    }
    const totals = bySeat((seat) => this.#totals[seat]!)
    return { type: 'roundEnded', tableId: facts.tableId, history, totals }
  }

  /**
   * Cards come back when no round was played to its end, and from a table that broke. The totals are the scores
   * that the players saw: the kong money of a round that was given up may be among them.
   */
  #close(facts: MatchFacts, { atMs, reason }: Pick<MatchEnded, 'atMs' | 'reason'>): readonly WriteJob[] {
    if (!this.#isOpen) return []
    this.#isOpen = false
    const { tableId, rules, seats } = facts
    const at = seconds(atMs)
    const totals = bySeat((seat) => (seats[seat]?.score ?? rules.startScore) - rules.startScore)
    const closed = { type: 'deskClosed', tableId, dismissAt: at, round: this.#roundsPlayed, totals } as const
    const isRefunded = this.#roundsPlayed === 0 || reason === 'frozen'
    return isRefunded ? [closed, refundOf(tableId, { payer: payerOf(facts), at })] : [closed]
  }

  /** The match broke off for good, without an event that says so. */
  abandon(facts: MatchFacts, atMs: number): readonly WriteJob[] {
    return this.#close(facts, { atMs, reason: 'frozen' })
  }
}

/** The store knows whether, and what, a table was charged; `payer` is who hears of it. */
export const refundOf = (
  tableId: string,
  { payer, at }: { readonly payer: Payer | null; readonly at: number },
): WriteJob => ({ type: 'cardsRefunded', tableId, payer, reference: chargeReference(tableId), at })

const namesOf = ({ seats }: MatchFacts): BySeat<string> => bySeat((seat) => seats[seat]?.player.name ?? '')

/** A public table costs nobody anything: nobody in particular made it. */
function payerOf({ isPublic, clubId, creator }: MatchFacts): Payer | null {
  if (isPublic) return null
  return clubId === null ? { kind: 'user', uid: creator } : { kind: 'club', clubId }
}
