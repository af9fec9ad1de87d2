// Wins: their money, 转雨, and where play goes on.
import { winRows } from '../../rules/win-money.ts'
import { transferRows } from '../../rules/zhuan-yu.ts'
import type { Seat } from '../../rules/tiles.ts'
import type { Draft } from '../draft.ts'
import { liveAfter, liveCount } from '../seating.ts'
import type { OpenWin } from '../winning.ts'
import { selfWin } from '../winning.ts'
import type { Next } from './step.ts'

export function winOnOwn(draft: Draft, seat: Seat): Next {
  book(draft, { seat, win: selfWin(draft.state, seat)!, order: nextOrder(draft) })
  return playOnAfter(draft, seat)
}

export type SeatWin = { readonly seat: Seat; readonly win: OpenWin }

/** Every win on one tile, nearest to the giver first. */
export function winOnOther(draft: Draft, from: Seat, winners: readonly SeatWin[]): Next {
  const order = nextOrder(draft)
  for (const winner of winners) book(draft, { ...winner, order })
  if (winners[0]!.win.source === 'discard') {
    transferKongs(
      draft,
      from,
      winners.map(({ seat }) => seat),
    )
  }
  return playOnAfter(draft, winners.at(-1)!.seat)
}

const nextOrder = (draft: Draft): number => (draft.round.wins.at(-1)?.order ?? 0) + 1

function book(draft: Draft, { seat, win, order }: SeatWin & { readonly order: number }): void {
  const { state, round } = draft
  const { tile, source, from, score } = win
  const live = liveAfter(round, seat)
  const rows = winRows(state.rules, { winner: seat, from, points: score.points, live }, round.ledger.length)
  draft.emit({ type: 'won', seat, from, source, tile, score, order, rows })
}

/** 转雨: the winning discard followed a kong. */
function transferKongs(draft: Draft, discarder: Seat, winners: readonly Seat[]): void {
  const { state, round } = draft
  if (round.kongChain.length === 0) return
  const chain = round.kongChain.map((kong) => kong.rowIds)
  const rows = transferRows(state.rules, { winners, discarder, chain }, round.ledger)
  if (rows.length > 0) draft.emit({ type: 'kongsTransferred', rows })
}

/** Play goes to the seat after the last winner; one player left, or an empty wall, ends the round. */
function playOnAfter(draft: Draft, winner: Seat): Next {
  const { round } = draft
  if (liveCount(round) <= 1) return { kind: 'endRound', reason: 'winners' }
  return { kind: 'draw', seat: liveAfter(round, winner)[0]!, replacement: false }
}
