// The queue's jobs kept in memory: for tests whose clock stands still, where nothing may wait for a disk.
import type { Result } from '../../src/lib/result.ts'
import { err, ok } from '../../src/lib/result.ts'
import type { Batch, BatchLimits, JobSpool, PutRefusal } from '../../src/store/write-behind/job-spool.ts'
import type { Numbered, WriteJob } from '../../src/store/write-behind/write-job.ts'

export class MemorySpool implements JobSpool {
  maxBytes = Infinity
  readonly rejected: Numbered[] = []
  /** Every job from now on is refused with this. */
  refusal: PutRefusal['code'] | null = null
  #jobs: Numbered[] = []
  #lastSeq = 0

  get depth(): number {
    return this.#jobs.length
  }

  get bytes(): number {
    return JSON.stringify(this.#jobs).length
  }

  async append(job: WriteJob, atMs: number): Promise<Result<number, PutRefusal>> {
    if (this.refusal !== null) return err({ code: this.refusal })
    this.#lastSeq += 1
    this.#jobs.push({ seq: this.#lastSeq, atMs, job })
    return ok(this.#lastSeq)
  }

  async read({ jobs }: BatchLimits): Promise<Batch | null> {
    return this.depth === 0 ? null : { jobs: this.#jobs.slice(0, jobs) }
  }

  async release(batch: Batch): Promise<void> {
    this.#jobs = this.#jobs.slice(batch.jobs.length)
  }

  async reject(job: Numbered): Promise<void> {
    this.rejected.push(job)
  }

  async close(): Promise<void> {}
}
