// A seat's own turn: draw, win or kong or not, discard.
import type { Kind, Seat, TileId } from '../../rules/tiles.ts'
import type { Draft } from '../draft.ts'
import { discards, ownKongs } from '../legal.ts'
import { wallLeft } from '../round.ts'
import { selfWin } from '../winning.ts'
import type { Next } from './step.ts'

/** Without a tile to draw the round is over. */
export function draw(draft: Draft, seat: Seat, replacement: boolean): Next {
  const { round } = draft
  if (wallLeft(round) === 0) return { kind: 'endRound', reason: 'wall' }
  draft.emit({ type: 'drew', seat, tile: round.wall[round.next]!, replacement })
  return { kind: 'own', seat }
}

/** Offers what the full hand allows; without a choice the discard is asked for at once. */
export function checkOwn(draft: Draft, seat: Seat): Next {
  const { state, round } = draft
  const canWin = selfWin(state, seat) !== null
  if (canWin && wallLeft(round) < state.rules.autoWinLast) return { kind: 'selfWin', seat }
  return ask(draft, seat, { win: canWin, kongs: ownKongs(state, seat) })
}

/** After a pong there is nothing to win; a kong only where the rules allow it. */
export function checkOwnAfterPong(draft: Draft, seat: Seat): Next {
  const kongs = draft.state.rules.kongAfterPong ? ownKongs(draft.state, seat) : []
  return ask(draft, seat, { win: false, kongs })
}

function ask(draft: Draft, seat: Seat, offer: { win: boolean; kongs: readonly Kind[] }): Next {
  const dueAtMs = draft.nowMs + draft.state.timing.turnMs
  if (offer.win || offer.kongs.length > 0) draft.prompt({ kind: 'self', seat, ...offer, dueAtMs })
  else askDiscard(draft, seat)
  return null
}

export function askDiscard(draft: Draft, seat: Seat): Next {
  const { state, nowMs } = draft
  const dueAtMs = nowMs + state.timing.turnMs
  draft.prompt({ kind: 'discard', seat, discards: discards(state, seat), dueAtMs })
  return null
}

export function discardTile(draft: Draft, seat: Seat, tile: TileId): Next {
  draft.emit({ type: 'discarded', seat, tile })
  return { kind: 'claims', offer: { tile, from: seat } }
}
