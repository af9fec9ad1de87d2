// What one seat may know of a table, built field by field from an allow-list: what is not named here
// cannot leave the server. Bots play from the same view.
import type { LedgerRow } from '../rules/ledger.ts'
import type { Meld } from '../rules/meld.ts'
import type { RuleSet } from '../rules/ruleset.ts'
import type { Seat, Suit, TileId } from '../rules/tiles.ts'
import type { Player } from './player.ts'
import type { Prompt } from './prompt.ts'
import type { Discard, Round, SeatHand, Win } from './round.ts'
import { wallLeft } from './round.ts'
import type { EndReason, MatchStats, Phase, SeatState, TableState, Vote } from './state.ts'

/** Stands for a tile that the viewer may not know. */
export const HIDDEN: TileId = -1

export type SeatInfo = {
  readonly player: Player
  readonly score: number
  readonly stats: MatchStats
  readonly ready: boolean
  readonly online: boolean
  readonly trust: boolean
}

export type HandView = {
  /** Concealed tiles; HIDDEN in another seat's hand until the round is over. */
  readonly tiles: readonly TileId[]
  /** The tile drawn this turn; HIDDEN in another seat's hand. */
  readonly drawn: TileId | null
  readonly melds: readonly Meld[]
  readonly discards: readonly TileId[]
  /** null before all have chosen, but for the own choice. */
  readonly voidSuit: Suit | null
  readonly won: Win | null
}

export type RoundView = {
  readonly roundId: string
  readonly number: number
  readonly banker: Seat
  readonly dice: readonly [number, number]
  readonly commit: string
  readonly wallLeft: number
  readonly hands: readonly HandView[]
  readonly ledger: readonly LedgerRow[]
  /** This round's points so far, by seat. */
  readonly deltas: readonly number[]
  readonly wins: readonly Win[]
  /** Copies of each kind that lie open. */
  readonly visible: readonly number[]
  readonly lastDiscard: Discard | null
}

export type PhaseView =
  | { readonly kind: 'waiting'; readonly dueAtMs: number | null }
  | { readonly kind: 'sorting'; readonly done: readonly boolean[]; readonly dueAtMs: number }
  | { readonly kind: 'swapping'; readonly done: readonly boolean[]; readonly own: readonly TileId[] | null }
  | { readonly kind: 'choosingVoid'; readonly done: readonly boolean[]; readonly own: Suit | null }
  | { readonly kind: 'turn'; readonly seat: Seat; readonly afterPong: boolean }
  | { readonly kind: 'claims' | 'rob'; readonly tile: TileId; readonly from: Seat }
  | { readonly kind: 'ended'; readonly reason: EndReason }

export type SeatView = {
  readonly seat: Seat
  /** Counts what everybody may know of. */
  readonly seq: number
  readonly tableId: string
  readonly no: string
  readonly creator: number
  readonly rules: RuleSet
  readonly roundNo: number
  readonly finishedRounds: number
  readonly banker: Seat | null
  readonly seats: readonly (SeatInfo | null)[]
  readonly phase: PhaseView
  /** The own open question. */
  readonly prompt: Prompt | null
  /** The commitment for the next deal. */
  readonly nextCommit: string
  readonly round: RoundView | null
  readonly vote: Vote | null
}

export function viewFor(state: TableState, seat: Seat): SeatView {
  return {
    seat,
    seq: state.shown,
    tableId: state.tableId,
    no: state.no,
    creator: state.creator,
    rules: state.rules,
    roundNo: state.roundNo,
    finishedRounds: state.finishedRounds,
    banker: state.banker,
    seats: state.seats.map((taken) => taken && seatInfo(taken)),
    phase: phaseView(state.phase, seat),
    prompt: state.prompts[seat] ?? null,
    nextCommit: state.sealed.commit,
    round: state.round && roundView(state, state.round, seat),
    vote: state.vote && { ...state.vote, agreed: [...state.vote.agreed] },
  }
}

const seatInfo = ({ player, score, stats, ready, online, trust }: SeatState): SeatInfo => ({
  player,
  score,
  stats: { ...stats },
  ready,
  online,
  trust,
})

function phaseView(phase: Phase, seat: Seat): PhaseView {
  switch (phase.kind) {
    case 'waiting':
      return { kind: 'waiting', dueAtMs: phase.dueAtMs }
    case 'sorting':
      return { kind: 'sorting', done: [...phase.done], dueAtMs: phase.dueAtMs }
    case 'swapping':
      return {
        kind: 'swapping',
        done: phase.picks.map((pick) => pick !== null),
        own: phase.picks[seat] ?? null,
      }
    case 'choosingVoid':
      return {
        kind: 'choosingVoid',
        done: phase.picks.map((pick) => pick !== null),
        own: phase.picks[seat] ?? null,
      }
    case 'turn':
      return { kind: 'turn', seat: phase.seat, afterPong: phase.afterPong }
    case 'claims':
    case 'rob':
      return { kind: phase.kind, tile: phase.tile, from: phase.from }
    case 'ended':
      return { kind: 'ended', reason: phase.reason }
  }
}

function roundView(state: TableState, round: Round, seat: Seat): RoundView {
  const isOpen = isRevealed(state)
  return {
    roundId: round.roundId,
    number: round.number,
    banker: round.banker,
    dice: round.dice,
    commit: round.commit,
    wallLeft: wallLeft(round),
    hands: round.hands.map((hand, owner) => handView(hand, isOpen || owner === seat)),
    ledger: [...round.ledger],
    deltas: [...round.deltas],
    wins: [...round.wins],
    visible: [...round.visible],
    lastDiscard: round.lastDiscard,
  }
}

/** A finished round is shown to all; an aborted one too, with its seed (rules: fair walls). */
const isRevealed = (state: TableState): boolean =>
  state.phase.kind === 'waiting' || state.phase.kind === 'ended'

function handView(hand: SeatHand, isOpen: boolean): HandView {
  return {
    tiles: isOpen ? [...hand.tiles] : hand.tiles.map(() => HIDDEN),
    drawn: isOpen || hand.drawn === null ? hand.drawn : HIDDEN,
    melds: [...hand.melds],
    discards: [...hand.discards],
    voidSuit: hand.voidSuit,
    won: hand.won,
  }
}
