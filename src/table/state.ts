// The whole of one table as plain data: what a journal replays to, and what every view is cut from.
import type { RuleSet } from '../rules/ruleset.ts'
import type { Seat, Suit, TileId } from '../rules/tiles.ts'
import type { SealedSeed } from './luck.ts'
import type { Player } from './player.ts'
import type { Action, Prompt, Reply } from './prompt.ts'
import type { Round } from './round.ts'
import type { Timing } from './timing.ts'

export const STATE_VERSION = 2

export type MatchStats = { zimo: number; hu: number; pao: number; concealedKongs: number; openKongs: number }

/** A seat over the whole match. */
export type SeatState = {
  readonly player: Player
  score: number
  stats: MatchStats
  ready: boolean
  /** The player's share in the next wall's randomness; hexadecimal. */
  seed: string | null
  online: boolean
  /** Unix ms; null while online. */
  offlineSinceMs: number | null
  /** 托管: the server plays this seat until its player acts. */
  trust: boolean
  /** Deadlines missed in a row. */
  expiries: number
  /** The last answer taken from this seat, so that a repetition is acknowledged, not refused. */
  lastAnswer: { readonly promptId: number; readonly reply: Reply } | null
}

export type Phase =
  /** Before the first deal (`dueAtMs` null) or between rounds: waits for every seat to be ready. */
  | { readonly kind: 'waiting'; readonly dueAtMs: number | null }
  /** Dealt; clients show the deal and say when they are done. */
  | { readonly kind: 'sorting'; done: boolean[]; dueAtMs: number }
  | { readonly kind: 'swapping'; picks: (readonly TileId[] | null)[] }
  | { readonly kind: 'choosingVoid'; picks: (Suit | null)[] }
  | { readonly kind: 'turn'; readonly seat: Seat; readonly afterPong: boolean }
  /** Seats answer a discard; settled together once nothing that is still open could change the outcome. */
  | { readonly kind: 'claims'; readonly tile: TileId; readonly from: Seat; answers: (Action | null)[] }
  | {
      readonly kind: 'rob'
      readonly tile: TileId
      readonly from: Seat
      readonly delayed: boolean
      answers: (Action | null)[]
    }
  | { readonly kind: 'ended'; readonly reason: EndReason }

/** destroyed: given up before the first deal, or by the operator; frozen: an invariant broke. */
export type EndReason = 'finished' | 'bust' | 'dissolved' | 'destroyed' | 'frozen'

export type Vote = { readonly by: Seat; readonly agreed: boolean[]; dueAtMs: number }

export type TableState = {
  readonly version: typeof STATE_VERSION
  readonly tableId: string
  /** Six digits, as players type them. */
  readonly no: string
  readonly creator: number
  readonly clubId: number | null
  /** Open to QuickStart. */
  readonly isPublic: boolean
  readonly rules: RuleSet
  readonly timing: Timing
  readonly createdAtMs: number
  /** Events applied so far; the journal's number. Never shown: it counts what is hidden. */
  seq: number
  /** Events applied so far that everybody may know of; what pushes and views carry. */
  shown: number
  /** The last prompt id given out, by seat: each seat counts its own questions alone. */
  promptIds: number[]
  seats: (SeatState | null)[]
  /** One open prompt a seat at most. */
  prompts: (Prompt | null)[]
  phase: Phase
  /** Rounds begun. */
  roundNo: number
  /** Rounds played to their end. */
  finishedRounds: number
  /** Who deals next; null before the first deal. */
  banker: Seat | null
  /** Bound for the next deal. */
  sealed: SealedSeed
  /** The round in play, or the last one while the table waits for the next. */
  round: Round | null
  vote: Vote | null
}

export const roundIdOf = (tableId: string, number: number): string => `${tableId}.${number}`
