// How far a hand is from ready, and how many unseen tiles bring it nearer.
import type { HandCounts } from '../rules/hand/counts.ts'
import { addKind, removeKind } from '../rules/hand/counts.ts'
import { shanten } from '../rules/hand/shanten.ts'
import { waits } from '../rules/hand/ting.ts'
import type { Kind, Suit, TileId } from '../rules/tiles.ts'
import { KIND_COUNT, KINDS_PER_SUIT, kindOf, suitOfTile } from '../rules/tiles.ts'

export type Question = {
  readonly hand: HandCounts
  readonly voidSuit: Suit | null
  readonly sevenPairs: boolean
}

export const distance = ({ hand, voidSuit, sevenPairs }: Question): number =>
  shanten(hand, voidSuit, sevenPairs)

/** The distance once `copies` of a kind are gone; the hand is left as it was. */
export function distanceWithout(question: Question, kind: Kind, copies: number): number {
  const { hand } = question
  for (let copy = 0; copy < copies; copy += 1) removeKind(hand, kind)
  const left = distance(question)
  for (let copy = 0; copy < copies; copy += 1) addKind(hand, kind)
  return left
}

/** The sum of `weights` over the kinds that bring a hand of 3n+1 tiles, `from` away from ready, nearer. */
export function usefulWeight(question: Question, from: number, weights: readonly number[]): number {
  return from === 0 ? waitWeight(question, weights) : nearerWeight(question, from, weights)
}

function waitWeight({ hand, voidSuit, sevenPairs }: Question, weights: readonly number[]): number {
  let sum = 0
  const mask = voidSuit === null ? waits(hand, null, sevenPairs) : waitsBesideVoid(hand, voidSuit, sevenPairs)
  for (let rest = mask; rest !== 0; rest &= rest - 1) sum += weights[31 - Math.clz32(rest & -rest)]!
  return sum
}

/** Void tiles that are still held make a hand larger, never smaller, than its suits can use. */
function waitsBesideVoid(hand: HandCounts, voidSuit: Suit, sevenPairs: boolean): number {
  return hand.keys[voidSuit] === 0 ? waits(hand, voidSuit, sevenPairs) : 0
}

function nearerWeight(question: Question, from: number, weights: readonly number[]): number {
  const { hand, voidSuit } = question
  let sum = 0
  for (let kind = 0; kind < KIND_COUNT; kind += 1) {
    if (weights[kind] === 0 || Math.trunc(kind / KINDS_PER_SUIT) === voidSuit) continue
    if (!hasNeighbour(hand.counts, kind) && from < FAR) continue
    addKind(hand, kind)
    if (distance(question) < from) sum += weights[kind]!
    removeKind(hand, kind)
  }
  return sum
}

/** From here on a tile that touches nothing may still bring a hand nearer. */
const FAR = 3

/** Whether a kind could join something held of its suit: itself, or a rank up to two away. */
function hasNeighbour(counts: readonly number[], kind: Kind): boolean {
  const rank = kind % KINDS_PER_SUIT
  const low = Math.max(rank - 2, 0) - rank
  const high = Math.min(rank + 2, KINDS_PER_SUIT - 1) - rank
  for (let step = low; step <= high; step += 1) if (counts[kind + step]! > 0) return true
  return false
}

/** One tile of each kind among `tiles`, in their order. */
function onePerKind(tiles: readonly TileId[]): TileId[] {
  let seen = 0
  return tiles.filter((tile) => {
    const bit = 1 << kindOf(tile)
    const isNew = (seen & bit) === 0
    seen |= bit
    return isNew
  })
}

/** The tiles that a bot considers to discard: of the void suit while it holds any. */
export function candidates(tiles: readonly TileId[], voidSuit: Suit | null): TileId[] {
  const kinds = onePerKind(tiles)
  const ofVoid = kinds.filter((tile) => suitOfTile(tile) === voidSuit)
  return ofVoid.length > 0 ? ofVoid : kinds
}
