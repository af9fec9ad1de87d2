// Which kinds complete a hand that is one tile short (听), and which discards lead there.
import type { RuleSet } from '../ruleset.ts'
import { assertNever } from '../../lib/assert.ts'
import { COPIES, KINDS_PER_SUIT, SUITS } from '../tiles.ts'
import type { Kind, Suit } from '../tiles.ts'
import type { HandCounts } from './counts.ts'
import { POWERS } from './counts.ts'
import { ownCopies } from './held-hand.ts'
import type { HeldHand } from './held-hand.ts'
import { MELDS_ONLY_SHIFT, ODD_SHIFT, RANKS_MASK, SHAPE_MASK, suitTables } from './suit-tables.ts'
import { CLOSED_WIN_SIZE } from './win.ts'

/**
 * The kinds that complete a hand of 3n+1 concealed tiles, as a mask of 27 bits; 0 is not ready. A kind
 * of which all four copies are in `hand` is never among them; melds and discards are not looked at
 * (see `liveWaits`). A hand with a void tile waits for nothing.
 */
export function waits(hand: HandCounts, voidSuit: Suit | null, sevenPairs = true): number {
  const keys = hand.keys
  if (voidSuit !== null && keys[voidSuit] !== 0) return 0
  return waitsOfKeys(keys[0], keys[1], keys[2], sevenPairs && hand.size === CLOSED_WIN_SIZE - 1)
}

/** A suit can be completed when the other two are complete with, or without, the pair that it lacks. */
export function waitsOfKeys(k0: number, k1: number, k2: number, closed: boolean): number {
  const tables = suitTables()
  const a = tables.states[k0]! & SHAPE_MASK
  const b = tables.states[k1]! & SHAPE_MASK
  const c = tables.states[k2]! & SHAPE_MASK
  const w0 = tables.waits[k0]!
  const w1 = tables.waits[k1]!
  const w2 = tables.waits[k2]!
  let mask = 0
  if (b + c === ((w0 >>> MELDS_ONLY_SHIFT) & 1)) mask |= w0 & RANKS_MASK
  if (a + c === ((w1 >>> MELDS_ONLY_SHIFT) & 1)) mask |= (w1 & RANKS_MASK) << KINDS_PER_SUIT
  if (a + b === ((w2 >>> MELDS_ONLY_SHIFT) & 1)) mask |= (w2 & RANKS_MASK) << (2 * KINDS_PER_SUIT)
  return closed ? mask | sevenPairsWait(w0, w1, w2) : mask
}

/** Six pairs and one more tile: exactly one kind has an odd count. */
function sevenPairsWait(w0: number, w1: number, w2: number): number {
  const odd = oddKindsOf(w0, w1, w2)
  return (odd & (odd - 1)) === 0 ? odd : 0
}

function oddKindsOf(w0: number, w1: number, w2: number): number {
  const o0 = (w0 >>> ODD_SHIFT) & RANKS_MASK
  const o1 = (w1 >>> ODD_SHIFT) & RANKS_MASK
  const o2 = (w2 >>> ODD_SHIFT) & RANKS_MASK
  return o0 | (o1 << KINDS_PER_SUIT) | (o2 << (2 * KINDS_PER_SUIT))
}

type DiscardWaits = { readonly kind: Kind; readonly waits: number }

/** For a hand of 3n+2 tiles: every kind whose discard leaves it ready, ascending, with its waits. */
export function waitsByDiscard(hand: HandCounts, voidSuit: Suit | null, sevenPairs = true): DiscardWaits[] {
  const found: DiscardWaits[] = []
  const { keys } = hand
  const closed = sevenPairs && hand.size === CLOSED_WIN_SIZE && canWaitForPairs(keys)
  const voidKey = voidSuit === null ? 0 : keys[voidSuit]
  for (const suit of SUITS) {
    // While a void tile stays in the hand nothing makes it ready.
    if (keys[suit] === 0 || (voidKey !== 0 && suit !== voidSuit)) continue
    if (closed || canOthersStand(keys, suit)) addSuit(found, hand, { suit, closed, onlyKey: voidKey })
  }
  return found
}

/** A discard changes one suit: a hand of which neither other suit is complete is not ready after it. */
function canOthersStand(keys: HandCounts['keys'], suit: Suit): boolean {
  const { states } = suitTables()
  const one = states[keys[suit === 0 ? 1 : 0]]! & SHAPE_MASK
  const other = states[keys[suit === 2 ? 1 : 2]]! & SHAPE_MASK
  return one <= 1 || other <= 1
}

/** A discard changes the parity of one kind, and six pairs leave one odd count. */
function canWaitForPairs(keys: HandCounts['keys']): boolean {
  const { waits } = suitTables()
  const odd = oddKindsOf(waits[keys[0]]!, waits[keys[1]]!, waits[keys[2]]!)
  const withoutLowest = odd & (odd - 1)
  return (withoutLowest & (withoutLowest - 1)) === 0
}

type Discards = { readonly suit: Suit; readonly closed: boolean; readonly onlyKey: number }

/** The discards of one suit; `onlyKey`, unless 0, is the void suit's key, which a discard must clear. */
function addSuit(found: DiscardWaits[], hand: HandCounts, { suit, closed, onlyKey }: Discards): void {
  const [k0, k1, k2] = hand.keys
  const first = suit * KINDS_PER_SUIT
  for (let rank = 0; rank < KINDS_PER_SUIT; rank += 1) {
    const power = POWERS[rank]!
    if (hand.counts[first + rank] === 0 || (onlyKey !== 0 && onlyKey !== power)) continue
    const mask =
      suit === 0
        ? waitsOfKeys(k0 - power, k1, k2, closed)
        : suit === 1
          ? waitsOfKeys(k0, k1 - power, k2, closed)
          : waitsOfKeys(k0, k1, k2 - power, closed)
    if (mask !== 0) found.push({ kind: first + rank, waits: mask })
  }
}

/**
 * The waits that count as such under `rules.deadWait`. `visible`: copies of each kind that all players
 * see (discards and every meld, the own ones included).
 * own4: a kind whose four copies are in the own hand and melds is none; visible4: nor one whose four
 * copies are in the own hand or in sight (死叫不算叫); allow: every kind that `waits` names.
 */
export function liveWaits(rules: RuleSet, held: HeldHand, visible: readonly number[]): number {
  let mask = waits(held.hand, held.voidSuit, rules.fan.qiDui.on)
  const { deadWait } = rules
  switch (deadWait) {
    case 'allow':
      return mask
    case 'own4':
      for (const kind of kindsOf(mask)) if (ownCopies(held, kind) >= COPIES) mask &= ~(1 << kind)
      return mask
    case 'visible4':
      for (const kind of kindsOf(mask)) {
        const seen = Math.max(ownCopies(held, kind), held.hand.counts[kind]! + (visible[kind] ?? 0))
        if (seen >= COPIES) mask &= ~(1 << kind)
      }
      return mask
    default:
      return assertNever(deadWait)
  }
}

/** The kinds of a mask, ascending. */
export function kindsOf(mask: number): Kind[] {
  const kinds: Kind[] = []
  for (let rest = mask; rest !== 0; rest &= rest - 1) kinds.push(31 - Math.clz32(rest & -rest))
  return kinds
}
