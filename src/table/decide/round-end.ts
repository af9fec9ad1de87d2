// The end of a round, of a match, and of a match that is given up.
import { nextBanker } from '../../rules/banker.ts'
import type { BankerQuestion } from '../../rules/banker.ts'
import { wallEndRows } from '../../rules/wall-end.ts'
import { isKongReason } from '../../rules/ledger.ts'
import type { LedgerRow } from '../../rules/ledger.ts'
import type { Draft } from '../draft.ts'
import type { RoundEnded, SeatResult } from '../event.ts'
import type { RejectionCode } from '../rejection.ts'
import type { Round } from '../round.ts'
import { seatsOf } from '../seating.ts'
import type { EndReason, Phase, TableState } from '../state.ts'
import { roundIdOf } from '../state.ts'
import { isPig, readyPoints } from '../winning.ts'

export function endRound(draft: Draft, reason: RoundEnded['reason']): void {
  const { state, round, nowMs, context } = draft
  const results = resultsOf(draft, reason)
  const players = results.map((result) => ({ ...result, won: round.hands[result.seat]!.won !== null }))
  const rows = reason === 'wall' ? wallEndRows(state.rules, { players }, round.ledger) : []
  const end = matchEndAfter(draft, rows)
  draft.emit({
    type: 'roundEnded',
    reason,
    results,
    rows,
    nextBanker: nextBanker(state.rules, bankerQuestion(round)),
    sealed: end ? null : context.luck.sealedSeed(roundIdOf(state.tableId, state.roundNo + 1)),
    dueAtMs: end ? null : nowMs + state.timing.readyMs,
    atMs: nowMs,
  })
  if (end) draft.emit({ type: 'matchEnded', reason: end, atMs: nowMs })
}

function resultsOf(draft: Draft, reason: RoundEnded['reason']): SeatResult[] {
  const { state, round } = draft
  return seatsOf(state).map((seat) => {
    const { won } = round.hands[seat]!
    if (won) return { seat, ready: won.score.points, isPig: false }
    if (reason === 'winners') return { seat, ready: null, isPig: false }
    return { seat, ready: readyPoints(state, seat), isPig: isPig({ rules: state.rules, round }, seat) }
  })
}

/** Why the match is over with this round; null while it goes on. */
function matchEndAfter(draft: Draft, rows: RoundEnded['rows']): EndReason | null {
  const { state, round } = draft
  if (state.finishedRounds + 1 >= state.rules.rounds) return 'finished'
  if (!state.rules.bust) return null
  const scores = seatsOf(state).map((seat) => {
    const late = rows.reduce(
      (sum, row) => sum + (row.to === seat ? row.points : 0) - (row.from === seat ? row.points : 0),
      0,
    )
    return state.seats[seat]!.score + round.deltas[seat]! + late
  })
  return scores.some((score) => score <= 0) ? 'bust' : null
}

function bankerQuestion(round: Round): BankerQuestion {
  const first = round.wins.filter((win) => win.order === 1)
  const later = round.wins.filter((win) => win.order > 1)
  const multi = later.find((win) => later.some((other) => other !== win && other.order === win.order))
  return {
    banker: round.banker,
    firstWinners: first.map((win) => win.seat),
    discarder: first[0]?.from ?? null,
    laterMultiDiscarder: multi?.from ?? null,
  }
}

const ROUND_IN_PLAY: readonly Phase['kind'][] = [
  'sorting',
  'swapping',
  'choosingVoid',
  'turn',
  'claims',
  'rob',
]

export const isRoundInPlay = (state: TableState): boolean => ROUND_IN_PLAY.includes(state.phase.kind)

/** Ends the match now; a round in play is given up as the rules say. */
export function abortMatch(draft: Draft, reason: EndReason): RejectionCode | null {
  const { state, nowMs } = draft
  if (isRoundInPlay(state)) {
    // A table that broke an invariant cannot vouch for its kong money.
    const kept = reason === 'frozen' ? [] : standingRows(state, draft.round)
    draft.emit({ type: 'roundAborted', kept, atMs: nowMs })
  }
  draft.emit({ type: 'matchEnded', reason, atMs: nowMs })
  return null
}

/** Of a round that was not played out: nothing, or the kongs with what 转雨 moved of them. */
function standingRows({ rules }: TableState, { ledger }: Round): LedgerRow[] {
  if (rules.dissolve === 'voidRound') return []
  return ledger.filter(
    ({ reason }) => isKongReason(reason) || reason === 'zhuanYu' || reason === 'zhuanYuRefund',
  )
}
