// The journal of the monolith: segments in one folder, group commit, recovery. This file is the door: it admits
// records, keeps the state (open, failed, closed) and tries again when the disk comes back.

import type { Cancel } from '../lib/clock.ts'
import { err, ok, type Result } from '../lib/result.ts'
import type {
  JournalDepth,
  JournalFailure,
  JournalRecord,
  JournalState,
  TableJournal,
  UnfinishedTable,
} from '../room/journal-port.ts'
import { FrameKind } from './frame.ts'
import { type FileJournalOptions, type FileJournalSettings, settingsOf } from './file-journal-options.ts'
import { type FolderLock, lockFolder } from './folder-lock.ts'
import { type Batch, type BatchSink, GroupCommit } from './group-commit.ts'
import { JournalOpenError } from './journal-open-error.ts'
import { type Recovered, recover } from './recovery.ts'
import { TEMPORARY_SUFFIX } from './sealed-file.ts'
import { SegmentLog } from './segment-log.ts'
import type { TableLedger } from './table-ledger.ts'
import { TableHistory } from './table-history.ts'
import { makeRecordBody } from './table-reader.ts'

const DAY_MS = 86_400_000
/** Odd, so that it does not fall together with other hourly work. */
const SWEEP_INTERVAL_MS = 3_541_000
const FIRST_RETRY_MS = 250
const LAST_RETRY_MS = 10_000

/**
 * Opens the folder, brings the live tables back and starts a new segment.
 * Throws `JournalOpenError`: LOCKED, UNREADABLE, UNWRITABLE, UNKNOWN_FORMAT. A disk that is full is no reason to
 * throw: the journal opens in state `failed` and can be read.
 */
export async function openFileJournal<E = unknown>(options: FileJournalOptions): Promise<FileJournal<E>> {
  const settings = settingsOf(options)
  const { files, folder, observer, clock } = settings
  await files.prepare().catch((error: unknown) => {
    throw new JournalOpenError('UNWRITABLE', `the journal folder ${folder} cannot be made`, error)
  })
  const lock = lockFolder(folder)
  try {
    for (const name of await files.list()) if (name.endsWith(TEMPORARY_SUFFIX)) await files.remove(name)
    const startedAtMs = clock.monotonicMs()
    const recovered = await recover(files, observer, clock.nowMs())
    const journal = new FileJournal<E>(settings, recovered, lock)
    await journal.start(recovered, clock.monotonicMs() - startedAtMs)
    return journal
  } catch (error) {
    lock.release()
    if (error instanceof JournalOpenError) throw error
    throw new JournalOpenError('UNREADABLE', `the journal in ${folder} cannot be read`, error)
  }
}

