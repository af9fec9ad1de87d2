// From ready to the first turn: deal, show the deal, exchange three tiles, name the void suits.
import { assertNever, must } from '../../lib/assert.ts'
import { deal as dealHands, wallTiles } from '../../rules/wall.ts'
import type { Seat, Suit, TileId } from '../../rules/tiles.ts'
import { suitOfTile } from '../../rules/tiles.ts'
import type { ChooseVoid, Swap } from '../command.ts'
import type { Draft } from '../draft.ts'
import type { SwapChosen, SwapDirection, VoidChosen } from '../event.ts'
import type { RejectionCode } from '../rejection.ts'
import { seatsOf } from '../seating.ts'
import { suggestSwap, suggestVoid, swapCount } from '../suggest.ts'
import { play } from './play.ts'
import { isRepeated } from './repeated.ts'
import { endTrust, hasBegun, isServed } from './seats.ts'

/** Moves on where nobody is waited for any more. Run after every command. */
export function advanceOpening(draft: Draft): void {
  readyServedSeats(draft)
  dealWhenReady(draft)
  sortServedSeats(draft)
  playWhenSorted(draft)
}

function readyServedSeats(draft: Draft): void {
  const { state } = draft
  if (state.phase.kind !== 'waiting' || !hasBegun(state)) return
  for (const seat of seatsOf(state)) {
    if (!state.seats[seat]!.ready && isServed(state, seat)) draft.emit({ type: 'readied', seat, seed: null })
  }
}

function dealWhenReady(draft: Draft): void {
  const { state, context } = draft
  if (state.phase.kind !== 'waiting') return
  if (!state.seats.every((seat) => seat?.ready)) return
  const { luck, nowMs } = context
  const banker = state.banker ?? (luck.below(state.rules.players) as Seat)
  const seatSeeds = state.seats.map((seat) => seat!.seed ?? luck.seatSeed())
  const wall = luck.wall(state.sealed, seatSeeds, wallTiles(state.rules))
  const { hands, nextIndex } = dealHands(wall, state.rules, banker)
  draft.emit({
    type: 'dealt',
    number: state.roundNo + 1,
    banker,
    dice: [1 + luck.below(6), 1 + luck.below(6)],
    wall,
    hands,
    next: nextIndex,
    seatSeeds,
    dueAtMs: nowMs + state.timing.sortMs,
    atMs: nowMs,
  })
}

function sortServedSeats(draft: Draft): void {
  const { state } = draft
  for (const seat of seatsOf(state)) {
    if (state.phase.kind !== 'sorting') return
    if (!state.phase.done[seat] && isServed(state, seat)) draft.emit({ type: 'sorted', seat })
  }
}

function playWhenSorted(draft: Draft): void {
  const { phase, rules } = draft.state
  if (phase.kind !== 'sorting' || !phase.done.every(Boolean)) return
  if (rules.swap !== 'none') openSwap(draft)
  else if (rules.dingQue) openVoid(draft)
  else startPlay(draft)
}

/** QiPaiFinished: the client has shown the deal. Saying so twice is harmless. */
export function markSorted(draft: Draft, seat: Seat): RejectionCode | null {
  const { phase } = draft.state
  if (phase.kind !== 'sorting')
    return hasBegun(draft.state) && phase.kind !== 'waiting' ? null : 'WRONG_PHASE'
  if (!phase.done[seat]) draft.emit({ type: 'sorted', seat })
  return null
}

function openSwap(draft: Draft): void {
  const { state } = draft
  draft.emit({ type: 'swapOpened' })
  for (const seat of seatsOf(state)) {
    const suggest = suggestSwap(draft.round.hands[seat]!, state.rules)
    draft.prompt({ kind: 'swap', seat, suggest, dueAtMs: draft.nowMs + state.timing.swapMs })
  }
}

export function pickSwap(draft: Draft, { seat, tiles, promptId, byServer }: Swap): RejectionCode | null {
  const { phase, prompts } = draft.state
  if (isRepeated(draft.seat(seat), promptId, { type: 'swap', tiles })) return null
  if (phase.kind !== 'swapping') return promptId === null ? 'WRONG_PHASE' : 'STALE_PROMPT'
  const picked = phase.picks[seat]
  if (picked) return sameTiles(picked, tiles) ? null : 'ALREADY_ANSWERED'
  const prompt = must(prompts[seat], 'the prompt of a seat that has not chosen')
  if (promptId !== null && prompt.id !== promptId) return 'STALE_PROMPT'
  const refused = checkSwap(draft, seat, tiles)
  if (refused) return refused
  if (!byServer) endTrust(draft, seat)
  // The hand's own numbers: a client may write -0.
  const held = draft.round.hands[seat]!.tiles
  const own = tiles.map((tile) => held.find((other) => other === tile)!)
  recordSwap(draft, { seat, promptId: prompt.id, tiles: own, cause: byServer ? 'auto' : 'player' })
  return null
}

