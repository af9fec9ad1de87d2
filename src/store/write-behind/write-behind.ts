// Rows that a game produces go to disk first and from there into the database, in order, in batches. While the
// database is away they wait on disk, and games go on.

import type { Kysely } from 'kysely'
import type { Clock } from '../../lib/clock.ts'
import type { Result } from '../../lib/result.ts'
import type { Database } from '../schema.ts'
import { StoreUnavailable } from '../store-unavailable.ts'
import { transact } from '../transact.ts'
import { applyJobs } from './apply-jobs.ts'
import type { Batch, JobSpool, PutRefusal } from './job-spool.ts'
import type { MoneyOutcome, Numbered, WriteJob } from './write-job.ts'
import { isOfMatch } from './write-job.ts'

/** More in one transaction gains little and meets more locks. */
const BATCH_JOBS = 200
/** Replays are long: far below what a server takes as one statement. */
const BATCH_BYTES = 2 * 1024 * 1024
const FIRST_PAUSE_MS = 100
const LAST_PAUSE_MS = 5_000
/** What is left beyond is for the rounds of the tables that are in play. */
const NEARLY_FULL = 0.9
/** A job that fails alone so often, though the database answers, will never pass. */
const MAX_FAILURES_ALONE = 3

export type WriteBehindObserver = {
  /** `matchRows`: those of the rows that belong to matches. */
  onBatch(batch: {
    readonly rows: number
    readonly matchRows: number
    readonly durationMs: number
    readonly depth: number
  }): void
  /** The database is away, or refused a batch; it will be tried again. */
  onRetry(failed: { readonly error: unknown; readonly attempt: number }): void
  /** A job was not accepted; whoever has it must come again, or a row is lost. */
  onRefused(refused: { readonly job: WriteJob; readonly refusal: PutRefusal }): void
  /** A job that the database will never take was put aside, in rejected.jsonl. */
  onRejected(rejected: { readonly job: WriteJob; readonly ofMatch: boolean; readonly error: unknown }): void
  onMoney(outcome: MoneyOutcome): void
}

export type WriteBehindDeps = {
  readonly db: Kysely<Database>
  readonly spool: JobSpool
  readonly clock: Clock
  readonly observer: WriteBehindObserver
}

export type QueueLevels = { readonly depth: number; readonly bytes: number; readonly oldestAgeMs: number }

export class WriteBehind {
  readonly #deps: WriteBehindDeps
  readonly #waiters = new Map<number, PromiseWithResolvers<void>>()
  #wake = Promise.withResolvers<void>()
  #writtenSeq = 0
  #oldestAtMs: number | null = null
  #released = Promise.withResolvers<void>()
  readonly #closing = Promise.withResolvers<void>()
  #isClosing = false
  #running: Promise<void> | null = null

  constructor(deps: WriteBehindDeps) {
    this.#deps = deps
  }

