// One live table as an operator may see it: everything that explains where it hangs, and no tile, wish or seed
// that is not open to the whole table. Built from an allow-list, field by field.
import type { Room } from '../room/room.ts'
import type { Prompt } from '../table/prompt.ts'
import type { Round, SeatHand } from '../table/round.ts'
import { wallLeft } from '../table/round.ts'
import type { Phase, SeatState, TableState } from '../table/state.ts'

export type DebugTable = ReturnType<typeof debugTable>

export type SeenRoom = Pick<Room, 'state' | 'mailboxDepth' | 'stopReason'>

export function debugTable({ state, mailboxDepth, stopReason }: SeenRoom, nowMs: number) {
  return {
    no: state.no,
    tableId: state.tableId,
    creator: state.creator,
    clubId: state.clubId,
    isPublic: state.isPublic,
    rules: state.rules,
    ageSeconds: secondsSince(state.createdAtMs, nowMs),
    /** Events that the journal holds of this table. */
    journal: { seq: state.seq, stateVersion: state.version },
    mailbox: mailboxDepth,
    stopped: stopReason?.kind ?? null,
    phase: debugPhase(state.phase),
    /** Seats whose answer the table waits for, and until when; what they are asked is theirs. */
    waitsFor: state.prompts.flatMap((prompt) => (prompt ? [debugPrompt(prompt, nowMs)] : [])),
    roundNo: state.roundNo,
    finishedRounds: state.finishedRounds,
    seats: state.seats.map((seat) => seat && debugSeat(seat, nowMs)),
    round: state.round && debugRound(state, state.round),
    vote: state.vote && { by: state.vote.by, dueInMs: state.vote.dueAtMs - nowMs },
  }
}

const MS_PER_SECOND = 1000
const secondsSince = (atMs: number, nowMs: number): number => Math.round((nowMs - atMs) / MS_PER_SECOND)

/** Without picks and answers: they are secret until all have been given. */
function debugPhase(phase: Phase) {
  const { kind } = phase
  if (kind === 'turn') return { kind, seat: phase.seat }
  if (kind === 'claims' || kind === 'rob') return { kind, from: phase.from }
  if (kind === 'ended') return { kind, reason: phase.reason }
  return { kind }
}

const debugPrompt = ({ seat, dueAtMs }: Prompt, nowMs: number) => ({
  seat,
  dueInMs: dueAtMs - nowMs,
})

const debugSeat = (
  { player, score, ready, online, offlineSinceMs, trust, expiries }: SeatState,
  nowMs: number,
) => ({
  uid: player.uid,
  bot: player.bot,
  score,
  ready,
  online,
  offlineSeconds: offlineSinceMs === null ? null : secondsSince(offlineSinceMs, nowMs),
  trust,
  expiries,
})

function debugRound({ phase }: TableState, round: Round) {
  const isVoidOpen = !['sorting', 'swapping', 'choosingVoid'].includes(phase.kind)
  return {
    roundId: round.roundId,
    number: round.number,
    banker: round.banker,
    commit: round.commit,
    wallLeft: wallLeft(round),
    deltas: round.deltas,
    winners: round.wins.map(({ seat, order }) => ({ seat, order })),
    hands: round.hands.map((hand) => debugHand(hand, isVoidOpen)),
  }
}

const debugHand = ({ tiles, drawn, melds, discards, voidSuit, won }: SeatHand, isVoidOpen: boolean) => ({
  tiles: tiles.length,
  hasDrawn: drawn !== null,
  melds: melds.length,
  discards,
  voidSuit: isVoidOpen ? voidSuit : null,
  won: won !== null,
})
