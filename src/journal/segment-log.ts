// The segments as one log: writes to the open one, opens the next when it is full or has failed, and keeps ledger
// and catalog in step with what counts. One caller at a time writes.

import { must } from '../lib/assert.ts'
import { makeCheckpoint, makeIndexName, writeCheckpoint, writeIndex } from './checkpoint.ts'
import { FrameKind } from './frame.ts'
import type { CommitEntry } from './group-commit.ts'
import type { JournalFiles } from './journal-files.ts'
import type { JournalObserver, Upkeep } from './journal-observer.ts'
import { expiredSegments } from './retention.ts'
import { makeSegmentName, SegmentWriter } from './segment.ts'
import type { SegmentCatalog, SegmentTables } from './segment-catalog.ts'
import type { TableLedger } from './table-ledger.ts'

export type SegmentLogOptions = {
  readonly files: JournalFiles
  readonly ledger: TableLedger
  readonly catalog: SegmentCatalog
  readonly segmentBytes: number
  readonly observer: JournalObserver
}

export class SegmentLog {
  readonly #options: SegmentLogOptions
  #writer: SegmentWriter | null = null
  /** Number of the last segment that the checkpoint on disk contains. */
  #checkpointed = 0
  #upkeep: Promise<void> = Promise.resolve()

  constructor(options: SegmentLogOptions) {
    this.#options = options
  }

  /** Opens the segment after the last one; the one before stays as it is. */
  async openNext(): Promise<void> {
    const { files, catalog, observer } = this.#options
    const previous = catalog.last
    this.#writer = await SegmentWriter.create(files, (previous?.number ?? 0) + 1, previous)
    catalog.openSegment(this.#writer.number)
    observer.segmentOpened?.(this.#writer.number)
  }

  get isFull(): boolean {
    return this.#open().bytes >= this.#options.segmentBytes
  }

  /** Whether everything that counts is on the disk. */
  get isSynced(): boolean {
    return this.#writer?.isSynced ?? true
  }

  /** Writes bytes that do not count until `accept`; returns where they lie. */
  async write(bytes: Buffer): Promise<number> {
    return await this.#open().write(bytes)
  }

  async sync(): Promise<void> {
    if (!this.isSynced) await this.#open().sync()
  }

  /** The batch written at `base` counts: its tables move on. */
  accept(entries: readonly CommitEntry[], base: number, nowMs: number): void {
    const { ledger, catalog } = this.#options
    for (const { kind, tableId, seq, count, epoch, from, to } of entries) {
      const span = catalog.open.place(tableId, { seq, from: base + from, to: base + to })
      if (kind === FrameKind.finish) catalog.tableFinished(ledger.commitFinish(tableId), catalog.open, nowMs)
      else ledger.commitAppend({ tableId, nextSeq: seq + count, epoch }, span)
    }
    this.#open().accept(entries.at(-1)?.to ?? 0)
  }

  /** Closes the full segment and opens the next. Syncs in every mode: a checkpoint is not ahead of its segments. */
  async rotate(): Promise<void> {
    await this.seal()
    await this.openNext()
  }

  /** Ends the open segment and checkpoints it in the background. */
  async seal(): Promise<void> {
    const writer = this.#writer
    if (writer === null) return
    await this.sync()
    this.#writer = null
    const tables = this.#options.catalog.closeSegment(writer.bytes)
    this.checkpoint([tables])
    await writer.close()
  }

  /**
   * Ends a segment that can no longer be trusted. After a failed fdatasync the kernel may drop what it held, so
   * nothing more is written there; what was refused is cut off now if the disk allows.
   */
  async abandon(): Promise<void> {
    const { files, catalog, observer } = this.#options
    const writer = this.#writer
    if (writer === null) return
    this.#writer = null
    const tables = catalog.closeSegment(writer.bytes)
    await writer.close().catch(() => undefined)
    try {
      await files.truncate(makeSegmentName(writer.number), writer.bytes)
    } catch (error) {
      observer.upkeepFailed?.('CUT', error)
    }
    this.checkpoint([tables])
  }

  /** Writes the checkpoint of this moment, which has to be the end of a segment, and the indexes of `closed`. */
  checkpoint(closed: readonly SegmentTables[]): void {
    const { files, ledger, catalog } = this.#options
    const checkpoint = makeCheckpoint(ledger, catalog)
    for (const tables of closed) this.#beside('INDEX', () => writeIndex(files, tables))
    this.#beside('CHECKPOINT', async () => {
      await writeCheckpoint(files, checkpoint)
      this.#checkpointed = checkpoint.last?.number ?? 0
    })
  }

  /** Deletes the segments that nobody needs after `keepMs`. */
  sweep(nowMs: number, keepMs: number): void {
    const { files, ledger, catalog, observer } = this.#options
    this.#beside('RETENTION', async () => {
      const terms = { nowMs, keepMs, checkpointed: this.#checkpointed }
      const expired = expiredSegments(catalog.closed, ledger.live.values(), terms)
      for (const segment of expired) {
        await files.remove(makeSegmentName(segment))
        await files.remove(makeIndexName(segment))
        catalog.remove(segment)
      }
      if (expired.length > 0) observer.segmentsDeleted?.(expired)
    })
  }

  /** Resolves when the work beside the records has ended. */
  async upkeepDone(): Promise<void> {
    await this.#upkeep
  }

  /** Work beside the records runs in order; its failure costs time at the next start or disk space, no record. */
  #beside(work: Upkeep, task: () => Promise<void>): void {
    this.#upkeep = this.#runAfter(this.#upkeep, work, task)
  }

  async #runAfter(before: Promise<void>, work: Upkeep, task: () => Promise<void>): Promise<void> {
    await before
    try {
      await task()
    } catch (error) {
      this.#options.observer.upkeepFailed?.(work, error)
    }
  }

  #open(): SegmentWriter {
    return must(this.#writer, 'the open segment')
  }
}
