// One deal (局) in play.
import type { HandCounts } from '../rules/hand/counts.ts'
import type { Score } from '../rules/hand/score.ts'
import type { LedgerRow } from '../rules/ledger.ts'
import type { Meld } from '../rules/meld.ts'
import type { Kind, Seat, Suit, TileId } from '../rules/tiles.ts'

/** How a winning tile came: from the wall, a discard, or another seat's added kong. */
export type WinSource = 'wall' | 'discard' | 'kong'

export type Win = {
  readonly seat: Seat
  /** The seat that pays: null for a self-draw. */
  readonly from: Seat | null
  readonly source: WinSource
  readonly tile: TileId
  readonly score: Score
  /** 1 for the first winner; winners on one tile share it. */
  readonly order: number
}

/** What one seat holds. */
export type SeatHand = {
  /** Concealed tiles, the drawn one last. */
  tiles: TileId[]
  /** The same by kind, kept in step. */
  counts: HandCounts
  melds: Meld[]
  discards: TileId[]
  voidSuit: Suit | null
  /** The tile drawn this turn, while its seat has not discarded. */
  drawn: TileId | null
  /** Tiles drawn so far; 0 before the first turn. */
  draws: number
  discarded: number
  /** Every discard so far was of the void suit. */
  onlyVoidDiscarded: boolean
  /** SBR: the tile shown face down as the void suit; it must be the first discard. */
  indicator: TileId | null
  won: Win | null
  /** Kinds whose win this seat let pass since its last turn, be it a draw or a pong. */
  passedWins: Kind[]
  /** Kinds whose pong it let pass since its last draw. */
  passedPongs: Kind[]
  /** The dearest win it let pass since its last draw, in points; null for none. */
  passedPoints: number | null
}

/** A kong as 转雨 refers to it. */
export type KongRef = {
  readonly seat: Seat
  readonly rowIds: readonly number[]
  /** Who discarded the claimed fourth tile; null for concealed and added kongs. */
  readonly from: Seat | null
}

export type Discard = { readonly seat: Seat; readonly tile: TileId }

export type Round = {
  readonly roundId: string
  /** From 1. */
  readonly number: number
  readonly banker: Seat
  readonly startedAtMs: number
  /** All tiles in drawing order. Secret. */
  readonly wall: readonly TileId[]
  /** Index in the wall of the next tile to draw. */
  next: number
  readonly dice: readonly [number, number]
  readonly seatSeeds: readonly string[]
  readonly serverSeed: string
  readonly commit: string
  hands: SeatHand[]
  ledger: LedgerRow[]
  /** Ledger balance by seat. */
  deltas: number[]
  wins: Win[]
  /** Copies of each kind that lie open: discards and melds. */
  visible: number[]
  lastDiscard: Discard | null
  /** Any pong or kong so far; ends 天胡 and 地胡. */
  claimed: boolean
  /** Kongs declared in a row by the seat in turn, up to and including its discard. */
  kongChain: KongRef[]
  /** All kongs of the round. */
  kongs: KongRef[]
}

export const wallLeft = (round: Round): number => round.wall.length - round.next
