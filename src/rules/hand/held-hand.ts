// What one player has: the input of every question that looks beyond the concealed tiles.
import type { Meld } from '../meld.ts'
import { COPIES } from '../tiles.ts'
import type { Kind, Suit } from '../tiles.ts'
import type { HandCounts } from './counts.ts'

export type HeldHand = {
  readonly hand: HandCounts
  readonly melds: readonly Meld[]
  readonly voidSuit: Suit | null
}

const PONG_TILES = 3

/** Copies of a kind that a meld takes. */
export const meldCopies = ({ type }: Pick<Meld, 'type'>): number => (type === 'pong' ? PONG_TILES : COPIES)

/** Copies of a kind in the hand and its melds. */
export function ownCopies(held: HeldHand, kind: Kind): number {
  let copies = held.hand.counts[kind]!
  for (const meld of held.melds) if (meld.kind === kind) copies += meldCopies(meld)
  return copies
}
