// Which closed segments may go.

import type { ClosedSegment } from './segment-catalog.ts'
import type { LiveTable } from './table-ledger.ts'

export type RetentionTerms = {
  readonly nowMs: number
  readonly keepMs: number
  /** Last segment that the checkpoint on disk contains; without it a later start would miss what is deleted. */
  readonly checkpointed: number
}

/** Segments without a live (or quarantined) table, whose last table finished at least `keepMs` ago. */
export function expiredSegments(
  closed: readonly ClosedSegment[],
  tables: Iterable<LiveTable>,
  { nowMs, keepMs, checkpointed }: RetentionTerms,
): number[] {
  const needed = new Set<number>()
  for (const table of tables) for (const span of table.spans) needed.add(span.segment)
  return closed
    .filter(({ number, lastFinishMs }) => {
      return number <= checkpointed && !needed.has(number) && lastFinishMs + keepMs <= nowMs
    })
    .map(({ number }) => number)
}
