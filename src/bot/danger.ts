// What a discard may cost: the chance that an opponent waits for it, times what that would pay.
import type { Kind, Suit } from '../rules/tiles.ts'
import { KINDS_PER_SUIT, kindOf, suitOf, suitOfTile } from '../rules/tiles.ts'
import type { HandView } from '../table/view.ts'
import type { Outlook } from './prospects.ts'

/** What an opponent's visible play says about him. */
type Threat = {
  readonly voidSuit: Suit | null
  /** Chance that he is ready. */
  readonly ready: number
  /** What he would be paid. */
  readonly points: number
  /** Kinds that he threw away lately. */
  readonly thrown: ReadonlySet<Kind>
  /** The only suit he shows, in melds of at least two; null without such a sign. */
  readonly collects: Suit | null
}

/** Chance that one given kind is among the waits of a ready hand, by rank: the middle of a suit is waited for most. */
const WAIT_CHANCE_BY_RANK = [0.075, 0.095, 0.115, 0.125, 0.13, 0.125, 0.115, 0.095, 0.075] as const
const FEW_DRAWS = 3
const READY_PER_DRAW = 0.055
const READY_PER_MELD = 0.12
const MAX_READY = 0.85
const THROWN_FACTOR = 0.3
const COLLECTOR_FACTOR = 2.2
const OTHER_SUIT_FACTOR = 0.35
const RECENT = 6

export function threatsOf({ sight }: Outlook): Threat[] {
  const { round, seat, rules } = sight
  const cap = rules.capFan ?? 4
  return round.hands.flatMap((hand, other) =>
    other === seat || hand.won !== null ? [] : [threatOf(hand, cap)],
  )
}

function threatOf(hand: HandView, cap: number): Threat {
  const { voidSuit, melds, discards } = hand
  // Who still throws void tiles has had no time for the rest.
  const ownPace = discards.filter((tile) => suitOfTile(tile) !== voidSuit).length
  const guess = (ownPace - FEW_DRAWS) * READY_PER_DRAW + melds.length * READY_PER_MELD
  const suits = new Set(melds.map((meld) => suitOf(meld.kind)))
  const collects = melds.length >= 2 && suits.size === 1 ? suitOf(melds[0]!.kind) : null
  const kongs = melds.filter((meld) => meld.type !== 'pong').length
  const fan = Math.min(cap, 0.6 + kongs + (collects === null ? 0 : 1.2) + (melds.length >= 3 ? 0.7 : 0))
  return {
    voidSuit,
    ready: Math.min(MAX_READY, Math.max(0.02, guess)),
    points: 2 ** fan,
    thrown: new Set(discards.slice(-RECENT).map(kindOf)),
    collects,
  }
}

/** Expected points that throwing a tile of this kind loses. */
export function dangerOf({ sight }: Outlook, threats: readonly Threat[], kind: Kind): number {
  const suit = suitOf(kind)
  const unseen = sight.live[kind]!
  let cost = 0
  for (const threat of threats) {
    if (threat.voidSuit === suit) continue
    let chance = WAIT_CHANCE_BY_RANK[kind % KINDS_PER_SUIT]!
    if (threat.thrown.has(kind)) chance *= THROWN_FACTOR
    if (threat.collects !== null) chance *= threat.collects === suit ? COLLECTOR_FACTOR : OTHER_SUIT_FACTOR
    // With no other copy unseen only runs can wait for it.
    if (unseen === 0) chance *= 0.6
    cost += threat.ready * chance * threat.points
  }
  return cost
}