export class FileJournal<E = unknown> implements TableJournal<E>, BatchSink {
  readonly #settings: FileJournalSettings
  readonly #lock: FolderLock
  readonly #ledger: TableLedger
  readonly #catalog: Recovered['catalog']
  readonly #log: SegmentLog
  readonly #history: TableHistory<E>
  readonly #queue: GroupCommit
  readonly #listeners = new Set<(state: JournalState) => void>()
  readonly #totals = {
    batches: 0,
    records: 0,
    bytes: 0,
    refusedRecords: 0,
    lastBatchRecords: 0,
    lastSyncMs: 0,
  }
  #state: JournalState = { kind: 'open' }
  #retryMs = FIRST_RETRY_MS
  #cancelRetry: Cancel | null = null
  #cancelSync: Cancel | null = null
  #cancelSweep: Cancel | null = null
  #closing: Promise<void> | null = null

  /** Use `openFileJournal`. */
  constructor(settings: FileJournalSettings, recovered: Recovered, lock: FolderLock) {
    const { files, segmentBytes, observer, limits, clock } = settings
    const { ledger, catalog } = recovered
    this.#settings = settings
    this.#lock = lock
    this.#ledger = ledger
    this.#catalog = catalog
    this.#log = new SegmentLog({ files, ledger, catalog, segmentBytes, observer })
    this.#history = new TableHistory({ files, ledger, catalog, observer })
    this.#queue = new GroupCommit(this, limits, clock)
  }

  /** @internal The first segment of this process; a failure to open it is a state, not an error. */
  async start(recovered: Recovered, recoveryMs: number): Promise<void> {
    this.#log.checkpoint(recovered.tail)
    this.#sweepRegularly()
    try {
      await this.#log.openNext()
    } catch (error) {
      await this.failed(error)
    }
    this.#settings.observer.opened?.({
      tookMs: recoveryMs,
      segmentsRead: recovered.tail.length,
      bytesRead: recovered.bytesRead,
      liveTables: this.#ledger.live.size,
      quarantinedTables: this.#ledger.quarantinedCount(),
    })
  }

  async append(record: JournalRecord<E>): Promise<Result<void, JournalFailure>> {
    const refusal = this.#closedDoor() ?? this.#ledger.refusal(record) ?? this.#queue.refusal()
    if (refusal) return this.#refuse(refusal)
    const { tableId, seq, epoch } = record
    const head = { kind: FrameKind.events, tableId, seq, count: record.events.length, epoch }
    const queued = this.#queue.submit(head, makeRecordBody(record))
    if (!queued.ok) return this.#refuse(queued.error)
    this.#ledger.acceptAppend(record)
    return await queued.value
  }

  async finish(tableId: string): Promise<Result<void, JournalFailure>> {
    const refusal = this.#closedDoor() ?? this.#queue.refusal()
    if (refusal) return this.#refuse(refusal)
    if (!this.#ledger.knows(tableId)) return ok(undefined)
    const seq = this.#ledger.nextSeq(tableId)
    const body = JSON.stringify({ atMs: this.#settings.clock.nowMs() })
    const queued = this.#queue.submit({ kind: FrameKind.finish, tableId, seq, count: 0, epoch: 0 }, body)
    if (!queued.ok) return this.#refuse(queued.error)
    this.#ledger.acceptFinish(tableId)
    return await queued.value
  }

  unfinished(): AsyncIterable<UnfinishedTable<E>> {
    return this.#history.unfinished()
  }

  read(tableId: string): Promise<readonly JournalRecord<E>[]> {
    return this.#history.read(tableId)
  }

  state(): JournalState {
    return this.#state
  }

  depth(): JournalDepth {
    return {
      ...this.#totals,
      queuedRecords: this.#queue.queuedRecords,
      queuedBytes: this.#queue.queuedBytes,
      oldestQueuedMs: this.#queue.oldestQueuedMs(),
      liveTables: this.#ledger.live.size,
      quarantinedTables: this.#ledger.quarantinedCount(),
      segments: this.#catalog.count,
    }
  }

  onStateChange(listener: (state: JournalState) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  /** @internal One batch of the queue: written, synced as the mode says, applied, acknowledged. */
  async commit(batch: Batch, acknowledge: () => void): Promise<void> {
    const { fsync, clock, observer } = this.#settings
    if (this.#log.isFull) await this.#rotate()
    if (this.#log.isSynced) batch.frames.markBarrier()
    const bytes = batch.frames.length
    const records = batch.entries.length
    observer.batchBegun?.({ records, bytes })
    const startedMs = clock.monotonicMs()
    const base = await this.#log.write(batch.frames.view())
    const writtenMs = clock.monotonicMs()
    if (fsync === 'batch') await this.#log.sync()
    const syncMs = fsync === 'batch' ? clock.monotonicMs() - writtenMs : null
    this.#log.accept(batch.entries, base, clock.nowMs())
    acknowledge()
    this.#count(records, bytes, syncMs)
    this.#retryMs = FIRST_RETRY_MS
    observer.batchCommitted?.({ records, bytes, writeMs: writtenMs - startedMs, syncMs })
    if (fsync === 'interval') this.#syncSoon()
  }

  /** @internal The log cannot be written: refuse all that waits, forget what was not acknowledged, try again later. */
  async failed(error: unknown): Promise<void> {
    const reason = reasonOf(error)
    this.#cancelTimers()
    this.#ledger.rollback()
    if (this.#state.kind !== 'closed') {
      const before = this.#state.kind === 'failed' ? this.#state : null
      const sinceMs = before?.sinceMs ?? this.#settings.clock.nowMs()
      this.#change({ kind: 'failed', reason, sinceMs, attempts: before === null ? 0 : before.attempts + 1 })
    }
    this.#totals.refusedRecords += this.#queue.refuseAll(reason)
    await this.#log.abandon()
    if (this.#state.kind === 'failed') this.#retryLater()
  }

  #closedDoor(): JournalFailure | null {
    const state = this.#state
    if (state.kind === 'open') return null
    return { code: 'UNAVAILABLE', reason: state.kind === 'failed' ? state.reason : 'CLOSED' }
  }

  #refuse(failure: JournalFailure): Result<void, JournalFailure> {
    this.#totals.refusedRecords += 1
    return err(failure)
  }

  #count(records: number, bytes: number, syncMs: number | null): void {
    this.#totals.batches += 1
    this.#totals.records += records
    this.#totals.bytes += bytes
    this.#totals.lastBatchRecords = records
    if (syncMs !== null) this.#totals.lastSyncMs = syncMs
  }

  async #rotate(): Promise<void> {
    await this.#log.rotate()
    this.#sweep()
  }

  #syncSoon(): void {
    this.#cancelSync ??= this.#settings.clock.after(this.#settings.syncIntervalMs, () => {
      this.#cancelSync = null
      this.#queue.exclusively(async () => {
        const startedMs = this.#settings.clock.monotonicMs()
        await this.#log.sync()
        this.#totals.lastSyncMs = this.#settings.clock.monotonicMs() - startedMs
      })
    })
  }

  #retryLater(): void {
    this.#cancelRetry = this.#settings.clock.after(this.#retryMs, () => {
      this.#queue.exclusively(async () => {
        if (this.#state.kind !== 'failed') return
        await this.#log.openNext()
        this.#change({ kind: 'open' })
      })
    })
    this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS)
  }

  #sweepRegularly(): void {
    this.#sweep()
    this.#cancelSweep = this.#settings.clock.after(SWEEP_INTERVAL_MS, () => this.#sweepRegularly())
  }

  #sweep(): void {
    const { clock, keepDays } = this.#settings
    this.#log.sweep(clock.nowMs(), keepDays * DAY_MS)
  }

  #change(state: JournalState): void {
    this.#state = state
    this.#settings.observer.stateChanged?.(state)
    for (const listener of this.#listeners) listener(state)
  }

  #cancelTimers(): void {
    this.#cancelSync?.()
    this.#cancelRetry?.()
    this.#cancelSync = null
    this.#cancelRetry = null
  }

  async #close(): Promise<void> {
    this.#change({ kind: 'closed' })
    this.#cancelSweep?.()
    try {
      await this.#queue.drained()
      this.#cancelTimers()
      await this.#log.seal()
    } catch (error) {
      await this.failed(error)
    } finally {
      await this.#log.upkeepDone()
      this.#lock.release()
    }
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'UNKNOWN'
}
