// The expert: ranks every answer by expected points, of the hand that it leads to less the danger of the
// discard.
import { assertNever, must } from '../lib/assert.ts'
import type { HandCounts } from '../rules/hand/counts.ts'
import { addKind, removeKind } from '../rules/hand/counts.ts'
import type { Meld, MeldType } from '../rules/meld.ts'
import { isKong } from '../rules/meld.ts'
import type { Kind, Seat, TileId } from '../rules/tiles.ts'
import { COPIES, kindOf, suitOf } from '../rules/tiles.ts'
import type { ClaimPrompt, SelfPrompt } from '../table/prompt.ts'
import type { SeatView } from '../table/view.ts'
import { PASS, WIN, act } from './answer.ts'
import type { BotAnswer } from './answer.ts'
import { dangerOf, threatsOf } from './danger.ts'
import { chooseSwap, chooseVoidSuit } from './exchange.ts'
import { candidates, distanceWithout } from './progress.ts'
import type { Outlook } from './prospects.ts'
import { outlookOf, worthOf } from './prospects.ts'
import { lookAt } from './sight.ts'

export function strongAnswer(view: SeatView): BotAnswer {
  const prompt = must(view.prompt, 'a prompt to answer')
  const sight = lookAt(view)
  switch (prompt.kind) {
    case 'swap':
      return { type: 'swap', tiles: chooseSwap(sight) }
    case 'void':
      return { type: 'chooseVoid', suit: chooseVoidSuit(sight) }
    case 'rob':
      return WIN
    case 'self':
      return answerSelf(outlookOf(sight), prompt)
    case 'claim':
      return answerClaim(outlookOf(sight), prompt)
    case 'discard':
      return act({ type: 'discard', tile: bestDiscard(outlookOf(sight), prompt.discards).tile })
    default:
      return assertNever(prompt)
  }
}

type Weighed = { readonly tile: TileId; readonly worth: number }

/** Of the discards that set the hand back least: after which it is worth most, the danger taken off. */
function bestDiscard(outlook: Outlook, offered: readonly TileId[], melds = outlook.sight.melds): Weighed {
  const { sight } = outlook
  const { hand, voidSuit } = sight
  const threats = threatsOf(outlook)
  const tiles = candidates(offered, voidSuit)
  const left = tiles.map((tile) => distanceWithout(sight, kindOf(tile), 1))
  const nearest = Math.min(...left)
  let best: Weighed | null = null
  for (const [at, tile] of tiles.entries()) {
    const kind = kindOf(tile)
    if (left[at]! > nearest) continue
    removeKind(hand, kind)
    const worth = worthOf(outlook, { hand, melds, voidSuit }) - dangerOf(outlook, threats, kind)
    addKind(hand, kind)
    if (best === null || worth > best.worth) best = { tile, worth }
  }
  return must(best, 'a discard')
}

function answerSelf(outlook: Outlook, prompt: SelfPrompt): BotAnswer {
  if (prompt.win) return WIN
  const { sight } = outlook
  let best: { readonly answer: BotAnswer; worth: number } = {
    answer: PASS,
    worth: bestDiscard(outlook, sight.tiles).worth,
  }
  for (const kind of prompt.kongs) {
    if (suitOf(kind) === sight.voidSuit) continue
    const worth = kongWorth(outlook, kind)
    if (worth > best.worth) best = { answer: act({ type: 'kong', kind }), worth }
  }
  return best.answer
}

/** A kong on the own turn: what it earns now, and the hand with one more draw. */
function kongWorth(outlook: Outlook, kind: Kind): number {
  const { sight, opponents } = outlook
  const { hand, melds, rules } = sight
  const copies = hand.counts[kind]!
  const isConcealed = copies === COPIES
  const each = isConcealed ? rules.concealedKongEach : rules.addedKongEach
  const made = meldOf(isConcealed ? 'concealed-kong' : 'added-kong', kind, sight.seat)
  const after = isConcealed ? [...melds, made] : melds.map((meld) => (meld.kind === kind ? made : meld))
  return each * opponents * KONG_KEPT + EXTRA_DRAW + worthWithout(outlook, { kind, copies, melds: after })
}

/** Some of a kong's income goes back by 退税, or on by 转雨. */
const KONG_KEPT = 0.8
/** The replacement tile is a draw more. */
const EXTRA_DRAW = 0.2

function answerClaim(outlook: Outlook, prompt: ClaimPrompt): BotAnswer {
  const { sight } = outlook
  if (prompt.win && prompt.winPoints + SURE_WIN_BONUS >= worthOf(outlook, sight)) return WIN
  const { hand, melds, voidSuit, rules } = sight
  const kind = kindOf(prompt.tile)
  if (suitOf(kind) === voidSuit) return PASS
  let best: { readonly answer: BotAnswer; readonly worth: number } = {
    answer: PASS,
    worth: worthOf(outlook, { hand, melds, voidSuit }),
  }
  if (prompt.kong) {
    const after = [...melds, meldOf('exposed-kong', kind, prompt.from)]
    const income = rules.exposedKongDiscarder + rules.exposedKongOthers * (outlook.opponents - 1)
    const worth = income * KONG_KEPT + EXTRA_DRAW + worthWithout(outlook, { kind, copies: 3, melds: after })
    if (worth > best.worth) best = { answer: act({ type: 'kong', kind }), worth }
  }
  if (prompt.pong) {
    const worth = pongWorth(outlook, kind, prompt.from)
    if (worth > best.worth + PONG_MARGIN) best = { answer: act({ type: 'pong' }), worth }
  }
  return best.answer
}

/** A win in the hand: it also ends the danger of paying for others' wins. A cheap one may still be let pass. */
const SURE_WIN_BONUS = 1.5

/** A pong shows a set and gives the others a turn less: it must be worth it. */
const PONG_MARGIN = 0.1

function pongWorth(outlook: Outlook, kind: Kind, from: Seat): number {
  const { sight } = outlook
  const { hand, tiles } = sight
  take(hand, kind, 2)
  const left = [...tiles]
  for (let copy = 0; copy < 2; copy += 1)
    left.splice(
      left.findIndex((tile) => kindOf(tile) === kind),
      1,
    )
  const { worth } = bestDiscard(outlook, left, [...sight.melds, meldOf('pong', kind, from)])
  give(hand, kind, 2)
  return worth
}

type Removal = { readonly kind: Kind; readonly copies: number; readonly melds: readonly Meld[] }

function worthWithout(outlook: Outlook, { kind, copies, melds }: Removal): number {
  const { hand, voidSuit } = outlook.sight
  take(hand, kind, copies)
  const worth = worthOf(outlook, { hand, melds, voidSuit })
  give(hand, kind, copies)
  return worth
}

function take(hand: HandCounts, kind: Kind, copies: number): void {
  for (let copy = 0; copy < copies; copy += 1) removeKind(hand, kind)
}

function give(hand: HandCounts, kind: Kind, copies: number): void {
  for (let copy = 0; copy < copies; copy += 1) addKind(hand, kind)
}

/** A meld as the scoring sees it; its tiles do not matter there. */
function meldOf(type: MeldType, kind: Kind, from: Seat): Meld {
  const size = isKong({ type } as Meld) ? COPIES : COPIES - 1
  return { type, kind, tiles: Array.from({ length: size }, (_, copy) => kind * COPIES + copy), from }
}
