// Events before and after play: the deal, the exchange, the void suits, the round's end.
import { assertNever } from '../lib/assert.ts'
import { handOfTiles } from '../rules/hand/counts.ts'
import type { LedgerRow } from '../rules/ledger.ts'
import { isExposed, isKong } from '../rules/meld.ts'
import { KIND_COUNT } from '../rules/tiles.ts'
import type { TileId } from '../rules/tiles.ts'
import type { Dealt, RoundAborted, RoundEnded, Swapped, TableEvent, VoidFixed } from './event.ts'
import { balance, book, giveTile, takeTile } from './evolve-play.ts'
import type { Round, SeatHand } from './round.ts'
import { countExpiry } from './expiries.ts'
import type { TableState } from './state.ts'

type RoundEvent = Extract<
  TableEvent,
  {
    type:
      | 'dealt'
      | 'sorted'
      | 'swapOpened'
      | 'swapChosen'
      | 'swapped'
      | 'voidOpened'
      | 'voidChosen'
      | 'voidFixed'
      | 'roundEnded'
      | 'roundAborted'
  }
>

export function evolveRound(state: TableState, event: RoundEvent): void {
  const { phase } = state
  switch (event.type) {
    case 'dealt':
      deal(state, event)
      return
    case 'sorted':
      if (phase.kind === 'sorting') phase.done[event.seat] = true
      return
    case 'swapOpened':
      state.phase = { kind: 'swapping', picks: state.seats.map(() => null) }
      return
    case 'swapChosen':
      state.prompts[event.seat] = null
      state.seats[event.seat]!.lastAnswer = {
        promptId: event.promptId,
        reply: { type: 'swap', tiles: event.tiles },
      }
      countExpiry(state.seats[event.seat]!, event.cause)
      if (phase.kind === 'swapping') phase.picks[event.seat] = event.tiles
      return
    case 'swapped':
      swap(state.round!, event)
      return
    case 'voidOpened':
      state.phase = { kind: 'choosingVoid', picks: state.seats.map(() => null) }
      return
    case 'voidChosen':
      state.prompts[event.seat] = null
      state.seats[event.seat]!.lastAnswer = {
        promptId: event.promptId,
        reply: { type: 'void', suit: event.suit },
      }
      countExpiry(state.seats[event.seat]!, event.cause)
      if (phase.kind === 'choosingVoid') phase.picks[event.seat] = event.suit
      return
    case 'voidFixed':
      fixVoid(state.round!, event)
      return
    case 'roundEnded':
      endRound(state, event)
      return
    case 'roundAborted':
      abortRound(state, event)
      return
    default:
      assertNever(event)
  }
}

function deal(state: TableState, event: Dealt): void {
  state.roundNo = event.number
  state.banker = event.banker
  state.phase = { kind: 'sorting', done: state.seats.map(() => false), dueAtMs: event.dueAtMs }
  for (const seat of state.seats) seat!.ready = false
  state.round = {
    roundId: state.sealed.roundId,
    number: event.number,
    banker: event.banker,
    startedAtMs: event.atMs,
    wall: event.wall,
    next: event.next,
    dice: event.dice,
    seatSeeds: event.seatSeeds,
    serverSeed: state.sealed.serverSeed,
    commit: state.sealed.commit,
    hands: event.hands.map(newHand),
    ledger: [],
    deltas: state.seats.map(() => 0),
    wins: [],
    visible: Array.from({ length: KIND_COUNT }, () => 0),
    lastDiscard: null,
    claimed: false,
    kongChain: [],
    kongs: [],
  }
}

function newHand(tiles: readonly TileId[]): SeatHand {
  return {
    tiles: [...tiles],
    counts: handOfTiles(tiles),
    melds: [],
    discards: [],
    voidSuit: null,
    drawn: null,
    draws: 0,
    discarded: 0,
    onlyVoidDiscarded: true,
    indicator: null,
    won: null,
    passedWins: [],
    passedPongs: [],
    passedPoints: null,
  }
}

function swap(round: Round, event: Swapped): void {
  for (const [seat, hand] of round.hands.entries()) {
    for (const tile of event.out[seat]!) takeTile(hand, tile)
    for (const tile of event.in[seat]!) giveTile(hand, tile)
  }
}

function fixVoid(round: Round, event: VoidFixed): void {
  for (const [seat, hand] of round.hands.entries()) {
    hand.voidSuit = event.suits[seat]!
    hand.indicator = event.indicators[seat]!
  }
}

function endRound(state: TableState, event: RoundEnded): void {
  const round = state.round!
  book(round, event.rows)
  state.finishedRounds += 1
  state.banker = event.nextBanker
  settleScores(state, round.ledger)
  countStats(state, round)
  openNextRound(state, event.dueAtMs)
  if (event.sealed) state.sealed = event.sealed
}

function abortRound(state: TableState, event: RoundAborted): void {
  settleScores(state, event.kept)
  state.round!.deltas.fill(0)
  balance(state.round!, event.kept)
  openNextRound(state, null)
}

function openNextRound(state: TableState, dueAtMs: number | null): void {
  state.phase = { kind: 'waiting', dueAtMs }
  state.prompts.fill(null)
  for (const seat of state.seats) {
    seat!.ready = false
    seat!.seed = null
  }
}

/** Only rounds that were played to their end count. */
function countStats(state: TableState, round: Round): void {
  for (const { seat, from } of round.wins) {
    const { stats } = state.seats[seat]!
    stats.hu += 1
    if (from === null) stats.zimo += 1
    else state.seats[from]!.stats.pao += 1
  }
  for (const [seat, { melds }] of round.hands.entries()) {
    const { stats } = state.seats[seat]!
    const concealed = melds.filter((meld) => !isExposed(meld)).length
    stats.concealedKongs += concealed
    stats.openKongs += melds.filter(isKong).length - concealed
  }
}

function settleScores(state: TableState, rows: readonly LedgerRow[]): void {
  for (const { from, to, points } of rows) {
    if (from !== 'pot') state.seats[from]!.score -= points
    if (to !== 'pot') state.seats[to]!.score += points
  }
}
