// Which tables are live and which sequence each expects next. Positions that were accepted but are not yet
// acknowledged are an overlay, so that a failed write takes all of them back at once.

import { invariant } from '../lib/assert.ts'
import type { JournalFailure, JournalRecord, QuarantineReason } from '../room/journal-port.ts'

/**
 * Bytes [from, to) of one segment that hold all of a table's frames there, among those of other tables; `firstSeq`
 * is the sequence number of the first. One object is shared by the ledger and the segment's own index.
 */
export type Span = { readonly segment: number; readonly firstSeq: number; readonly from: number; to: number }

export type LiveTable = {
  nextSeq: number
  epoch: number
  quarantine: QuarantineReason | null
  /** In ascending order of segments, at most one for each. */
  readonly spans: Span[]
}

type Position = { nextSeq: number; epoch: number; pending: number }

const UNKNOWN: Readonly<{ nextSeq: number; epoch: number }> = { nextSeq: 1, epoch: 0 }

export class TableLedger {
  readonly #live = new Map<string, LiveTable>()
  readonly #accepted = new Map<string, Position>()

  get live(): ReadonlyMap<string, LiveTable> {
    return this.#live
  }

  /** Puts a table as recovery found it. */
  restore(tableId: string, table: LiveTable): void {
    this.#live.set(tableId, table)
  }

  /** The reason to refuse the record, or null. Changes nothing. */
  refusal(record: JournalRecord): JournalFailure | null {
    invariant(record.events.length > 0, 'a journal record has at least one event')
    const quarantine = this.#live.get(record.tableId)?.quarantine
    if (quarantine) return { code: 'TABLE_QUARANTINED', reason: quarantine }
    const { nextSeq, epoch } = this.#position(record.tableId)
    if (record.seq !== nextSeq) return { code: 'WRONG_SEQUENCE', expectedSeq: nextSeq }
    if (record.epoch < epoch) return { code: 'STALE_EPOCH', currentEpoch: epoch }
    return null
  }

  /** Whether `finish` has anything to write, be it after a finish that is still on its way and may fail. */
  knows(tableId: string): boolean {
    return this.#accepted.has(tableId) || this.#live.has(tableId)
  }

  nextSeq(tableId: string): number {
    return this.#position(tableId).nextSeq
  }

  acceptAppend(record: JournalRecord): void {
    this.#accept(record.tableId, record.seq + record.events.length, record.epoch)
  }

  acceptFinish(tableId: string): void {
    this.#accept(tableId, UNKNOWN.nextSeq, UNKNOWN.epoch)
  }

  /** The record is acknowledged. `span` is where it lies, null where places mean nothing. */
  commitAppend(record: { tableId: string; nextSeq: number; epoch: number }, span: Span | null): void {
    const table = this.#live.get(record.tableId)
    if (table === undefined) {
      const spans = span === null ? [] : [span]
      this.#live.set(record.tableId, {
        nextSeq: record.nextSeq,
        epoch: record.epoch,
        quarantine: null,
        spans,
      })
    } else {
      table.nextSeq = record.nextSeq
      table.epoch = record.epoch
      if (span !== null && table.spans.at(-1) !== span) table.spans.push(span)
    }
    this.#settle(record.tableId)
  }

  /** The finish is acknowledged; returns what was known of the table. */
  commitFinish(tableId: string): LiveTable | undefined {
    const table = this.#live.get(tableId)
    this.#live.delete(tableId)
    this.#settle(tableId)
    return table
  }

  /** Takes back everything accepted and not acknowledged. */
  rollback(): void {
    this.#accepted.clear()
  }

  quarantine(tableId: string, reason: QuarantineReason): void {
    const table = this.#live.get(tableId)
    if (table) table.quarantine ??= reason
  }

  quarantinedCount(): number {
    let count = 0
    for (const table of this.#live.values()) if (table.quarantine !== null) count += 1
    return count
  }

  #position(tableId: string): Readonly<{ nextSeq: number; epoch: number }> {
    return this.#accepted.get(tableId) ?? this.#live.get(tableId) ?? UNKNOWN
  }

  #accept(tableId: string, nextSeq: number, epoch: number): void {
    const pending = (this.#accepted.get(tableId)?.pending ?? 0) + 1
    this.#accepted.set(tableId, { nextSeq, epoch, pending })
  }

  #settle(tableId: string): void {
    const position = this.#accepted.get(tableId)
    if (position === undefined) return
    position.pending -= 1
    if (position.pending === 0) this.#accepted.delete(tableId)
  }
}