const sameTiles = (a: readonly TileId[], b: readonly TileId[]): boolean =>
  a.length === b.length && a.every((tile) => b.includes(tile))

function checkSwap(draft: Draft, seat: Seat, tiles: readonly TileId[]): RejectionCode | null {
  const held = draft.round.hands[seat]!.tiles
  const { swap } = draft.state.rules
  if (tiles.length !== swapCount(swap) || new Set(tiles).size !== tiles.length) return 'BAD_SWAP'
  if (!tiles.every((tile) => held.includes(tile))) return 'TILE_NOT_HELD'
  const sameSuit = tiles.every((tile) => suitOfTile(tile) === suitOfTile(tiles[0]!))
  return swap === 'three-same-suit' && !sameSuit ? 'BAD_SWAP' : null
}

/** Takes a choice that is known to be legal; the last one carries out the exchange. */
export function recordSwap(draft: Draft, choice: Omit<SwapChosen, 'type'>): void {
  draft.emit({ type: 'swapChosen', ...choice })
  const { phase, rules } = draft.state
  if (phase.kind !== 'swapping' || phase.picks.some((pick) => pick === null)) return
  const out = phase.picks as readonly (readonly TileId[])[]
  const direction = swapDirection(draft)
  const shift = { counterclockwise: 1, opposite: 2, clockwise: rules.players - 1 }[direction]
  const giver = (seat: number): number => (seat - shift + rules.players) % rules.players
  draft.emit({ type: 'swapped', direction, out, in: out.map((_, seat) => out[giver(seat)]!) })
  if (rules.dingQue) openVoid(draft)
  else startPlay(draft)
}

/** Play goes counterclockwise: that direction hands the tiles to the next seat in turn. */
const DIRECTIONS = ['counterclockwise', 'clockwise', 'opposite'] as const satisfies readonly SwapDirection[]

function swapDirection(draft: Draft): SwapDirection {
  const { rules } = draft.state
  const { swapDirection: chosen } = rules
  // Opposite needs an even table; two players have one way only.
  const ways = rules.players === 4 ? 3 : rules.players === 3 ? 2 : 1
  switch (chosen) {
    case 'random':
      return DIRECTIONS[draft.context.luck.below(ways)]!
    case 'dice':
      return DIRECTIONS[(draft.round.dice[0] + draft.round.dice[1]) % ways]!
    case 'clockwise':
    case 'counterclockwise':
    case 'opposite':
      return rules.players === 2 ? 'counterclockwise' : chosen
    default:
      return assertNever(chosen)
  }
}

function openVoid(draft: Draft): void {
  const { state } = draft
  draft.emit({ type: 'voidOpened' })
  for (const seat of seatsOf(state)) {
    const suggest = suggestVoid(draft.round.hands[seat]!)
    draft.prompt({ kind: 'void', seat, suggest, dueAtMs: draft.nowMs + state.timing.voidMs })
  }
}

export function chooseVoid(
  draft: Draft,
  { seat, suit, promptId, byServer }: ChooseVoid,
): RejectionCode | null {
  const { phase, prompts } = draft.state
  if (isRepeated(draft.seat(seat), promptId, { type: 'void', suit })) return null
  if (phase.kind !== 'choosingVoid') return promptId === null ? 'WRONG_PHASE' : 'STALE_PROMPT'
  const chosen = phase.picks[seat]
  if (chosen != null) return chosen === suit ? null : 'ALREADY_ANSWERED'
  const prompt = must(prompts[seat], 'the prompt of a seat that has not chosen')
  if (promptId !== null && prompt.id !== promptId) return 'STALE_PROMPT'
  if (suit !== 0 && suit !== 1 && suit !== 2) return 'BAD_SUIT'
  if (!byServer) endTrust(draft, seat)
  recordVoid(draft, { seat, promptId: prompt.id, suit, cause: byServer ? 'auto' : 'player' })
  return null
}

export function recordVoid(draft: Draft, choice: Omit<VoidChosen, 'type'>): void {
  draft.emit({ type: 'voidChosen', ...choice })
  const { phase, rules } = draft.state
  if (phase.kind !== 'choosingVoid' || phase.picks.some((pick) => pick === null)) return
  const suits = phase.picks as readonly Suit[]
  const indicators = draft.round.hands.map((hand, seat) => {
    const own = hand.tiles.find((tile) => suitOfTile(tile) === suits[seat])
    return rules.voidIndicator ? (own ?? null) : null
  })
  draft.emit({ type: 'voidFixed', suits, indicators })
  startPlay(draft)
}

/** The banker holds the extra tile and begins without a draw. */
function startPlay(draft: Draft): void {
  const { banker } = draft.round
  draft.emit({ type: 'turnBegan', seat: banker })
  play(draft, { kind: 'own', seat: banker })
}
