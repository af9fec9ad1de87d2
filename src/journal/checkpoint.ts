// The state at the end of the last closed segment, so that a start reads no history; and for each closed segment
// an index of its tables, so that a replay reads one stretch of it. Both can be lost: the segments say it all.

import type { QuarantineReason } from '../room/journal-port.ts'
import type { JournalFiles } from './journal-files.ts'
import { readSealed, writeSealed } from './sealed-file.ts'
import type { SegmentLink } from './segment.ts'
import type { ClosedSegment, SegmentCatalog, SegmentTables } from './segment-catalog.ts'
import type { Span, TableLedger } from './table-ledger.ts'

const CHECKPOINT_NAME = 'checkpoint'
const INDEX_SUFFIX = '.index'
const NUMBER_DIGITS = 8

type CheckpointTable = {
  readonly tableId: string
  readonly nextSeq: number
  readonly epoch: number
  readonly quarantine: QuarantineReason | null
  readonly spans: readonly Span[]
}

export type Checkpoint = {
  /** The last segment whose records it contains; null before the first was closed. */
  readonly last: SegmentLink | null
  readonly segments: readonly ClosedSegment[]
  readonly tables: readonly CheckpointTable[]
}

/** A copy, to be taken before anything counts that lies behind the last closed segment. */
export function makeCheckpoint(ledger: TableLedger, catalog: SegmentCatalog): Checkpoint {
  const tables = [...ledger.live].map(([tableId, table]) => ({
    tableId,
    nextSeq: table.nextSeq,
    epoch: table.epoch,
    quarantine: table.quarantine,
    spans: table.spans.map((span) => ({ ...span })),
  }))
  return { last: catalog.last, segments: catalog.closed.map((segment) => ({ ...segment })), tables }
}

export async function writeCheckpoint(files: JournalFiles, checkpoint: Checkpoint): Promise<void> {
  await writeSealed(files, CHECKPOINT_NAME, checkpoint)
}

export async function readCheckpoint(files: JournalFiles): Promise<Checkpoint | 'missing' | 'damaged'> {
  const file = await readSealed(files, CHECKPOINT_NAME)
  return file.kind === 'sound' ? (file.contents as Checkpoint) : file.kind
}

/** Puts ledger and catalog where the checkpoint was taken. */
export function restoreCheckpoint(
  checkpoint: Checkpoint,
  ledger: TableLedger,
  catalog: SegmentCatalog,
): void {
  catalog.restore(checkpoint.segments, checkpoint.last)
  for (const { tableId, spans, ...table } of checkpoint.tables) {
    ledger.restore(tableId, { ...table, spans: spans.map((span) => ({ ...span })) })
  }
}

export const makeIndexName = (segment: number): string =>
  `${String(segment).padStart(NUMBER_DIGITS, '0')}${INDEX_SUFFIX}`

export async function writeIndex(files: JournalFiles, tables: SegmentTables): Promise<void> {
  const spans = [...tables.spans].map(([tableId, span]) => [tableId, span.firstSeq, span.from, span.to])
  await writeSealed(files, makeIndexName(tables.number), spans)
}

/** Where each table of a closed segment lies, or null when the index is missing or damaged. */
export async function readIndex(files: JournalFiles, segment: number): Promise<Map<string, Span> | null> {
  const file = await readSealed(files, makeIndexName(segment))
  if (file.kind !== 'sound') return null
  const rows = file.contents as [string, number, number, number][]
  return new Map(rows.map(([tableId, firstSeq, from, to]) => [tableId, { segment, firstSeq, from, to }]))
}
