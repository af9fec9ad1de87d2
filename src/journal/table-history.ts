// The reading side of the file journal: what a start has to bring back, and any table for a replay.

import type { JournalRecord, UnfinishedTable } from '../room/journal-port.ts'
import { readIndex } from './checkpoint.ts'
import type { JournalFiles } from './journal-files.ts'
import type { JournalObserver } from './journal-observer.ts'
import type { SegmentCatalog } from './segment-catalog.ts'
import type { Span, TableLedger } from './table-ledger.ts'
import { type RecordRun, readRuns } from './table-reader.ts'

export type TableHistoryOptions = {
  readonly files: JournalFiles
  readonly ledger: TableLedger
  readonly catalog: SegmentCatalog
  readonly observer: JournalObserver
}

export class TableHistory<E> {
  readonly #options: TableHistoryOptions

  constructor(options: TableHistoryOptions) {
    this.#options = options
  }

  /** Reads each segment that holds a live table once; a table whose records do not add up is quarantined. */
  async *unfinished(): AsyncGenerator<UnfinishedTable<E>> {
    const { files, ledger, observer } = this.#options
    const spans = new Map([...ledger.live].map(([tableId, table]) => [tableId, copyOf(table.spans)]))
    const runs = await readRuns(files, spans, observer)
    for (const [tableId, run] of runs) {
      runs.delete(tableId)
      yield this.#settle(tableId, run)
    }
  }

  /** A finished table is given whole or not at all: retention may have taken a part of it. */
  async read(tableId: string): Promise<readonly JournalRecord<E>[]> {
    const { files, ledger, observer } = this.#options
    const live = ledger.live.get(tableId)
    const spans = live === undefined ? await this.#findSpans(tableId) : copyOf(live.spans)
    const run = (await readRuns(files, new Map([[tableId, spans]]), observer)).get(tableId)
    const isWhole = run !== undefined && (live !== undefined || run.isFinished)
    return isWhole ? run.decode<E>() : []
  }

  #settle(tableId: string, run: RecordRun): UnfinishedTable<E> {
    const { ledger } = this.#options
    const table = ledger.live.get(tableId)
    if (table !== undefined && run.nextSeq < table.nextSeq) ledger.quarantine(tableId, run.broken ?? 'HOLE')
    const records = run.decode<E>()
    const reason = table?.quarantine ?? null
    return reason === null
      ? { kind: 'intact', tableId, records }
      : { kind: 'quarantined', tableId, reason, records }
  }

  /** Newest segment first, until the one that holds the table's first record. */
  async #findSpans(tableId: string): Promise<Span[]> {
    const { files, catalog } = this.#options
    const open = catalog.openNumber === null ? undefined : catalog.open.spans.get(tableId)
    const spans: Span[] = open === undefined ? [] : [{ ...open }]
    for (const { number, bytes } of catalog.closed.toReversed()) {
      if (spans.at(-1)?.firstSeq === 1) break
      const index = await readIndex(files, number)
      const span = index === null ? { segment: number, firstSeq: 0, from: 0, to: bytes } : index.get(tableId)
      if (span !== undefined) spans.push(span)
    }
    return spans
  }
}

const copyOf = (spans: readonly Span[]): Span[] => spans.map((span) => ({ ...span }))
