// What a room tells about itself: `RoomObserver` is for telemetry, `RoomEvents` for the lobby. Neither may
// throw, and neither can change what the room does.
import type { Trace } from '../lib/trace.ts'
import type { Refusal } from '../protocol/refusals.ts'
import type { Seat } from '../rules/tiles.ts'
import type { Command } from '../table/command.ts'
import type { TableEvent } from '../table/event.ts'
import type { TableState } from '../table/state.ts'
import type { Violation } from './invariants.ts'
import type { JournalFailure } from './journal-port.ts'
import type { Room } from './room.ts'

/** One command that became events, with where its time went (monotonic ms). */
export type Decided = {
  readonly room: Room
  readonly command: Command
  readonly events: readonly TableEvent[]
  /** From its arrival (`receivedAtMs`, else submission) to its turn in the mailbox. */
  readonly waitMs: number
  readonly decideMs: number
  readonly appendMs: number
  /** Making the pushes and giving them to the connections; see `onShown` for when those have passed them on. */
  readonly fanoutMs: number
  /** Pushes handed to connections. */
  readonly pushes: number
  /** As its sender gave it. */
  readonly trace: Trace | null
}

/** The last frame that a command caused was handed to the system, or will never be. */
export type Handed = {
  readonly room: Room
  readonly command: Command
  /** From its arrival, in ms: what a player waits for. */
  readonly totalMs: number
  /** From the journal's word. */
  readonly fanoutMs: number
  readonly trace: Trace | null
}

export type Violated = {
  readonly room: Room
  readonly violation: Violation
  /** null: a seat's view could not be made; the table itself goes on. */
  readonly command: Command | null
  /** What the command would have done; not journalled unless it was its pushes that threw. */
  readonly events: readonly TableEvent[]
}

export type StopReason =
  /** Another owner wrote, or the table is over for the journal: the state was dropped. */
  | { readonly kind: 'lost'; readonly failure: JournalFailure }
  /** The table broke and could not even be ended. */
  | { readonly kind: 'broken'; readonly violation: Violation }
  /** `close()`: the process shuts down; the table is as the journal has it. */
  | { readonly kind: 'closed' }

export interface RoomObserver {
  /** Does the work on an item of the mailbox as a part of its trace, or of none. Absent: nothing is followed. */
  within?<I, T>(trace: Trace | null, work: (item: I) => T, item: I): T
  /** The table's rules are asked now, and have answered; nothing else runs in between. Absent: nobody asks. */
  onDeciding?(table: Readonly<TableState>, command: Command): void
  onWorkedOut?(table: Readonly<TableState>, command: Command, isAccepted: boolean): void
  /** Events begin to be shown; `onDecided` follows in the same turn of the event loop. */
  onShowing?(room: Room, events: readonly TableEvent[]): void
  onQueued(queued: { readonly room: Room; readonly depth: number }): void
  onDecided(decided: Decided): void
  /** Once after each `onDecided`, mostly before the turn of the event loop ends; a peer that does not read delays it. */
  onShown(handed: Handed): void
  onRefused(refused: {
    readonly room: Room
    readonly command: Command
    readonly refusal: Refusal
    readonly waitMs: number
    readonly trace: Trace | null
  }): void
  /** The table's deadline came; `lagMs` after it was due. */
  onTimerRang(lagMs: number): void
  onInvariantViolation(violated: Violated): void
  onBotFailure(failed: { readonly room: Room; readonly seat: Seat; readonly error: unknown }): void
  onJournalFailure(failed: { readonly room: Room; readonly failure: JournalFailure }): void
  onStopped(stopped: { readonly room: Room; readonly reason: StopReason }): void
}

const nothing = (): void => undefined

export const NO_OBSERVER: RoomObserver = {
  onQueued: nothing,
  onDecided: nothing,
  onShown: nothing,
  onRefused: nothing,
  onTimerRang: nothing,
  onInvariantViolation: nothing,
  onBotFailure: nothing,
  onJournalFailure: nothing,
  onStopped: nothing,
}

export interface RoomEvents {
  /**
   * Acknowledged events, after their pushes were handed out, in order and once each. `before` is the
   * table before the first of them (null for `created`); `room.state` is the table after the last.
   */
  onApplied(room: Room, events: readonly TableEvent[], before: TableState | null): void
  /** The room does nothing any more. Not called for a match that ended: that is a `matchEnded` event. */
  onStopped(room: Room, reason: StopReason): void
}

export const NO_EVENTS: RoomEvents = { onApplied: nothing, onStopped: nothing }
