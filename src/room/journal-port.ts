// What a room needs of a journal: append before apply, read back after a crash. Adapters live in src/journal.

import type { Result } from '../lib/result.ts'

export type JournalCause =
  | { readonly kind: 'player'; readonly seat: number; readonly clientSeq?: number | null }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'start' }
  | { readonly kind: 'recovered' }
  | { readonly kind: 'system' }

/**
 * The events of one accepted command. `E` must survive JSON; the journal never looks inside.
 * An empty `events` is a bug of the caller (a record that moves no sequence fences nobody).
 */
export type JournalRecord<E = unknown> = {
  /** Unique for ever: an id is not used again after `finish`. At most 128 bytes of UTF-8. */
  readonly tableId: string
  /** Number of the first event in its table, from 1; the next record starts at `seq + events.length`. */
  readonly seq: number
  /** Grows with every new owner of the table; an older owner is refused. */
  readonly epoch: number
  readonly atMs: number
  readonly rulesVersion: number
  readonly cause: JournalCause
  readonly events: readonly E[]
}

export type JournalFailure =
  /** Somebody else wrote, or the table is over: the caller's state is stale, drop it. */
  | { readonly code: 'WRONG_SEQUENCE'; readonly expectedSeq: number }
  | { readonly code: 'STALE_EPOCH'; readonly currentEpoch: number }
  /** The table lost records to damage; only `finish` is accepted for it. */
  | { readonly code: 'TABLE_QUARANTINED'; readonly reason: QuarantineReason }
  | { readonly code: 'RECORD_TOO_LARGE'; readonly bytes: number; readonly maxBytes: number }
  /** The queue is at its limit; nothing was written, the same record may be tried again. */
  | { readonly code: 'BACKLOG_FULL' }
  /**
   * The journal cannot write (`reason`: ENOSPC, EIO, EROFS, CLOSED, ...). The record is not part of the
   * table; should the process die before the journal could cut it off, the outcome is unknown.
   */
  | { readonly code: 'UNAVAILABLE'; readonly reason: string }

export type QuarantineReason =
  /** A record between two others is missing or unreadable. */
  | 'HOLE'
  /** Two records claim the same sequence number. */
  | 'OVERLAP'
  /** Damage of unknown extent lies after the last readable record; acknowledged records may be gone. */
  | 'MAY_BE_INCOMPLETE'

export type UnfinishedTable<E = unknown> =
  | { readonly kind: 'intact'; readonly tableId: string; readonly records: readonly JournalRecord<E>[] }
  | {
      readonly kind: 'quarantined'
      readonly tableId: string
      readonly reason: QuarantineReason
      /** The unbroken run from sequence 1, for diagnosis; never to be played on. */
      readonly records: readonly JournalRecord<E>[]
    }

export type JournalState =
  | { readonly kind: 'open' }
  | { readonly kind: 'failed'; readonly reason: string; readonly sinceMs: number; readonly attempts: number }
  | { readonly kind: 'closed' }

/** Levels and totals for metrics; totals count from the opening of the journal. */
export type JournalDepth = {
  readonly queuedRecords: number
  readonly queuedBytes: number
  /** Age of the oldest record that waits for its acknowledgement; 0 when none does. */
  readonly oldestQueuedMs: number
  readonly batches: number
  readonly records: number
  readonly bytes: number
  readonly refusedRecords: number
  readonly lastBatchRecords: number
  readonly lastSyncMs: number
  readonly liveTables: number
  readonly quarantinedTables: number
  readonly segments: number
}

export interface TableJournal<E = unknown> {
  /** Resolves once the record is durable in the sense of the configured fsync mode. Never rejects but for bugs. */
  append(record: JournalRecord<E>): Promise<Result<void, JournalFailure>>
  /** The table is over: kept for replays, not recovered any more. Unknown or finished already: ok. */
  finish(tableId: string): Promise<Result<void, JournalFailure>>
  /** Every table that was not finished; to be read once, after opening and before the first append. */
  unfinished(): AsyncIterable<UnfinishedTable<E>>
  /**
   * All acknowledged records of a live or finished table. Empty when it is unknown or no longer whole (past its
   * retention, damaged); of a live quarantined table the records before the damage.
   */
  read(tableId: string): Promise<readonly JournalRecord<E>[]>
  state(): JournalState
  depth(): JournalDepth
  /** Calls back at every change of `state()`; returns the unsubscription. */
  onStateChange(listener: (state: JournalState) => void): () => void
  /** Writes and acknowledges what is queued, then refuses everything. */
  close(): Promise<void>
}