  get levels(): QueueLevels {
    const { spool, clock } = this.#deps
    const isEmpty = spool.depth === 0 || this.#oldestAtMs === null
    const oldestAgeMs = isEmpty ? 0 : Math.max(clock.nowMs() - (this.#oldestAtMs ?? 0), 0)
    return { depth: spool.depth, bytes: spool.bytes, oldestAgeMs }
  }

  /** False when the disk space that the queue may take is nearly gone: what is not begun yet had better wait. */
  get hasRoom(): boolean {
    const { bytes, maxBytes } = this.#deps.spool
    return bytes < maxBytes * NEARLY_FULL
  }

  /** Begins to write what is there and what comes. */
  start(): void {
    this.#running ??= this.#run()
  }

  /** Resolves once the job is on disk: from then on it reaches the database, whatever happens to this process. */
  async put(job: WriteJob): Promise<Result<number, PutRefusal>> {
    const { spool, clock, observer } = this.#deps
    const atMs = clock.nowMs()
    const accepted = await spool.append(job, atMs)
    if (!accepted.ok) observer.onRefused({ job, refusal: accepted.error })
    else {
      this.#oldestAtMs ??= atMs
      this.#wake.resolve()
    }
    return accepted
  }

  /** Resolves once the job with this number is in the database (or put aside); never, if the queue is closed before. */
  async whenWritten(seq: number): Promise<void> {
    if (seq <= this.#writtenSeq) return
    const known = this.#waiters.get(seq)
    const waiter = known ?? Promise.withResolvers<void>()
    this.#waiters.set(seq, waiter)
    await waiter.promise
  }

  /** Writes what it can until the deadline; the rest stays on disk for the next start. */
  async close(deadlineMs: number): Promise<{ readonly left: number }> {
    const { spool, clock } = this.#deps
    const over = Promise.withResolvers<void>()
    const cancel = clock.after(deadlineMs, over.resolve)
    if (this.#running !== null) await Promise.race([this.#drained(), over.promise])
    cancel()
    this.#isClosing = true
    this.#closing.resolve()
    await this.#running
    await spool.close()
    return { left: spool.depth }
  }

  async #drained(): Promise<void> {
    const { spool } = this.#deps
    while (spool.depth > 0) await this.#released.promise
  }

  async #run(): Promise<void> {
    let failures = 0
    while (!this.#isClosing) {
      this.#wake = Promise.withResolvers<void>()
      try {
        const worked = await this.#step()
        failures = 0
        if (!worked && !this.#isClosing) await Promise.race([this.#wake.promise, this.#closing.promise])
      } catch (error) {
        failures += 1
        this.#deps.observer.onRetry({ error, attempt: failures })
        await this.#pause(failures)
      }
    }
  }

  /** False when nothing waits. */
  async #step(): Promise<boolean> {
    const { spool } = this.#deps
    const batch = await spool.read({ jobs: BATCH_JOBS, bytes: BATCH_BYTES })
    this.#oldestAtMs = batch?.jobs[0]?.atMs ?? null
    if (batch === null) return false
    try {
      await this.#write(batch.jobs)
    } catch (error) {
      if (error instanceof StoreUnavailable) throw error
      await this.#writeOneByOne(batch.jobs)
    }
    await this.#release(batch)
    return true
  }

  async #release(batch: Batch): Promise<void> {
    await this.#deps.spool.release(batch)
    this.#writtenSeq = batch.jobs.at(-1)?.seq ?? this.#writtenSeq
    for (const { seq } of batch.jobs) {
      this.#waiters.get(seq)?.resolve()
      this.#waiters.delete(seq)
    }
    this.#released.resolve()
    this.#released = Promise.withResolvers<void>()
  }

  async #write(jobs: readonly Numbered[]): Promise<void> {
    const { db, spool, clock, observer } = this.#deps
    const startedMs = clock.monotonicMs()
    const outcomes = await transact(db, (transaction) =>
      applyJobs(
        transaction,
        jobs.map(({ job }) => job),
      ),
    )
    const durationMs = clock.monotonicMs() - startedMs
    const matchRows = jobs.filter(({ job }) => isOfMatch(job)).length
    observer.onBatch({ rows: jobs.length, matchRows, durationMs, depth: spool.depth })
    for (const outcome of outcomes) observer.onMoney(outcome)
  }

  /** One of them cannot be written: the others must not wait for it for ever. */
  async #writeOneByOne(jobs: readonly Numbered[]): Promise<void> {
    for (const job of jobs) await this.#writeAlone(job)
  }

  async #writeAlone(job: Numbered): Promise<void> {
    const { spool, observer } = this.#deps
    for (let failures = 1; ; failures += 1) {
      try {
        await this.#write([job])
        return
      } catch (error) {
        if (error instanceof StoreUnavailable) throw error
        if (failures < MAX_FAILURES_ALONE) continue
        await spool.reject(job)
        observer.onRejected({ job: job.job, ofMatch: isOfMatch(job.job), error })
        return
      }
    }
  }

  async #pause(failures: number): Promise<void> {
    const longest = Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LAST_PAUSE_MS)
    const over = Promise.withResolvers<void>()
    // Random, so that processes that lost the same database do not come back together.
    const cancel = this.#deps.clock.after(longest * (0.5 + Math.random() / 2), over.resolve)
    await Promise.race([over.promise, this.#closing.promise])
    cancel()
  }
}
