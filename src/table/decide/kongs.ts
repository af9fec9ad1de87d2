// Kongs: their money, their replacement tile, and robbing the added one (抢杠).
import { kongRows } from '../../rules/kong-money.ts'
import type { Kind, Seat } from '../../rules/tiles.ts'
import { COPIES, kindOf } from '../../rules/tiles.ts'
import type { Draft } from '../draft.ts'
import { liveAfter } from '../seating.ts'
import { robWin } from '../winning.ts'
import type { KongToMake, Next, Offer } from './step.ts'

/** The kong stands: it is paid at once, and its replacement is drawn. */
export function makeKong(draft: Draft, kong: KongToMake): Next {
  const { state, round } = draft
  const { seat, meld, kind, tiles, from, delayed } = kong
  const live = liveAfter(round, seat)
  const rows = kongRows(state.rules, { type: meld, delayed, seat, from, live }, round.ledger.length)
  draft.emit({ type: 'konged', seat, meld, kind, tiles, from, rows })
  return { kind: 'draw', seat, replacement: true }
}

/** A kong from the own hand: four concealed tiles, or the fourth to a pong. */
export function kongOnOwn(draft: Draft, seat: Seat, kind: Kind): Next {
  const hand = draft.round.hands[seat]!
  if (hand.counts.counts[kind] !== COPIES) return declareAddedKong(draft, seat, kind)
  const tiles = hand.tiles.filter((tile) => kindOf(tile) === kind)
  return makeKong(draft, { seat, meld: 'concealed-kong', kind, tiles, from: seat, delayed: false })
}

function declareAddedKong(draft: Draft, seat: Seat, kind: Kind): Next {
  const { state, round, nowMs } = draft
  const hand = round.hands[seat]!
  const tile = hand.tiles.find((held) => kindOf(held) === kind)!
  const offer = { tile, from: seat }
  const delayed = hand.drawn === null || kindOf(hand.drawn) !== kind
  const others = state.rules.robKong === 'none' ? [] : liveAfter(round, seat)
  const robbers = others.filter((other) => robWin(state, other, offer))
  // Also where nobody can rob it, so that the announcement tells nothing about the others' hands.
  draft.emit({ type: 'kongDeclared', seat, tile, delayed })
  for (const robber of robbers) {
    draft.prompt({ kind: 'rob', seat: robber, ...offer, dueAtMs: nowMs + state.timing.claimMs })
  }
  return { kind: 'settle' }
}

/** Nobody robs the fourth tile: the pong becomes a kong. */
export function addFourth(draft: Draft, { tile, from: seat }: Offer, delayed: boolean): Next {
  const kind = kindOf(tile)
  const pong = draft.round.hands[seat]!.melds.find((meld) => meld.type === 'pong' && meld.kind === kind)!
  const tiles = [...pong.tiles, tile]
  return makeKong(draft, { seat, meld: 'added-kong', kind, tiles, from: seat, delayed })
}
