// A journal that lives as long as its process: for tests and for tables that nobody needs back. Its switches
// `fail`, `heal`, `hold` and `release` let a test play a bad disk and a slow one.

import { err, ok, type Result } from '../lib/result.ts'
import type {
  JournalDepth,
  JournalFailure,
  JournalRecord,
  JournalState,
  TableJournal,
  UnfinishedTable,
} from '../room/journal-port.ts'
import { TableLedger } from './table-ledger.ts'

export type MemoryJournalOptions = {
  /** Refuses a record whose JSON is longer. */
  readonly maxRecordBytes?: number
  /** How many finished tables stay readable, the latest ones. */
  readonly keepFinished?: number
  readonly nowMs?: () => number
}

const DEFAULT_MAX_RECORD_BYTES = 1024 * 1024
const DEFAULT_KEEP_FINISHED = 256

type Waiting = {
  readonly apply: () => void
  readonly resolve: (result: Result<void, JournalFailure>) => void
  readonly bytes: number
  readonly queuedAtMs: number
}

export class MemoryJournal<E = unknown> implements TableJournal<E> {
  readonly #maxRecordBytes: number
  readonly #keepFinished: number
  readonly #nowMs: () => number
  readonly #ledger = new TableLedger()
  /** Records as JSON, so that readers get what a file would have given them. */
  readonly #texts = new Map<string, string[]>()
  readonly #finished: string[] = []
  readonly #listeners = new Set<(state: JournalState) => void>()
  #waiting: Waiting[] = []
  #state: JournalState = { kind: 'open' }
  #held = false
  #batches = 0
  #records = 0
  #bytes = 0
  #refused = 0

  constructor(options: MemoryJournalOptions = {}) {
    this.#maxRecordBytes = options.maxRecordBytes ?? DEFAULT_MAX_RECORD_BYTES
    this.#keepFinished = options.keepFinished ?? DEFAULT_KEEP_FINISHED
    this.#nowMs = options.nowMs ?? (() => 0)
  }

  async append(record: JournalRecord<E>): Promise<Result<void, JournalFailure>> {
    const refusal = this.#unavailable() ?? this.#ledger.refusal(record)
    if (refusal) return this.#refuse(refusal)
    const text = JSON.stringify(record)
    if (text.length > this.#maxRecordBytes) {
      return this.#refuse({ code: 'RECORD_TOO_LARGE', bytes: text.length, maxBytes: this.#maxRecordBytes })
    }
    this.#ledger.acceptAppend(record)
    const { tableId, epoch } = record
    const nextSeq = record.seq + record.events.length
    return await this.#enqueue(text.length, () => {
      if (record.seq === 1) this.#texts.set(tableId, [])
      this.#texts.get(tableId)?.push(text)
      this.#ledger.commitAppend({ tableId, nextSeq, epoch }, null)
    })
  }

  async finish(tableId: string): Promise<Result<void, JournalFailure>> {
    const refusal = this.#unavailable()
    if (refusal) return this.#refuse(refusal)
    if (!this.#ledger.knows(tableId)) return ok(undefined)
    this.#ledger.acceptFinish(tableId)
    return await this.#enqueue(0, () => {
      if (this.#ledger.commitFinish(tableId) !== undefined) this.#keepLatest(tableId)
    })
  }

  async *unfinished(): AsyncIterable<UnfinishedTable<E>> {
    const tableIds = [...this.#ledger.live.keys()]
    for (const tableId of tableIds) {
      yield { kind: 'intact', tableId, records: await this.read(tableId) }
    }
  }

  async read(tableId: string): Promise<readonly JournalRecord<E>[]> {
    return (this.#texts.get(tableId) ?? []).map((text) => JSON.parse(text) as JournalRecord<E>)
  }

  state(): JournalState {
    return this.#state
  }

  depth(): JournalDepth {
    const oldest = this.#waiting[0]
    return {
      queuedRecords: this.#waiting.length,
      queuedBytes: this.#waiting.reduce((sum, waiting) => sum + waiting.bytes, 0),
      oldestQueuedMs: oldest === undefined ? 0 : this.#nowMs() - oldest.queuedAtMs,
      batches: this.#batches,
      records: this.#records,
      bytes: this.#bytes,
      refusedRecords: this.#refused,
      lastBatchRecords: this.#batches === 0 ? 0 : 1,
      lastSyncMs: 0,
      liveTables: this.#ledger.live.size,
      quarantinedTables: 0,
      segments: 0,
    }
  }

  onStateChange(listener: (state: JournalState) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  async close(): Promise<void> {
    this.release()
    if (this.#state.kind !== 'closed') this.#change({ kind: 'closed' })
  }

  /** From now on every append, also those held, is refused as UNAVAILABLE. */
  fail(reason: string): void {
    this.#change({ kind: 'failed', reason, sinceMs: this.#nowMs(), attempts: 0 })
    this.#ledger.rollback()
    for (const { resolve } of this.#waiting.splice(0)) {
      this.#refused += 1
      resolve(err({ code: 'UNAVAILABLE', reason }))
    }
  }

  heal(): void {
    this.#change({ kind: 'open' })
  }

  /** Appends stay in flight until `release`. */
  hold(): void {
    this.#held = true
  }

  release(): void {
    this.#held = false
    for (const waiting of this.#waiting.splice(0)) this.#acknowledge(waiting)
  }

  #unavailable(): JournalFailure | null {
    const state = this.#state
    if (state.kind === 'open') return null
    return { code: 'UNAVAILABLE', reason: state.kind === 'failed' ? state.reason : 'CLOSED' }
  }

  #refuse(failure: JournalFailure): Result<void, JournalFailure> {
    this.#refused += 1
    return err(failure)
  }

  #keepLatest(tableId: string): void {
    this.#finished.push(tableId)
    if (this.#finished.length > this.#keepFinished) this.#texts.delete(this.#finished.shift()!)
  }

  #enqueue(bytes: number, apply: () => void): Promise<Result<void, JournalFailure>> {
    const { promise, resolve } = Promise.withResolvers<Result<void, JournalFailure>>()
    const waiting: Waiting = { apply, resolve, bytes, queuedAtMs: this.#nowMs() }
    if (this.#held) this.#waiting.push(waiting)
    else this.#acknowledge(waiting)
    return promise
  }

  #acknowledge(waiting: Waiting): void {
    waiting.apply()
    this.#batches += 1
    this.#records += 1
    this.#bytes += waiting.bytes
    waiting.resolve(ok(undefined))
  }

  #change(state: JournalState): void {
    this.#state = state
    for (const listener of this.#listeners) listener(state)
  }
}
