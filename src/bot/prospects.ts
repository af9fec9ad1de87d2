// What a waiting hand is worth: for each way to play on (any shape, one suit, triplets) the chance to get
// there times what it would pay. The figures are rough on purpose: they only have to rank answers.
import { isKong } from '../rules/meld.ts'
import type { HandCounts } from '../rules/hand/counts.ts'
import { addKind, removeKind } from '../rules/hand/counts.ts'
import { scoreWin } from '../rules/hand/score.ts'
import { shanten } from '../rules/hand/shanten.ts'
import { kindsOf, waits, waitsByDiscard } from '../rules/hand/ting.ts'
import type { Meld } from '../rules/meld.ts'
import { pointsOfFan } from '../rules/scale.ts'
import type { Kind, Suit } from '../rules/tiles.ts'
import { COPIES, KIND_COUNT, KINDS_PER_SUIT, SUITS, suitOf } from '../rules/tiles.ts'
import { usefulWeight } from './progress.ts'
import type { Sight } from './sight.ts'

/** A hand of 3n+1 tiles that the bot might hold next. */
export type Holding = {
  readonly hand: HandCounts
  readonly melds: readonly Meld[]
  readonly voidSuit: Suit | null
}

/** How much chance is left, the same for every answer to one prompt. */
export type Outlook = {
  readonly sight: Sight
  /** Own draws until the wall ends. */
  readonly turns: number
  /** Un-won opponents. */
  readonly opponents: number
  /** Chance per own turn to see one given copy, drawn or discarded by another, by kind. */
  readonly weights: readonly number[]
  /** Chance per own turn to draw one given copy. */
  readonly drawChance: number
}

/** An opponent who gave a suit up throws away all he draws of it. */
const VOID_SUIT_BOOST = 0.35
/** The share of other players' draws that they throw away soon enough to be claimed. */
const DISCARD_SHARE = 0.45
/** A tile on the way is mostly drawn; a few are claimed by a pong. */
const WAY_SHARE = 0.15
/** The steps overlap a little: a hand uses more than its even share of the turns for each. */
const STEP_SHARE = 1.4
/** One step from ready this much of the turns may go into that step. */
const LAST_STEP_SHARE = 0.7
/** However many tiles are useful, the next draw may not be. */
const MAX_RATE = 0.95
/** In points: more than this is rarely paid for a ready hand at the wall's end. */
const READY_PAY_LIMIT = 4
/** Of unseen tiles at the next distances: what a typical hand finds useful. */
const TYPICAL_USEFUL = [5, 12, 20, 28, 34, 40] as const
/** A self-draw is paid by every opponent, a discard by one. */
const READY_BONUS = 2.2
/** How often a round lasts to the wall's end, so that being ready counts. */
const WALL_END_CHANCE = 0.7

export function outlookOf(sight: Sight): Outlook {
  const { round, seat, live } = sight
  const others = round.hands.filter((hand, other) => other !== seat && hand.won === null)
  const unseen = Math.max(
    1,
    live.reduce((sum, copies) => sum + copies, 0),
  )
  const drawChance = 1 / unseen
  const weights = live.map((copies, kind) => {
    const given = others.filter((hand) => hand.voidSuit === suitOf(kind)).length
    return copies * (1 + VOID_SUIT_BOOST * given)
  })
  return { sight, turns: round.wallLeft / (others.length + 1), opponents: others.length, weights, drawChance }
}

/** Expected points of holding a hand of 3n+1 tiles from now on. */
export function worthOf(outlook: Outlook, holding: Holding): number {
  const { sight } = outlook
  const any = anyShape(outlook, holding)
  let best = any
  const suit = bestFlushSuit(outlook, holding)
  if (suit !== null) best = Math.max(best, oneSuit(outlook, holding, suit))
  if (sight.rules.fan.pengPeng.on) best = Math.max(best, triplets(outlook, holding))
  return best
}

function anyShape(outlook: Outlook, holding: Holding): number {
  const { sight } = outlook
  const { hand, voidSuit } = holding
  const { sevenPairs } = sight
  const far = shanten(hand, voidSuit, sevenPairs)
  if (far <= 0) return readyWorth(outlook, holding)
  if (far === 1) return nextToReady(outlook, holding)
  const useful = usefulWeight({ hand, voidSuit, sevenPairs }, far, outlook.weights)
  return planWorth(outlook, { far, useful, fan: commonFan(outlook, holding) })
}

