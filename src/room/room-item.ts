// What can lie in a room's mailbox.
import type { Result } from '../lib/result.ts'
import type { Refusal } from '../protocol/refusals.ts'
import type { Seat } from '../rules/tiles.ts'
import type { Command } from '../table/command.ts'
import type { Outgoing } from './connection.ts'

/** Where a command came from. */
export type Origin = {
  /** The request's number in its client's session, for the journal. */
  readonly clientSeq?: number | null
  /** When its frame arrived, on the monotonic clock. */
  readonly receivedAtMs?: number
}

/** `seq`: the table's event number after the item. */
export type Taken = Result<{ readonly seq: number }, Refusal>
export type Done = (taken: Taken) => void

export type CommandItem = {
  readonly kind: 'command'
  readonly command: Command
  readonly origin: Origin
  readonly queuedAtMs: number
  readonly done: Done
}

export type Item =
  | CommandItem
  | { readonly kind: 'link'; readonly seat: Seat }
  | { readonly kind: 'sync'; readonly seat: Seat; readonly done: Done }
  | {
      readonly kind: 'relay'
      readonly push: Outgoing
      readonly except: Seat | undefined
      readonly done: Done
    }
  | { readonly kind: 'retry' }
