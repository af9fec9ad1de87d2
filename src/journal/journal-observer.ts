// What the file journal tells telemetry about itself. All of it is optional; the journal works unobserved.

import type { JournalState } from '../room/journal-port.ts'

export type JournalDamage = {
  /**
   * TORN_TAIL: the end of a write that never finished, cut off, nothing acknowledged is lost.
   * UNREADABLE: bytes inside a segment that are no record. BAD_BODY: a record that fails its checksum, of a
   * table that is known (null: the segment's header). SHORT_SEGMENT, MISSING_SEGMENT: acknowledged bytes are gone. BAD_CHECKPOINT: all segments are read instead.
   */
  readonly kind:
    | 'TORN_TAIL'
    | 'UNREADABLE'
    | 'BAD_BODY'
    | 'SHORT_SEGMENT'
    | 'MISSING_SEGMENT'
    | 'BAD_CHECKPOINT'
  /** Null for the checkpoint. */
  readonly segment: number | null
  /** Byte range inside the segment. */
  readonly from: number
  readonly to: number
  readonly tableId: string | null
}

/** CUT: shortening a segment to the bytes that count, which its successor also says. */
export type Upkeep = 'CHECKPOINT' | 'INDEX' | 'RETENTION' | 'CUT'

export interface JournalObserver {
  /** The folder was read; `segmentsRead` are those behind the checkpoint. */
  opened?(start: {
    readonly tookMs: number
    readonly segmentsRead: number
    readonly bytesRead: number
    readonly liveTables: number
    readonly quarantinedTables: number
  }): void
  /** One batch at a time: `batchCommitted`, or a `stateChanged` to failed, ends it. */
  batchBegun?(batch: { readonly records: number; readonly bytes: number }): void
  batchCommitted?(batch: {
    readonly records: number
    readonly bytes: number
    readonly writeMs: number
    /** Null where the batch was acknowledged without one (fsync modes interval and off). */
    readonly syncMs: number | null
  }): void
  stateChanged?(state: JournalState): void
  segmentOpened?(segment: number): void
  segmentsDeleted?(segments: readonly number[]): void
  damageFound?(damage: JournalDamage): void
  /** Work beside the records failed; no record is lost by it. */
  upkeepFailed?(work: Upkeep, error: unknown): void
}