/** One step away the waits that each useful tile leads to are looked at, not guessed. */
function nextToReady(outlook: Outlook, holding: Holding): number {
  const { weights, turns, opponents, drawChance } = outlook
  const points = pointsAt(outlook, commonFan(outlook, holding))
  let useful = 0
  let wins = 0
  for (let kind = 0; kind < KIND_COUNT; kind += 1) {
    if (weights[kind] === 0 || suitOf(kind) === holding.voidSuit) continue
    const live = bestWaitWith(outlook, holding, kind)
    if (live === 0) continue
    useful += weights[kind]!
    wins += weights[kind]! * hitChance(outlook, live, turns / 2)
  }
  if (useful === 0) return 0
  const rate = Math.min(MAX_RATE, useful * drawChance * (1 + WAY_SHARE))
  const chance = 1 - (1 - rate) ** (turns * LAST_STEP_SHARE)
  return chance * ((wins / useful) * points * paidBy(opponents) + readyAtEnd(outlook, points))
}

/** The weight of the best wait that drawing a kind, and discarding another, leads to; 0 for none. */
function bestWaitWith({ sight, weights }: Outlook, { hand, voidSuit }: Holding, drawn: Kind): number {
  addKind(hand, drawn)
  let best = 0
  for (const { kind, waits: mask } of waitsByDiscard(hand, voidSuit, sight.sevenPairs)) {
    if (kind === drawn) continue
    let live = 0
    for (let rest = mask; rest !== 0; rest &= rest - 1) live += weights[31 - Math.clz32(rest & -rest)]!
    best = Math.max(best, live)
  }
  removeKind(hand, drawn)
  return best
}

type Plan = { readonly far: number; readonly useful: number; readonly fan: number }

function planWorth(outlook: Outlook, { far, useful, fan }: Plan): number {
  const chance = chanceToGetReady(outlook, far, useful)
  const points = pointsAt(outlook, fan)
  const { turns, opponents } = outlook
  // Half of the turns are gone by the time the hand is ready.
  const win = hitChance(outlook, TYPICAL_USEFUL[0], turns / 2)
  return chance * (win * points * paidBy(opponents) + readyAtEnd(outlook, points))
}

const readyAtEnd = ({ opponents }: Outlook, points: number): number =>
  WALL_END_CHANCE * Math.min(points, READY_PAY_LIMIT) * (opponents / 3)

const paidBy = (opponents: number): number => 1 + (READY_BONUS * (opponents - 1)) / 2

function pointsAt({ sight: { rules } }: Outlook, fan: number): number {
  const capped = rules.capFan === null ? fan : Math.min(fan, rules.capFan)
  const low = Math.floor(capped)
  const part = capped - low
  return pointsOfFan(rules.scale, low) * (1 - part) + pointsOfFan(rules.scale, low + 1) * part
}

/** Chance to meet one of `useful` weighted copies within so many own turns, by draws and others' discards. */
function hitChance({ drawChance, opponents }: Outlook, useful: number, turns: number): number {
  const rate = Math.min(MAX_RATE, useful * drawChance * (1 + DISCARD_SHARE * opponents))
  return 1 - (1 - rate) ** turns
}

/** Each step takes its share of the turns; the first is known, the others are typical. */
function chanceToGetReady({ drawChance, turns }: Outlook, far: number, useful: number): number {
  const share = turns / (far + 1)
  let chance = 1
  for (let step = far; step > 0; step -= 1) {
    const copies = step === far ? useful : TYPICAL_USEFUL[Math.min(step, TYPICAL_USEFUL.length - 1)]!
    const rate = Math.min(MAX_RATE, copies * drawChance * (1 + WAY_SHARE))
    chance *= 1 - (1 - rate) ** (share * STEP_SHARE)
  }
  return chance
}

/** A ready hand is scored by its real waits. */
function readyWorth(outlook: Outlook, { hand, melds, voidSuit }: Holding): number {
  const { sight, weights, turns, opponents } = outlook
  const mask = waits(hand, voidSuit, sight.sevenPairs)
  let weight = 0
  let points = 0
  let least = Infinity
  for (const kind of kindsOf(mask)) {
    if (weights[kind] === 0) continue
    addKind(hand, kind)
    const score = scoreWin(sight.rules, { hand, melds, voidSuit, winningKind: kind }, ON_DISCARD)
    removeKind(hand, kind)
    weight += weights[kind]!
    points += weights[kind]! * score.points
    least = Math.min(least, score.rawFan)
  }
  if (weight === 0) return readyAtEnd(outlook, 1)
  const mean = points / weight
  // Too cheap for a discard: only the own draws count.
  const seen = least < sight.rules.minFanDiscard ? weight / (1 + DISCARD_SHARE * opponents) : weight
  const win = hitChance(outlook, seen, turns)
  return win * mean * paidBy(opponents) + (1 - win) * readyAtEnd(outlook, mean)
}

const ON_DISCARD = { selfDraw: false, kong: 'none', lastTile: false, firstDraw: 'none', visible: [] } as const

