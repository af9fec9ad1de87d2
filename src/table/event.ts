// What can happen at a table. Events are the journal's content: they carry every outcome (points, legal
// answers, deadlines), so that applying them needs no rules, and old journals outlive new rules.
import type { Score } from '../rules/hand/score.ts'
import type { LedgerRow } from '../rules/ledger.ts'
import type { MeldType } from '../rules/meld.ts'
import type { RuleSet } from '../rules/ruleset.ts'
import type { Kind, Seat, Suit, TileId } from '../rules/tiles.ts'
import type { SealedSeed } from './luck.ts'
import type { Player } from './player.ts'
import type { Action, Prompt } from './prompt.ts'
import type { WinSource } from './round.ts'
import type { EndReason } from './state.ts'
import type { Timing } from './timing.ts'

export type Created = {
  readonly type: 'created'
  readonly tableId: string
  readonly no: string
  readonly creator: number
  readonly clubId: number | null
  readonly isPublic: boolean
  readonly rules: RuleSet
  readonly timing: Timing
  readonly sealed: SealedSeed
  readonly atMs: number
}

// Seats
export type Joined = { readonly type: 'joined'; readonly seat: Seat; readonly player: Player }
export type Left = { readonly type: 'left'; readonly seat: Seat; readonly uid: number }
export type PresenceChanged = {
  readonly type: 'presence'
  readonly seat: Seat
  readonly online: boolean
  readonly atMs: number
}
export type TrustChanged = {
  readonly type: 'trust'
  readonly seat: Seat
  readonly on: boolean
  readonly cause: 'player' | 'expired' | 'offline'
}
export type Readied = { readonly type: 'readied'; readonly seat: Seat; readonly seed: string | null }

// Before play
export type Dealt = {
  readonly type: 'dealt'
  readonly number: number
  readonly banker: Seat
  readonly dice: readonly [number, number]
  readonly wall: readonly TileId[]
  readonly hands: readonly (readonly TileId[])[]
  /** Index in the wall of the next tile to draw. */
  readonly next: number
  readonly seatSeeds: readonly string[]
  readonly dueAtMs: number
  readonly atMs: number
}
export type Sorted = { readonly type: 'sorted'; readonly seat: Seat }
export type SwapOpened = { readonly type: 'swapOpened' }
export type SwapChosen = {
  readonly type: 'swapChosen'
  readonly seat: Seat
  readonly promptId: number
  readonly tiles: readonly TileId[]
  readonly cause: Answered['cause']
}
export type Swapped = {
  readonly type: 'swapped'
  readonly direction: SwapDirection
  /** By seat. */
  readonly out: readonly (readonly TileId[])[]
  readonly in: readonly (readonly TileId[])[]
}
export type SwapDirection = 'clockwise' | 'counterclockwise' | 'opposite'
export type VoidOpened = { readonly type: 'voidOpened' }
export type VoidChosen = {
  readonly type: 'voidChosen'
  readonly seat: Seat
  readonly promptId: number
  readonly suit: Suit
  readonly cause: Answered['cause']
}
export type VoidFixed = {
  readonly type: 'voidFixed'
  readonly suits: readonly Suit[]
  /** SBR's face-down void indicators by seat; null without that option or without such a tile. */
  readonly indicators: readonly (TileId | null)[]
}

