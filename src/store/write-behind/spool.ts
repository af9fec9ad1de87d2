// The queue on disk: jobs in segments, appended in groups, read in order, deleted once they are in the database.

import { type FileHandle, mkdir, open, rm, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { invariant, must } from '../../lib/assert.ts'
import { err, ok, type Result } from '../../lib/result.ts'
import type { Batch, BatchLimits, JobSpool, PutRefusal } from './job-spool.ts'
import { findSegments, type Segment, SEGMENT_SUFFIX, type SpoolObserver } from './spool-files.ts'
import { syncFolder, writeCursor } from './spool-files.ts'
import { frameAt, jobOf, makeFrame, MAX_FRAME_BYTES } from './spool-frame.ts'
import type { Numbered, WriteJob } from './write-job.ts'

export type SpoolOptions = {
  readonly folder: string
  /** All segments together; what comes beyond is refused. */
  readonly maxBytes: number
  readonly segmentBytes: number
  /** True: an accepted job survives a power cut; false: it survives a crash of the process. */
  readonly sync: boolean
}

type Waiting = {
  readonly frame: Buffer
  readonly settle: (result: Result<number, PutRefusal>) => void
  seq: number
}

/** Jobs as they lie in a segment, up to the byte `to`. */
type Chunk = { readonly jobs: readonly Numbered[]; readonly to: number }

const NAME_DIGITS = 16

export class Spool implements JobSpool {
  readonly #options: SpoolOptions
  readonly #segments: Segment[] = []
  #writer: { readonly handle: FileHandle; readonly segment: Segment } | null = null
  #waiting: Waiting[] = []
  #waitingBytes = 0
  #flushing: Promise<void> | null = null
  #readFrom = 0
  /** Where the batch that is being written came from. */
  #reading: { readonly segment: Segment; readonly to: number } | null = null
  #lastSeq = 0
  /** Everything up to here is in the database. */
  #released = 0
  #bytes = 0
  #depth = 0
  #isClosed = false

  private constructor(options: SpoolOptions) {
    this.#options = options
  }

  /** Finds what an earlier process has left. */
  static async open(options: SpoolOptions, observer: SpoolObserver): Promise<Spool> {
    const spool = new Spool(options)
    await mkdir(options.folder, { recursive: true })
    await spool.#recover(observer)
    return spool
  }

  get depth(): number {
    return this.#depth
  }

  get bytes(): number {
    return this.#bytes + this.#waitingBytes
  }

  get maxBytes(): number {
    return this.#options.maxBytes
  }

  /** Resolves with the job's number once it is on disk. Never throws. */
  append(job: WriteJob, atMs: number): Promise<Result<number, PutRefusal>> {
    if (this.#isClosed) return Promise.resolve(err({ code: 'CLOSED' }))
    const seq = this.#lastSeq + 1
    const frame = makeFrame({ seq, atMs, job })
    if (frame.length > MAX_FRAME_BYTES || this.bytes + frame.length > this.#options.maxBytes) {
      return Promise.resolve(err({ code: 'QUEUE_FULL' }))
    }
    this.#lastSeq = seq
    this.#waitingBytes += frame.length
    const { promise, resolve } = Promise.withResolvers<Result<number, PutRefusal>>()
    this.#waiting.push({ frame, settle: resolve, seq })
    this.#flushing ??= this.#flush()
    return promise
  }

  async read(limits: BatchLimits): Promise<Batch | null> {
    for (;;) {
      const [segment] = this.#segments
      if (segment === undefined) return null
      if (this.#readFrom < segment.bytes) {
        const { jobs, to } = await this.#readFromSegment(segment, limits)
        this.#reading = { segment, to }
        if (jobs.length > 0) return { jobs }
        invariant(to > this.#readFrom, 'a job in the spool cannot be read')
        this.#readFrom = to
      } else if (!(await this.#dropFirst())) return null
    }
  }

  async release({ jobs }: Batch): Promise<void> {
    const { segment, to } = must(this.#reading, 'a batch that was read')
    this.#released = Math.max(this.#released, jobs.at(-1)?.seq ?? 0)
    this.#depth -= jobs.length
    if (this.#segments[0] === segment) this.#readFrom = to
    await writeCursor(this.#options.folder, this.#released)
    if (this.#readFrom >= segment.bytes && this.#segments[0] === segment) await this.#dropFirst()
  }

  async reject(job: Numbered): Promise<void> {
    const handle = await open(join(this.#options.folder, 'rejected.jsonl'), 'a')
    try {
      await handle.appendFile(`${JSON.stringify(job)}\n`)
      await handle.datasync()
    } finally {
      await handle.close()
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#flushing
    await this.#closeWriter()
  }

  async #recover(observer: SpoolObserver): Promise<void> {
    const found = await findSegments(this.#options.folder, observer)
    this.#segments.push(...found.segments)
    this.#bytes = found.segments.reduce((sum, { bytes }) => sum + bytes, 0)
    this.#released = found.released
    this.#lastSeq = found.lastSeq
    this.#depth = found.depth
  }

  async #flush(): Promise<void> {
    // One turn, so that all jobs of this turn are one write.
    await Promise.resolve()
    while (this.#waiting.length > 0) {
      const group = this.#waiting
      this.#waiting = []
      const bytes = Buffer.concat(group.map(({ frame }) => frame))
      try {
        await this.#write(bytes)
        this.#depth += group.length
        for (const { settle, seq } of group) settle(ok(seq))
      } catch (cause) {
        await this.#leaveSegment()
        for (const { settle } of group) settle(err({ code: 'SPOOL_FAILED', cause }))
      } finally {
        this.#waitingBytes -= bytes.length
      }
    }
    // In the same step as the look at the empty list: a later job starts a flush of its own.
    this.#flushing = null
  }

  /** After a failed write: what it left behind is cut off, and the next one goes elsewhere. */
  async #leaveSegment(): Promise<void> {
    const segment = this.#writer?.segment
    await this.#closeWriter().catch(() => undefined)
    if (segment !== undefined) await truncate(segment.path, segment.bytes).catch(() => undefined)
  }

  async #write(bytes: Buffer): Promise<void> {
    const { handle, segment } = await this.#writerFor()
    // At a place of its own: after a write that failed halfway, the next one lies over its rest.
    let written = 0
    while (written < bytes.length) {
      const at = segment.bytes + written
      written += (await handle.write(bytes, written, bytes.length - written, at)).bytesWritten
    }
    if (this.#options.sync) await handle.datasync()
    segment.bytes += bytes.length
    this.#bytes += bytes.length
  }

  async #writerFor(): Promise<{ handle: FileHandle; segment: Segment }> {
    const full = this.#writer !== null && this.#writer.segment.bytes >= this.#options.segmentBytes
    if (this.#writer !== null && !full) return this.#writer
    await this.#closeWriter()
    const name = `${String(this.#lastSeq).padStart(NAME_DIGITS, '0')}-${Date.now()}${SEGMENT_SUFFIX}`
    const path = join(this.#options.folder, name)
    const handle = await open(path, 'wx')
    if (this.#options.sync) await syncFolder(this.#options.folder)
    const segment = { path, bytes: 0 }
    this.#segments.push(segment)
    this.#writer = { handle, segment }
    return this.#writer
  }

  async #closeWriter(): Promise<void> {
    const writer = this.#writer
    this.#writer = null
    await writer?.handle.close()
  }

  async #readFromSegment(segment: Segment, limits: BatchLimits): Promise<Chunk> {
    const handle = await open(segment.path, 'r')
    try {
      // Doubled until a whole frame fits.
      for (let size = limits.bytes; ; size *= 2) {
        const length = Math.min(size, segment.bytes - this.#readFrom)
        const bytes = Buffer.allocUnsafe(length)
        await handle.read(bytes, 0, length, this.#readFrom)
        const batch = this.#parse(bytes, limits)
        if (batch.to > this.#readFrom || length < size) return batch
      }
    } finally {
      await handle.close()
    }
  }

  #parse(bytes: Buffer, limits: BatchLimits): Chunk {
    const jobs: Numbered[] = []
    let at = 0
    while (jobs.length < limits.jobs && at < limits.bytes) {
      const frame = frameAt(bytes, at)
      if (frame === null) break
      if (frame.seq > this.#released) jobs.push(jobOf(frame))
      at = frame.to
    }
    return { jobs, to: this.#readFrom + at }
  }

  /** False while the first segment is still written to and nothing can be dropped. */
  async #dropFirst(): Promise<boolean> {
    const [segment] = this.#segments
    if (segment === undefined) return false
    if (this.#writer?.segment === segment) {
      if (this.#flushing !== null) return false
      await this.#closeWriter()
    }
    this.#segments.shift()
    this.#readFrom = 0
    this.#bytes -= segment.bytes
    await rm(segment.path, { force: true })
    return true
  }
}
