// Records that arrive while a batch is being written share the next one: one write and one fdatasync for all
// tables. Knows nothing of files; the sink does the writing.

import type { Clock } from '../lib/clock.ts'
import { err, ok, type Result } from '../lib/result.ts'
import type { JournalFailure } from '../room/journal-port.ts'
import { FrameBuffer, type FrameHead } from './frame.ts'

export type CommitEntry = FrameHead & {
  /** Byte range inside the batch. */
  readonly from: number
  readonly to: number
  readonly queuedAtMs: number
  readonly resolve: (result: Result<void, JournalFailure>) => void
}

export type Batch = { readonly frames: FrameBuffer; readonly entries: CommitEntry[] }

export interface BatchSink {
  /** Writes the batch and calls `acknowledge` once it is durable; may go on working; throws when it cannot write. */
  commit(batch: Batch, acknowledge: () => void): Promise<void>
  /** `commit` or an exclusive task threw. The sink refuses what is queued. */
  failed(error: unknown): Promise<void>
}

export type GroupCommitLimits = {
  readonly maxRecordBytes: number
  readonly maxQueuedRecords: number
  readonly maxQueuedBytes: number
}

const INITIAL_BATCH_BYTES = 256 * 1024

export class GroupCommit {
  readonly #sink: BatchSink
  readonly #limits: GroupCommitLimits
  readonly #clock: Clock
  #filling: Batch = newBatch()
  #spare: Batch = newBatch()
  /** The batch being written, empty while none is. */
  #writing: readonly CommitEntry[] = []
  #writingBytes = 0
  #task: (() => Promise<void>) | null = null
  #running: Promise<void> | null = null

  constructor(sink: BatchSink, limits: GroupCommitLimits, clock: Clock) {
    this.#sink = sink
    this.#limits = limits
    this.#clock = clock
  }

  get queuedRecords(): number {
    return this.#filling.entries.length + this.#writing.length
  }

  get queuedBytes(): number {
    return this.#filling.frames.length + this.#writingBytes
  }

  oldestQueuedMs(): number {
    const oldest = this.#writing[0] ?? this.#filling.entries[0]
    return oldest === undefined ? 0 : this.#clock.monotonicMs() - oldest.queuedAtMs
  }

  /** The reason why one more record cannot be queued, or null. */
  refusal(): JournalFailure | null {
    const isFull =
      this.queuedRecords >= this.#limits.maxQueuedRecords || this.queuedBytes >= this.#limits.maxQueuedBytes
    return isFull ? { code: 'BACKLOG_FULL' } : null
  }

  /** Encodes the record now and queues it; the failure is that it is too large. */
  submit(head: FrameHead, body: string): Result<Promise<Result<void, JournalFailure>>, JournalFailure> {
    const { frames, entries } = this.#filling
    const from = frames.length
    const maxBytes = this.#limits.maxRecordBytes
    if (!frames.add(head, body, maxBytes)) {
      return err({ code: 'RECORD_TOO_LARGE', bytes: Buffer.byteLength(body), maxBytes })
    }
    const { promise, resolve } = Promise.withResolvers<Result<void, JournalFailure>>()
    entries.push({ ...head, from, to: frames.length, queuedAtMs: this.#clock.monotonicMs(), resolve })
    this.#run()
    return ok(promise)
  }

  /** Runs the task between two batches; a later one replaces one that has not begun. */
  exclusively(task: () => Promise<void>): void {
    this.#task = task
    this.#run()
  }

  /** Resolves when nothing is queued or being written. */
  async drained(): Promise<void> {
    while (this.#running !== null) await this.#running
  }

  refuseAll(reason: string): number {
    const refused = [...this.#writing, ...this.#filling.entries]
    this.#writing = []
    this.#writingBytes = 0
    clearBatch(this.#filling)
    for (const { resolve } of refused) resolve(err({ code: 'UNAVAILABLE', reason }))
    return refused.length
  }

  #run(): void {
    this.#running ??= this.#loop()
  }

  async #loop(): Promise<void> {
    while (this.#filling.entries.length > 0 || this.#task !== null) {
      // Lets every room of this turn of the event loop add its record to the batch.
      await new Promise<void>((resolve) => setImmediate(resolve))
      try {
        await this.#takeTask()?.()
        if (this.#filling.entries.length > 0) await this.#commitBatch()
      } catch (error) {
        await this.#sink.failed(error)
      }
    }
    this.#running = null
  }

  #takeTask(): (() => Promise<void>) | null {
    const task = this.#task
    this.#task = null
    return task
  }

  async #commitBatch(): Promise<void> {
    const batch = this.#filling
    this.#filling = this.#spare
    this.#spare = batch
    this.#writing = batch.entries
    this.#writingBytes = batch.frames.length
    try {
      await this.#sink.commit(batch, () => {
        this.#writing = []
        this.#writingBytes = 0
        for (const { resolve } of batch.entries) resolve(ok(undefined))
      })
    } catch (error) {
      await this.#sink.failed(error)
    } finally {
      clearBatch(batch)
    }
  }
}

const newBatch = (): Batch => ({ frames: new FrameBuffer(INITIAL_BATCH_BYTES), entries: [] })

function clearBatch(batch: Batch): void {
  batch.frames.clear()
  batch.entries.length = 0
}
