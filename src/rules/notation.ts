// Hands as text, for tests, logs and bug reports: `123t 55b 789w p(111t)`. t is 条, b 筒, w 万.
import { err, ok } from '../lib/result.ts'
import type { Result } from '../lib/result.ts'
import { addKind, emptyHand } from './hand/counts.ts'
import type { HandCounts } from './hand/counts.ts'
import { meldCopies, ownCopies } from './hand/held-hand.ts'
import type { Meld, MeldType } from './meld.ts'
import { COPIES, KIND_COUNT, KINDS_PER_SUIT, SUITS, makeKind, rankOf, suitOf } from './tiles.ts'
import type { Kind, Seat, Suit } from './tiles.ts'

/** Letters of the suits, in their order. */
const SUIT_LETTERS = 'tbw'

/** p pong, c concealed, e exposed, a added kong. */
const MELD_LETTERS: Readonly<Record<MeldType, string>> = {
  pong: 'p',
  'concealed-kong': 'c',
  'exposed-kong': 'e',
  'added-kong': 'a',
}
const MELD_OF_LETTER = new Map(
  Object.entries(MELD_LETTERS).map(([type, letter]) => [letter, type as MeldType]),
)

export type HandText = { readonly hand: HandCounts; readonly melds: readonly Meld[] }

/**
 * HAND_SYNTAX: neither a group of ranks with its suit nor a meld. HAND_MELD: the tiles in the brackets
 * are not three (pong) or four (kong) of one kind. HAND_FIFTH_COPY: a kind more than four times.
 */
type NotationCode = 'HAND_SYNTAX' | 'HAND_MELD' | 'HAND_FIFTH_COPY'
/** `at`: the character, from 0, at which the refused group begins. */
type NotationError = { readonly code: NotationCode; readonly at: number }

const GROUP = /^([1-9]+)([tbw])$/
const MELD = /^([pcea])([0-3])?\(([1-9]+)([tbw])\)$/

/**
 * Reads groups that are separated by spaces: ranks and their suit (`123t`), or a meld (`p(111t)`,
 * `c(5555b)`, `e2(9999w)` from seat 2; without a seat it is from seat 0). A meld's tiles are the
 * lowest ids of its kind. Never throws; the empty text is the empty hand.
 * @example parseHand('123t 55b p(777w)')
 */
export function parseHand(text: string): Result<HandText, NotationError> {
  const hand = emptyHand()
  const melds: Meld[] = []
  for (const { 0: group, index: at } of text.matchAll(/\S+/g)) {
    const kinds = parseKinds(GROUP.exec(group))
    const meld = kinds ? undefined : MELD.exec(group)
    if (!kinds && !meld) return err({ code: 'HAND_SYNTAX', at })
    if (meld) {
      const parsed = parseMeld(meld)
      if (!parsed) return err({ code: 'HAND_MELD', at })
      melds.push(parsed)
    }
    for (const kind of kinds ?? []) addKind(hand, kind)
    if (hasFifthCopy({ hand, melds })) return err({ code: 'HAND_FIFTH_COPY', at })
  }
  return ok({ hand, melds })
}

const suitOfLetter = (letter: string): Suit => SUIT_LETTERS.indexOf(letter) as Suit

function parseKinds(group: RegExpExecArray | null): Kind[] | undefined {
  if (!group) return undefined
  const suit = suitOfLetter(group[2]!)
  return Array.from(group[1]!, (rank) => makeKind(suit, Number(rank)))
}

function parseMeld([, letter, seat, ranks, suit]: RegExpExecArray): Meld | undefined {
  const type = MELD_OF_LETTER.get(letter!)!
  const kind = makeKind(suitOfLetter(suit!), Number(ranks![0]))
  const meld = makeMeld(type, kind, Number(seat ?? 0) as Seat)
  return ranks === ranks![0]!.repeat(meld.tiles.length) ? meld : undefined
}

/** A meld of the lowest ids of its kind. */
export function makeMeld(type: MeldType, kind: Kind, from: Seat = 0): Meld {
  const copies = meldCopies({ type })
  return { type, kind, tiles: Array.from({ length: copies }, (_, copy) => kind * COPIES + copy), from }
}

function hasFifthCopy(text: HandText): boolean {
  const held = { ...text, voidSuit: null }
  for (let kind = 0; kind < KIND_COUNT; kind += 1) if (ownCopies(held, kind) > COPIES) return true
  return false
}

/** The canonical text: suits and ranks ascending, then the melds in their order. `parseHand` reads it back. */
export function makeHand({ hand, melds }: HandText): string {
  const groups = SUITS.map((suit) => makeGroup(hand, suit)).filter((group) => group !== '')
  return [...groups, ...melds.map(makeMeldText)].join(' ')
}

function makeGroup({ counts }: HandCounts, suit: Suit): string {
  let ranks = ''
  for (let rank = 1; rank <= KINDS_PER_SUIT; rank += 1)
    ranks += String(rank).repeat(counts[makeKind(suit, rank)]!)
  return ranks && ranks + SUIT_LETTERS[suit]
}

function makeMeldText({ type, kind, tiles, from }: Meld): string {
  const ranks = String(rankOf(kind)).repeat(tiles.length)
  return `${MELD_LETTERS[type]}${from === 0 ? '' : from}(${ranks}${SUIT_LETTERS[suitOf(kind)]})`
}

/** One kind as text, `5t`. */
export const makeKindText = (kind: Kind): string => `${rankOf(kind)}${SUIT_LETTERS[suitOf(kind)]}`

/** The inverse of `makeKindText`; undefined for anything else. */
export function parseKindText(text: string): Kind | undefined {
  return text.length === 2 ? parseKinds(GROUP.exec(text))?.[0] : undefined
}
