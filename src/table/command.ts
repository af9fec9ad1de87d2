// What may be asked of a table, by a player (with `seat`, which comes from the session, never from a
// frame) or by the server.
import type { Seat, Suit, TileId } from '../rules/tiles.ts'
import type { Player } from './player.ts'
import type { Action } from './prompt.ts'
import type { EndReason } from './state.ts'

/** null: a legacy client that does not name prompts; the answer counts for the open one. */
export type PromptRef = number | null

// `byServer`: a policy answers for a bot or for a seat in 托管. Such an answer does not end 托管.

export type Join = { readonly type: 'join'; readonly player: Player; readonly seat?: Seat }
export type Leave = { readonly type: 'leave'; readonly seat: Seat }
export type Ready = { readonly type: 'ready'; readonly seat: Seat; readonly seed: string | null }
export type Presence = { readonly type: 'presence'; readonly seat: Seat; readonly online: boolean }
/** The deal has been shown (QiPaiFinished). */
export type Sorted = { readonly type: 'sorted'; readonly seat: Seat }
export type Swap = {
  readonly type: 'swap'
  readonly seat: Seat
  readonly tiles: readonly TileId[]
  readonly promptId: PromptRef
  readonly byServer?: boolean
}
export type ChooseVoid = {
  readonly type: 'chooseVoid'
  readonly seat: Seat
  readonly suit: Suit
  readonly promptId: PromptRef
  readonly byServer?: boolean
}
export type Act = {
  readonly type: 'act'
  readonly seat: Seat
  readonly action: Action
  readonly promptId: PromptRef
  readonly byServer?: boolean
}
export type Trust = { readonly type: 'trust'; readonly seat: Seat; readonly on: boolean }
export type Dissolve = { readonly type: 'dissolve'; readonly seat: Seat }
export type Vote = { readonly type: 'vote'; readonly seat: Seat; readonly agree: boolean }
/** Plays for every seat whose deadline has passed. */
export type Expire = { readonly type: 'expire' }
/** After a replay: deadlines start anew from `downSinceMs`. */
export type Recover = { readonly type: 'recover'; readonly downSinceMs: number }
export type End = { readonly type: 'end'; readonly reason: Extract<EndReason, 'destroyed' | 'frozen'> }

export type Command =
  | Join
  | Leave
  | Ready
  | Presence
  | Sorted
  | Swap
  | ChooseVoid
  | Act
  | Trust
  | Dissolve
  | Vote
  | Expire
  | Recover
  | End