/** What the finished hand will most likely count, whatever its shape: 根, 清一色, and items on the way. */
function commonFan({ sight }: Outlook, { hand, melds, voidSuit }: Holding): number {
  const { fan } = sight.rules
  let sum = 0
  const suits = SUITS.filter(
    (suit) => hand.keys[suit] > 0 || melds.some((meld) => suitOf(meld.kind) === suit),
  ).filter((suit) => suit !== voidSuit)
  if (suits.length === 1 && fan.qingYiSe.on) sum += fan.qingYiSe.fan
  if (fan.gen.on) sum += fan.gen.fan * quadsOf(hand, melds)
  if (fan.menQing.on && melds.length === 0) sum += fan.menQing.fan / 2
  return sum
}

function quadsOf(hand: HandCounts, melds: readonly Meld[]): number {
  let quads = 0
  for (let kind = 0; kind < KIND_COUNT; kind += 1) if (hand.counts[kind] === COPIES) quads += 1
  for (const meld of melds) if (isKong(meld) || hand.counts[meld.kind] === 1) quads += 1
  return quads
}

const MIN_FLUSH_TILES = 7

/** The suit that one could still collect alone: no meld of another, and enough of it. */
function bestFlushSuit({ sight }: Outlook, { hand, melds, voidSuit }: Holding): Suit | null {
  if (!sight.rules.fan.qingYiSe.on) return null
  let best: Suit | null = null
  let most = MIN_FLUSH_TILES - 1
  for (const suit of SUITS) {
    if (suit === voidSuit || melds.some((meld) => suitOf(meld.kind) !== suit)) continue
    let tiles = melds.length * 3
    for (let rank = 0; rank < KINDS_PER_SUIT; rank += 1) tiles += hand.counts[suit * KINDS_PER_SUIT + rank]!
    if (tiles > most) {
      most = tiles
      best = suit
    }
  }
  return best
}

/** 清一色: the hand with every other suit taken for void. */
function oneSuit(outlook: Outlook, { hand, melds }: Holding, suit: Suit): number {
  const { sight, weights } = outlook
  const first = suit * KINDS_PER_SUIT
  const alone: HandCounts = {
    counts: hand.counts.map((copies, kind) => (kind >= first && kind < first + KINDS_PER_SUIT ? copies : 0)),
    keys: [suit === 0 ? hand.keys[0] : 0, suit === 1 ? hand.keys[1] : 0, suit === 2 ? hand.keys[2] : 0],
    size: hand.size,
  }
  // An empty suit lacks three tiles for a meld, which is never less than the suit itself lacks.
  const far = Math.max(1, shanten(alone, null, sight.sevenPairs))
  const inSuit = weights.map((weight, kind) => (suitOf(kind) === suit ? weight : 0))
  const useful = usefulWeight({ hand: alone, voidSuit: null, sevenPairs: sight.sevenPairs }, far, inSuit)
  const { qingYiSe, gen } = sight.rules.fan
  const fan = qingYiSe.fan + (gen.on ? gen.fan * quadsOf(alone, melds) : 0)
  return planWorth(outlook, { far, useful, fan })
}

/** How much sooner a triplet comes than a run: three players' discards may be claimed. */
const PONG_BOOST = 2.4

/** 碰碰胡: triplets and a pair. */
function triplets(outlook: Outlook, { hand, melds, voidSuit }: Holding): number {
  const { sight, weights } = outlook
  const needed = Math.trunc(hand.size / 3)
  let three = 0
  let two = 0
  let useful = 0
  for (let kind = 0; kind < KIND_COUNT; kind += 1) {
    if (suitOf(kind) === voidSuit) continue
    const copies = hand.counts[kind]!
    if (copies >= 3) three += 1
    if (copies !== 2) continue
    two += 1
    useful += weights[kind]!
  }
  const open = Math.max(0, needed - three)
  const pairs = Math.min(two, open)
  const lack = pairs + 2 * (open - pairs) + (two > pairs ? 0 : 1)
  const far = lack - 1
  if (far <= 0 || melds.some((meld) => suitOf(meld.kind) === voidSuit)) return 0
  const { pengPeng, gen, qingYiSe } = sight.rules.fan
  const suits = SUITS.filter((suit) => suit !== voidSuit && hand.keys[suit] > 0)
  const oneSuited = suits.length === 1 && melds.every((meld) => suitOf(meld.kind) === suits[0])
  const fan =
    pengPeng.fan +
    (gen.on ? gen.fan * quadsOf(hand, melds) : 0) +
    (oneSuited && qingYiSe.on ? qingYiSe.fan : 0)
  return planWorth(outlook, { far, useful: useful * PONG_BOOST, fan })
}
