// Claims on a discard are collected together and settled in seat order from the discarder: every win,
// else the kong, else the pong. Nothing depends on who answered first.
import type { Seat } from '../../rules/tiles.ts'
import { kindOf } from '../../rules/tiles.ts'
import type { Draft } from '../draft.ts'
import { claims, hasClaim } from '../legal.ts'
import type { Action, ClaimPrompt, RobPrompt } from '../prompt.ts'
import { wallLeft } from '../round.ts'
import { liveAfter } from '../seating.ts'
import { discardWin, robWin } from '../winning.ts'
import { addFourth } from './kongs.ts'
import type { Next, Offer } from './step.ts'
import { winOnOther } from './wins.ts'

export function openClaims(draft: Draft, offer: Offer): Next {
  const { state, round, nowMs } = draft
  const order = liveAfter(round, offer.from)
  const open = order
    .map((seat) => ({ seat, claim: claims(state, seat, offer) }))
    .filter(({ claim }) => hasClaim(claim))
  if (open.length === 0) return { kind: 'draw', seat: order[0]!, replacement: false }
  draft.emit({ type: 'claimsOpened', ...offer })
  for (const { seat, claim } of open) {
    draft.prompt({ kind: 'claim', seat, ...offer, ...claim, dueAtMs: nowMs + state.timing.claimMs })
  }
  return settleClaims(draft)
}

/** Takes the wins that need no asking, then settles if nothing is open any more. */
export function settleClaims(draft: Draft): Next {
  const { state, round } = draft
  if (wallLeft(round) < state.rules.autoWinLast) {
    for (const { seat } of state.prompts.filter((prompt) => prompt !== null)) {
      if (canWin(draft, seat)) takeAnswer(draft, seat, { action: { type: 'win' }, cause: 'auto' })
    }
  }
  return settleWhenDecided(draft)
}

export type Answer = { readonly action: Action; readonly cause: 'player' | 'timeout' | 'auto' }

/** Takes an answer that the prompt offers. */
export function answerClaim(draft: Draft, seat: Seat, given: Answer): Next {
  takeAnswer(draft, seat, given)
  return settleWhenDecided(draft)
}

function takeAnswer(draft: Draft, seat: Seat, { action, cause }: Answer): void {
  const prompt = draft.state.prompts[seat] as ClaimPrompt | RobPrompt
  draft.emit({ type: 'answered', seat, promptId: prompt.id, action, cause })
  if (prompt.kind !== 'claim') return
  const win = prompt.win && action.type !== 'win'
  const pong = prompt.pong && action.type === 'pass'
  if (win || pong) {
    draft.emit({ type: 'passedUp', seat, kind: kindOf(prompt.tile), win, pong, points: prompt.winPoints })
  }
}

function settleWhenDecided(draft: Draft): Next {
  const { phase } = draft.state
  if (phase.kind !== 'claims' && phase.kind !== 'rob') return null
  const order = liveAfter(draft.round, phase.from)
  if (!isDecided(draft, order)) return null
  const pending = order.filter((seat) => draft.state.prompts[seat])
  if (pending.length > 0) draft.emit({ type: 'withdrawn', seats: pending })
  return phase.kind === 'rob' ? settleRob(draft, phase, order) : settleDiscard(draft, phase, order)
}

/** Whether no answer that is still open could change the outcome. */
function isDecided(draft: Draft, order: readonly Seat[]): boolean {
  const { prompts, rules } = draft.state
  const pending = order.filter((seat) => prompts[seat])
  if (pending.length === 0) return true
  const won = order.find((seat) => answerOf(draft, seat)?.type === 'win')
  if (won === undefined) return false
  const mayWin = pending.find((seat) => canWin(draft, seat))
  if (mayWin === undefined) return true
  return rules.multiWin === 'nearest' && order.indexOf(won) < order.indexOf(mayWin)
}

function canWin(draft: Draft, seat: Seat): boolean {
  const prompt = draft.state.prompts[seat]
  return prompt?.kind === 'rob' || (prompt?.kind === 'claim' && prompt.win)
}

function answerOf(draft: Draft, seat: Seat): Action | null {
  const { phase } = draft.state
  return phase.kind === 'claims' || phase.kind === 'rob' ? phase.answers[seat]! : null
}

/** Who takes the tile for a win: all who asked for it, or the nearest. */
function winnersOf(draft: Draft, order: readonly Seat[]): Seat[] {
  const asked = order.filter((seat) => answerOf(draft, seat)?.type === 'win')
  return draft.state.rules.multiWin === 'nearest' ? asked.slice(0, 1) : asked
}

function settleDiscard(draft: Draft, offer: Offer, order: readonly Seat[]): Next {
  const winners = winnersOf(draft, order)
  if (winners.length > 0) {
    const wins = winners.map((seat) => ({ seat, win: discardWin(draft.state, seat, offer)! }))
    return winOnOther(draft, offer.from, wins)
  }
  // The other three copies cannot make a pair in two hands, so at most one seat asked.
  const taker = order.find((seat) => ['kong', 'pong'].includes(answerOf(draft, seat)?.type ?? ''))
  if (taker === undefined) return { kind: 'draw', seat: order[0]!, replacement: false }
  return takeDiscard(draft, taker, offer)
}

function takeDiscard(draft: Draft, seat: Seat, { tile, from }: Offer): Next {
  const kind = kindOf(tile)
  const own = draft.round.hands[seat]!.tiles.filter((held) => kindOf(held) === kind)
  if (answerOf(draft, seat)?.type === 'kong') {
    const tiles = [...own, tile]
    return { kind: 'kong', kong: { seat, meld: 'exposed-kong', kind, tiles, from, delayed: false } }
  }
  draft.emit({ type: 'ponged', seat, from, tile, own: own.slice(0, 2) })
  return { kind: 'afterPong', seat }
}

function settleRob(draft: Draft, rob: Offer & { readonly delayed: boolean }, order: readonly Seat[]): Next {
  const winners = winnersOf(draft, order)
  if (winners.length === 0) return addFourth(draft, rob, rob.delayed)
  const wins = winners.map((seat) => ({ seat, win: robWin(draft.state, seat, rob)! }))
  return winOnOther(draft, rob.from, wins)
}
