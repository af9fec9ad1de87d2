// What the store keeps of one match, gathered from its events: the desk, its rounds, its price. Every write
// is idempotent, so a table that comes back from its journal is simply told again from the start.
import { must } from '../lib/assert.ts'
import { historyOf } from '../room/history.ts'
import type { RoundRecord } from '../room/round-log.ts'
import type { RuleSet } from '../rules/ruleset.ts'
import type { BySeat, NewDesk, NewHistory, Payer } from '../store/repositories.ts'
import type { Dealt, MatchEnded, TableEvent } from '../table/event.ts'
import type { TableState } from '../table/state.ts'

/** Facts of a table that no longer change once it was dealt. */
export type MatchFacts = Pick<
  TableState,
  'tableId' | 'no' | 'creator' | 'clubId' | 'isPublic' | 'rules' | 'createdAtMs' | 'seats'
>

/** One thing to write, in order. */
export type RecordJob =
  | { readonly type: 'open'; readonly desk: NewDesk; readonly payer: Payer | null }
  | {
      readonly type: 'round'
      readonly history: Omit<NewHistory, 'deskId'>
      readonly totals: BySeat<number>
    }
  | {
      readonly type: 'close'
      readonly dismissAt: number
      readonly totals: BySeat<number>
      readonly roundsPlayed: number
      readonly refund: boolean
    }

const SEATS = 4
const seconds = (ms: number): number => Math.floor(ms / 1000)

const bySeat = <T>(make: (seat: number) => T): BySeat<T> => [make(0), make(1), make(2), make(3)]

export class MatchRecord {
  readonly #totals: number[] = Array.from({ length: SEATS }, () => 0)
  #roundsPlayed = 0
  /** Dealt, and not over. */
  #isOpen = false

  /**
   * What the event makes necessary to write; usually nothing. `round` is the record of the round that a
   * `roundEnded` or a `roundAborted` closes: the proof of its wall is kept either way.
   */
  follow(facts: MatchFacts, event: TableEvent, round: RoundRecord | null): RecordJob | null {
    switch (event.type) {
      case 'dealt':
        return event.number === 1 ? this.#open(facts, event) : null
      case 'roundEnded':
        this.#roundsPlayed += 1
        return this.#keepRound(facts, must(round, 'the record of the round'))
      case 'roundAborted':
        return this.#keepRound(facts, must(round, 'the record of the round'))
      case 'matchEnded':
        return this.#close(facts, event)
      default:
        return null
    }
  }

  #open(facts: MatchFacts, { atMs }: Dealt): RecordJob {
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
    return { type: 'open', desk, payer: payerOf(facts) }
  }

  #keepRound(facts: MatchFacts, round: RoundRecord): RecordJob {
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
    return { type: 'round', history, totals }
  }

  /**
   * Cards come back when no round was played to its end, and from a table that broke. The totals are the scores
   * that the players saw: the kong money of a round that was given up may be among them.
   */
  #close(facts: MatchFacts, { atMs, reason }: Pick<MatchEnded, 'atMs' | 'reason'>): RecordJob | null {
    if (!this.#isOpen) return null
    this.#isOpen = false
    const { startScore } = facts.rules
    return {
      type: 'close',
      dismissAt: seconds(atMs),
      totals: bySeat((seat) => (facts.seats[seat]?.score ?? startScore) - startScore),
      roundsPlayed: this.#roundsPlayed,
      refund: this.#roundsPlayed === 0 || reason === 'frozen',
    }
  }

  /** The match broke off for good, without an event that says so. */
  abandon(facts: MatchFacts, atMs: number): RecordJob | null {
    return this.#close(facts, { atMs, reason: 'frozen' })
  }
}

const namesOf = ({ seats }: MatchFacts): BySeat<string> => bySeat((seat) => seats[seat]?.player.name ?? '')

/** A public table costs nobody anything: nobody in particular made it. */
function payerOf({ isPublic, clubId, creator }: MatchFacts): Payer | null {
  if (isPublic) return null
  return clubId === null ? { kind: 'user', uid: creator } : { kind: 'club', clubId }
}
