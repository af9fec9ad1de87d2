// Where accepted jobs wait for the database: the port between the queue and the disk.

import type { Result } from '../../lib/result.ts'
import type { Numbered, WriteJob } from './write-job.ts'

export type PutRefusal = { readonly code: 'QUEUE_FULL' | 'SPOOL_FAILED' | 'CLOSED'; readonly cause?: unknown }

export type Batch = { readonly jobs: readonly Numbered[] }

export type BatchLimits = { readonly jobs: number; readonly bytes: number }

export interface JobSpool {
  /** Jobs that are not in the database yet. */
  readonly depth: number
  readonly bytes: number
  /** What comes beyond is refused. */
  readonly maxBytes: number
  /** Resolves with the job's number once it is kept. Never throws. */
  append(job: WriteJob, atMs: number): Promise<Result<number, PutRefusal>>
  /** The oldest jobs that are not released, in order; null when there is none. */
  read(limits: BatchLimits): Promise<Batch | null>
  /** The batch that was read last is committed. */
  release(batch: Batch): Promise<void>
  /** Keeps a job that the database refuses for ever where somebody can look at it. */
  reject(job: Numbered): Promise<void>
  close(): Promise<void>
}