// Play
export type TurnBegan = { readonly type: 'turnBegan'; readonly seat: Seat }
export type Drew = {
  readonly type: 'drew'
  readonly seat: Seat
  readonly tile: TileId
  /** The replacement of a kong. */
  readonly replacement: boolean
}
export type Prompted = { readonly type: 'prompted'; readonly prompt: Prompt }
/** An answer is taken; its effect, if it has one, follows as events of its own. */
export type Answered = {
  readonly type: 'answered'
  readonly seat: Seat
  readonly promptId: number
  readonly action: Action
  readonly cause: 'player' | 'timeout' | 'auto'
}
/** Prompts that no answer can matter to any more. */
export type Withdrawn = { readonly type: 'withdrawn'; readonly seats: readonly Seat[] }
export type Discarded = { readonly type: 'discarded'; readonly seat: Seat; readonly tile: TileId }
export type ClaimsOpened = { readonly type: 'claimsOpened'; readonly tile: TileId; readonly from: Seat }
/** A win or a pong let pass: closed to that seat until its own turn, as the rules say. */
export type PassedUp = {
  readonly type: 'passedUp'
  readonly seat: Seat
  readonly kind: Kind
  readonly win: boolean
  readonly pong: boolean
  readonly points: number
}
export type Ponged = {
  readonly type: 'ponged'
  readonly seat: Seat
  readonly from: Seat
  readonly tile: TileId
  /** The two from the hand. */
  readonly own: readonly TileId[]
}
/** An added kong is announced, whether or not it can be robbed; it stands, and is paid, with `konged`. */
export type KongDeclared = {
  readonly type: 'kongDeclared'
  readonly seat: Seat
  readonly tile: TileId
  readonly delayed: boolean
}
export type Konged = {
  readonly type: 'konged'
  readonly seat: Seat
  readonly meld: Exclude<MeldType, 'pong'>
  readonly kind: Kind
  readonly tiles: readonly TileId[]
  /** The discarder of a claimed tile; the own seat otherwise. */
  readonly from: Seat
  readonly rows: readonly LedgerRow[]
}
export type Won = {
  readonly type: 'won'
  readonly seat: Seat
  readonly from: Seat | null
  readonly source: WinSource
  readonly tile: TileId
  readonly score: Score
  readonly order: number
  readonly rows: readonly LedgerRow[]
}
/** 转雨 after the winners on a kong's discard are known. */
export type KongsTransferred = { readonly type: 'kongsTransferred'; readonly rows: readonly LedgerRow[] }

// Ends
export type SeatResult = {
  readonly seat: Seat
  /** Points of the dearest wait at the wall's end; null if not ready or not asked. */
  readonly ready: number | null
  readonly isPig: boolean
}
export type RoundEnded = {
  readonly type: 'roundEnded'
  readonly reason: 'wall' | 'winners'
  readonly results: readonly SeatResult[]
  readonly rows: readonly LedgerRow[]
  readonly nextBanker: Seat
  /** The seed of the next round; null after the last. */
  readonly sealed: SealedSeed | null
  /** Deadline for being ready again; null after the last round. */
  readonly dueAtMs: number | null
  readonly atMs: number
}
/** The round in play is given up; of its ledger only `kept` counts. */
export type RoundAborted = {
  readonly type: 'roundAborted'
  readonly kept: readonly LedgerRow[]
  readonly atMs: number
}
export type MatchEnded = { readonly type: 'matchEnded'; readonly reason: EndReason; readonly atMs: number }

// Dissolving
export type VoteOpened = { readonly type: 'voteOpened'; readonly by: Seat; readonly dueAtMs: number }
export type VoteAgreed = { readonly type: 'voteAgreed'; readonly seat: Seat; readonly dueAtMs: number }
export type VoteFailed = { readonly type: 'voteFailed'; readonly by: Seat }

/** Every running deadline is moved, so that time in which the server was down is nobody's loss. */
export type DeadlinesMoved = { readonly type: 'deadlinesMoved'; readonly byMs: number }

export type TableEvent =
  | Created
  | Joined
  | Left
  | PresenceChanged
  | TrustChanged
  | Readied
  | Dealt
  | Sorted
  | SwapOpened
  | SwapChosen
  | Swapped
  | VoidOpened
  | VoidChosen
  | VoidFixed
  | TurnBegan
  | Drew
  | Prompted
  | Answered
  | Withdrawn
  | Discarded
  | ClaimsOpened
  | PassedUp
  | Ponged
  | KongDeclared
  | Konged
  | Won
  | KongsTransferred
  | RoundEnded
  | RoundAborted
  | MatchEnded
  | VoteOpened
  | VoteAgreed
  | VoteFailed
  | DeadlinesMoved

export type TableEventType = TableEvent['type']
