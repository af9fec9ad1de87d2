// Random winning hands with melds and circumstances, weighted towards the shapes that score.
import type { Rng } from '../../../src/lib/rng.ts'
import { addKind, emptyHand } from '../../../src/rules/hand/counts.ts'
import type { WinContext, WinningHand } from '../../../src/rules/hand/winning-hand.ts'
import type { Meld, MeldType } from '../../../src/rules/meld.ts'
import { makeMeld } from '../../../src/rules/notation.ts'
import { sevenPairsCounts } from './random-hands.ts'

const COPIES = 4
const KINDS = 27

type Draft = { readonly counts: number[]; readonly held: number[]; readonly melds: Meld[] }
/** The ranks that a style draws its kinds from, and how often a set is a run. */
type Style = { readonly ranks: readonly number[]; readonly runsOfTen: number }

const ALL_RANKS = [0, 1, 2, 3, 4, 5, 6, 7, 8]
const STYLES: readonly Style[] = [
  { ranks: ALL_RANKS, runsOfTen: 6 },
  { ranks: ALL_RANKS, runsOfTen: 10 },
  { ranks: ALL_RANKS, runsOfTen: 0 },
  { ranks: [0, 8, 6], runsOfTen: 5 },
  { ranks: [1, 4, 7], runsOfTen: 1 },
  { ranks: [0, 3, 6], runsOfTen: 9 },
  { ranks: [2, 3, 4, 5], runsOfTen: 6 },
]

const MANY_TRIES = 30

const pick = <T>(rng: Rng, items: readonly T[]): T => items[rng.below(items.length)]!

function fits(draft: Draft, kinds: readonly number[]): boolean {
  for (const kind of kinds) draft.held[kind]! += 1
  if (kinds.every((kind) => draft.held[kind]! <= COPIES)) return true
  for (const kind of kinds) draft.held[kind]! -= 1
  return false
}

function hide(draft: Draft, kinds: readonly number[]): boolean {
  if (!fits(draft, kinds)) return false
  for (const kind of kinds) draft.counts[kind]! += 1
  return true
}

const MELD_TYPES: readonly MeldType[] = ['pong', 'concealed-kong', 'exposed-kong', 'added-kong']

function expose(rng: Rng, draft: Draft, kind: number): boolean {
  const meld = makeMeld(pick(rng, MELD_TYPES), kind)
  if (
    !fits(
      draft,
      meld.tiles.map(() => kind),
    )
  )
    return false
  draft.melds.push(meld)
  return true
}

/** `sets` sets, some of them on the table, and a pair. */
function draftSets(rng: Rng, sets: number): Draft {
  const style = pick(rng, STYLES)
  const suits = 1 + rng.below(3)
  let tries = 0
  // Three ranks of one suit cannot make four sets: after a while any rank will do.
  const kind = (): number => {
    tries += 1
    return rng.below(suits) * 9 + pick(rng, tries > MANY_TRIES ? ALL_RANKS : style.ranks)
  }
  const draft: Draft = { counts: emptyHand().counts, held: emptyHand().counts, melds: [] }
  let exposed = rng.below(3) > 0 ? 0 : rng.below(sets + 1)
  for (let left = sets; left > 0; ) {
    const first = kind()
    const isRun = rng.below(10) < style.runsOfTen && first % 9 <= 6
    if (exposed > 0) {
      if (!expose(rng, draft, first)) continue
      exposed -= 1
    } else if (!hide(draft, isRun ? [first, first + 1, first + 2] : [first, first, first])) continue
    left -= 1
  }
  // Any rank may be left for the pair once the sets have used up the style's own.
  let pair = kind()
  while (!hide(draft, [pair, pair])) pair = rng.below(KINDS)
  return draft
}

export function randomWin(rng: Rng): WinningHand {
  const sets = rng.below(8) > 0 ? 4 : 2 + rng.below(2)
  const draft =
    sets === 4 && rng.below(8) === 0
      ? { counts: sevenPairsCounts(rng, 1 + rng.below(3)), melds: [] }
      : draftSets(rng, sets)
  const hand = emptyHand()
  draft.counts.forEach((count, kind) => {
    for (let copy = 0; copy < count; copy += 1) addKind(hand, kind)
  })
  let winningKind = rng.below(KINDS)
  while (hand.counts[winningKind] === 0) winningKind = rng.below(KINDS)
  return { hand, melds: draft.melds, winningKind, voidSuit: null }
}

export function randomContext(rng: Rng, win: WinningHand): WinContext {
  const visible = emptyHand().counts
  visible[win.winningKind] = rng.below(5) === 0 ? COPIES - win.hand.counts[win.winningKind]! : 0
  return {
    selfDraw: rng.below(2) === 0,
    kong: pick(rng, ['none', 'none', 'gangShangHua', 'gangShangPao', 'qiangGang'] as const),
    lastTile: rng.below(4) === 0,
    firstDraw: pick(rng, ['none', 'none', 'none', 'tianHu', 'diHu'] as const),
    visible,
  }
}
