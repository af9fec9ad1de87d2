// What is known of every segment without reading it: its length, when the last of its tables finished, and for
// the open one where each table lies. Written out as the checkpoint and the segment indexes.

import { must } from '../lib/assert.ts'
import type { SegmentLink } from './segment.ts'
import type { LiveTable, Span } from './table-ledger.ts'

export type ClosedSegment = {
  readonly number: number
  /** Bytes that count. */
  readonly bytes: number
  /** When the last table with records in it finished; 0 while none has. */
  lastFinishMs: number
}

/** A segment whose tables are being collected: the open one, or one that recovery reads. */
export class SegmentTables {
  readonly number: number
  readonly spans = new Map<string, Span>()
  lastFinishMs = 0

  constructor(number: number) {
    this.number = number
  }

  /** The table's span here, grown to hold the frame [from, to). */
  place(tableId: string, frame: { readonly seq: number; readonly from: number; readonly to: number }): Span {
    const known = this.spans.get(tableId)
    if (known !== undefined) {
      known.to = frame.to
      return known
    }
    const span: Span = { segment: this.number, firstSeq: frame.seq, from: frame.from, to: frame.to }
    this.spans.set(tableId, span)
    return span
  }
}

export class SegmentCatalog {
  readonly #closed = new Map<number, ClosedSegment>()
  #open: SegmentTables | null = null
  #last: SegmentLink | null = null

  /** In ascending order. */
  get closed(): readonly ClosedSegment[] {
    return [...this.#closed.values()]
  }

  get open(): SegmentTables {
    return must(this.#open, 'the open segment')
  }

  /** Null while none is open. */
  get openNumber(): number | null {
    return this.#open?.number ?? null
  }

  /** The last segment that was closed, be it deleted since: numbers are never used again. */
  get last(): SegmentLink | null {
    return this.#last
  }

  get count(): number {
    return this.#closed.size + (this.#open === null ? 0 : 1)
  }

  /** Puts the segments back as a checkpoint has them. */
  restore(segments: readonly ClosedSegment[], last: SegmentLink | null): void {
    for (const segment of segments) this.#closed.set(segment.number, { ...segment })
    this.#last = last
  }

  addClosed(segment: ClosedSegment): void {
    this.#closed.set(segment.number, segment)
    this.#last = { number: segment.number, bytes: segment.bytes }
  }

  openSegment(number: number): void {
    this.#open = new SegmentTables(number)
  }

  /** The open segment ends with `bytes` that count. */
  closeSegment(bytes: number): SegmentTables {
    const { open } = this
    this.addClosed({ number: open.number, bytes, lastFinishMs: open.lastFinishMs })
    this.#open = null
    return open
  }

  remove(segment: number): void {
    this.#closed.delete(segment)
  }

  has(segment: number): boolean {
    return this.#closed.has(segment)
  }

  /** Every segment that holds the table keeps it from now on for as long as retention says. */
  tableFinished(table: LiveTable | undefined, finishedIn: SegmentTables, atMs: number): void {
    finishedIn.lastFinishMs = Math.max(finishedIn.lastFinishMs, atMs)
    for (const span of table?.spans ?? []) {
      const segment = this.#closed.get(span.segment)
      if (segment) segment.lastFinishMs = Math.max(segment.lastFinishMs, atMs)
    }
  }
}
