// Whether a seat may win on a tile, and for how much.
import { bestWait, scoreWin } from '../rules/hand/score.ts'
import type { Score, WinContext } from '../rules/hand/score.ts'
import { addKind, cloneHand } from '../rules/hand/counts.ts'
import type { HandCounts } from '../rules/hand/counts.ts'
import { isWin } from '../rules/hand/win.ts'
import type { Kind, Seat, TileId } from '../rules/tiles.ts'
import { KIND_COUNT, kindOf, suitOf } from '../rules/tiles.ts'
import type { Round, SeatHand, WinSource } from './round.ts'
import { wallLeft } from './round.ts'
import { liveAfter } from './seating.ts'
import type { TableState } from './state.ts'

/** A win that is open to a seat. */
export type OpenWin = {
  readonly tile: TileId
  readonly source: WinSource
  /** Who pays; null when all do. */
  readonly from: Seat | null
  readonly score: Score
}

/** The win on the own hand after a draw, or on the dealt hand; null without one. */
export function selfWin(state: TableState, seat: Seat): OpenWin | null {
  const round = state.round!
  const hand = round.hands[seat]!
  if (!isComplete(state, hand, hand.counts)) return null
  const kong = round.kongChain.at(-1)
  const from = kong && state.rules.dianGangHua === 'discard' ? kong.from : null
  const context: WinContext = {
    selfDraw: from === null,
    kong: kong ? 'gangShangHua' : 'none',
    lastTile: wallLeft(round) === 0,
    firstDraw: firstDrawOf(state, seat),
    visible: round.visible,
  }
  const tiles = hand.drawn === null ? oneOfEachKind(hand) : [hand.drawn]
  let best: OpenWin | null = null
  for (const tile of tiles) {
    const score = scoreOf({ state, hand, counts: hand.counts, kind: kindOf(tile) }, context)
    if (!best || score.points > best.score.points) best = { tile, source: 'wall', from, score }
  }
  return best
}

type Offer = { readonly tile: TileId; readonly from: Seat }

/** The win on another seat's discard; null without one, or while 过手胡 or the least fan forbid it. */
export function discardWin(state: TableState, seat: Seat, { tile, from }: Offer): OpenWin | null {
  const { rules } = state
  const round = state.round!
  const hand = round.hands[seat]!
  const kind = kindOf(tile)
  const counts = completed(state, hand, kind)
  if (!counts) return null
  const afterKong = round.kongChain.length > 0
  const isLast = wallLeft(round) === 0
  const score = scoreOf(
    { state, hand, counts, kind },
    {
      selfDraw: false,
      kong: afterKong ? 'gangShangPao' : 'none',
      lastTile: isLast,
      firstDraw: isBankersFirstDiscard(state, from) ? 'diHu' : 'none',
      visible: without(round.visible, kind),
    },
  )
  const exempt = afterKong && rules.minFanKongExempt
  if (!exempt && score.rawFan < rules.minFanDiscard) return null
  const isBefore = liveAfter(round, seat)[0] === from
  if (isPassed(state, hand, { kind, points: score.points, waived: afterKong || isLast || isBefore }))
    return null
  return { tile, source: 'discard', from, score }
}

/** 抢杠: the win on a tile that another seat adds to its pong. Never closed by a passed win. */
export function robWin(state: TableState, seat: Seat, { tile, from }: Offer): OpenWin | null {
  const { rules } = state
  const round = state.round!
  const hand = round.hands[seat]!
  const kind = kindOf(tile)
  const counts = completed(state, hand, kind)
  if (!counts) return null
  const score = scoreOf(
    { state, hand, counts, kind },
    {
      selfDraw: false,
      kong: 'qiangGang',
      lastTile: false,
      firstDraw: 'none',
      visible: round.visible,
    },
  )
  if (!rules.minFanKongExempt && score.rawFan < rules.minFanDiscard) return null
  return { tile, source: 'kong', from, score }
}

