// Everything a room is given from outside. Nothing here is created by a room, so tests own time, luck and
// the journal.
import type { Clock } from '../lib/clock.ts'
import type { Rng } from '../lib/rng.ts'
import type { Suit, TileId } from '../rules/tiles.ts'
import type { Created, TableEvent } from '../table/event.ts'
import type { Luck } from '../table/luck.ts'
import type { BotLevel } from '../table/player.ts'
import type { Action } from '../table/prompt.ts'
import type { SeatView } from '../table/view.ts'
import type { TableJournal } from './journal-port.ts'
import type { RoomEvents, RoomObserver } from './observer.ts'

/** What a policy answers to the open prompt of its view. */
export type BotAnswer =
  | { readonly type: 'act'; readonly action: Action }
  | { readonly type: 'swap'; readonly tiles: readonly TileId[] }
  | { readonly type: 'chooseVoid'; readonly suit: Suit }

/** Plays a seat from what that seat may see. Asked only while the view has a prompt. */
export type BotBrain = (level: BotLevel, view: SeatView) => BotAnswer

export type RoomSettings = {
  /** Items that may wait; what comes after is refused with SERVER_BUSY. */
  readonly mailboxLimit: number
  /** Bounds of the time a bot takes for an answer, in ms. */
  readonly botThinkMs: readonly [number, number]
}

export type RoomDeps = {
  readonly journal: TableJournal<TableEvent>
  readonly clock: Clock
  readonly luck: Luck
  readonly brain: BotBrain
  /** For think times only; nothing in the game depends on it. */
  readonly rng: Rng
  readonly observer: RoomObserver
  /** The lobby's ear; `NO_EVENTS` where nobody listens. */
  readonly events: RoomEvents
  readonly settings: RoomSettings
}

/** A new table: its `created` event without what the room adds (the first seed and the time). */
export type NewTable = Omit<Created, 'type' | 'sealed' | 'atMs'>
