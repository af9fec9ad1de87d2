// What can lie in a room's mailbox.
import type { Result } from '../lib/result.ts'
import type { Trace } from '../lib/trace.ts'
import type { Reason, Refusal } from '../protocol/refusals.ts'
import type { Seat } from '../rules/tiles.ts'
import type { Command } from '../table/command.ts'
import type { TableState } from '../table/state.ts'
import type { Outgoing } from './connection.ts'

/** Where a command came from. */
export type Origin = {
  /** The request's number in its client's session, for the journal. */
  readonly clientSeq?: number | null
  /** When its frame arrived, on the monotonic clock. */
  readonly receivedAtMs?: number
  /** Asked again when the command's turn comes; refused with WRONG_PHASE where its reason is gone by then. */
  readonly isStill?: () => boolean
  /** Handed back to the observer with everything that is told of the command. */
  readonly trace?: Trace | null
}

/** `seq`: the table's event number after the item. */
export type Taken = Result<{ readonly seq: number }, Refusal>
export type Done = (taken: Taken) => void

export type CommandItem = {
  readonly kind: 'command'
  readonly command: Command
  /** Who sat at the command's seat when it was put here, and alone may be meant by it; null: nobody. */
  readonly uid: number | null
  readonly origin: Origin
  readonly queuedAtMs: number
  readonly done: Done
}

export type Item =
  | CommandItem
  | { readonly kind: 'link'; readonly uid: number }
  | { readonly kind: 'sync'; readonly uid: number | null; readonly done: Done }
  | { readonly kind: 'relay'; readonly push: Outgoing; readonly done: Done }
  | { readonly kind: 'retry' }

/** What an item belongs to, which its turn in the mailbox would not tell. */
export const traceOf = (item: Item): Trace | null =>
  item.kind === 'command' ? (item.origin.trace ?? null) : null

export const uidAt = ({ seats }: Readonly<TableState>, seat: Seat | undefined): number | null =>
  (seat === undefined ? null : seats[seat]?.player.uid) ?? null

/** The player that a command is about; null where it is about no seat that is taken. */
export const subjectOf = (command: Command, state: Readonly<TableState>): number | null =>
  'seat' in command && command.type !== 'join' ? uidAt(state, command.seat) : null

/** Why a command may not be carried out any more, now that its turn has come. */
export function refuseLate(
  { command, uid, origin }: CommandItem,
  state: Readonly<TableState>,
): Reason | null {
  // What is asked of a table that is over has its own answer.
  if (state.phase.kind === 'ended') return null
  if (subjectOf(command, state) !== uid) return 'NOT_AT_DESK'
  return origin.isStill?.() === false ? 'WRONG_PHASE' : null
}