/** 查叫: what the dearest wait of an un-won seat would pay; null if it is not ready. */
export function readyPoints(state: TableState, seat: Seat): number | null {
  const round = state.round!
  const { counts, melds, voidSuit } = round.hands[seat]!
  // Between draw and discard a hand is one tile too large to be asked.
  if (counts.size % 3 !== 1) return null
  if (state.rules.huaZhu !== 'off' && melds.some(({ kind }) => suitOf(kind) === voidSuit)) return null
  // Where a 花猪 goes unpunished, as in nanoserver, readiness does not ask for the void suit either.
  const held = { hand: counts, melds, voidSuit: state.rules.huaZhu === 'off' ? null : voidSuit }
  return bestWait(state.rules, held, round.visible)?.points ?? null
}

type Scored = {
  readonly state: TableState
  readonly hand: SeatHand
  readonly counts: HandCounts
  readonly kind: Kind
}

function scoreOf({ state, hand, counts, kind }: Scored, context: WinContext): Score {
  const { melds, voidSuit } = hand
  return scoreWin(state.rules, { hand: counts, melds, voidSuit, winningKind: kind }, context)
}

/** The hand with the offered tile, if that completes it. */
function completed(state: TableState, hand: SeatHand, kind: Kind): HandCounts | null {
  const counts = cloneHand(hand.counts)
  addKind(counts, kind)
  return isComplete(state, hand, counts) ? counts : null
}

/** A3: no tile of the void suit, in the hand or (SBR, where it may be claimed) in a meld. */
const isComplete = (state: TableState, { voidSuit, melds }: SeatHand, counts: HandCounts): boolean =>
  isWin(counts, voidSuit, state.rules.fan.qiDui.on) && !melds.some(({ kind }) => suitOf(kind) === voidSuit)

type Claimed = { readonly kind: Kind; readonly points: number; readonly waived: boolean }

function isPassed(state: TableState, hand: SeatHand, { kind, points, waived }: Claimed): boolean {
  switch (state.rules.passWin) {
    case 'none':
      return false
    case 'sameTileGoRound':
      return !waived && hand.passedWins.includes(kind)
    case 'untilDraw':
      return hand.passedPoints !== null
    case 'untilDrawUnlessHigher':
      return hand.passedPoints !== null && points <= hand.passedPoints
  }
}

function firstDrawOf(state: TableState, seat: Seat): WinContext['firstDraw'] {
  const round = state.round!
  const hand = round.hands[seat]!
  if (round.claimed || hand.discarded > 0) return 'none'
  if (seat === round.banker) return hand.draws === 0 ? 'tianHu' : 'none'
  return state.rules.fan.diHu.reading === 'ownDraw' && hand.draws === 1 ? 'diHu' : 'none'
}

function isBankersFirstDiscard(state: TableState, from: Seat): boolean {
  const round = state.round!
  return (
    state.rules.fan.diHu.reading === 'bankerDiscard' &&
    from === round.banker &&
    !round.claimed &&
    round.hands[from]!.discarded === 1
  )
}

/** A dealt hand is complete without a last tile: each of its kinds may count as the winning one. */
function oneOfEachKind(hand: SeatHand): TileId[] {
  const seen = new Set<Kind>()
  return hand.tiles.filter((tile) => !seen.has(kindOf(tile)) && seen.add(kindOf(tile)))
}

/** Copies in sight without the offered tile, which lies among the discards already. */
function without(visible: readonly number[], kind: Kind): number[] {
  const others = visible.slice(0, KIND_COUNT)
  others[kind]! -= 1
  return others
}

/** Whether a seat's hand or melds hold the suit it gave up, so that it is a 花猪 at the wall's end. */
export function isPig({ rules, round }: { rules: TableState['rules']; round: Round }, seat: Seat): boolean {
  const { tiles, melds, voidSuit, onlyVoidDiscarded, discarded } = round.hands[seat]!
  if (voidSuit === null) return false
  // SBR: who could discard nothing but void tiles is no pig.
  if (rules.huaZhu === 'pot48' && onlyVoidDiscarded && discarded > 0) return false
  const held = [...tiles.map(kindOf), ...melds.map((meld) => meld.kind)]
  return held.some((kind) => suitOf(kind) === voidSuit)
}
