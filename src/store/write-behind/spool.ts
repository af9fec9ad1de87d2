// The queue on disk: jobs in segments, appended in groups, read in order, deleted once they are in the database.

import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { invariant } from '../../lib/assert.ts'
import { err, ok, type Result } from '../../lib/result.ts'
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

export type SpoolObserver = {
  /** A write was cut off by a crash; nobody was told that these bytes were accepted. */
  onTorn(torn: { readonly bytes: number }): void
  /** A segment is unreadable from somewhere on; it is kept beside the others. */
  onDamaged(damaged: { readonly path: string; readonly bytes: number }): void
}

export type PutRefusal = { readonly code: 'QUEUE_FULL' | 'SPOOL_FAILED' | 'CLOSED'; readonly cause?: unknown }

type Segment = { readonly path: string; bytes: number }
type Waiting = {
  readonly frame: Buffer
  readonly settle: (result: Result<number, PutRefusal>) => void
  seq: number
}

export type Batch = { readonly jobs: readonly Numbered[]; readonly segment: Segment; readonly to: number }

const SUFFIX = '.spool'
const NAME_DIGITS = 16
/** Doubled until a whole frame fits. */
const READ_BYTES = 256 * 1024
const CURSOR = 'cursor'

export class Spool {
  readonly #options: SpoolOptions
  readonly #segments: Segment[] = []
  #writer: { readonly handle: FileHandle; readonly segment: Segment } | null = null
  #waiting: Waiting[] = []
  #waitingBytes = 0
  #flushing: Promise<void> | null = null
  #readFrom = 0
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

  /** Jobs that are not in the database yet. */
  get depth(): number {
    return this.#depth
  }

  get bytes(): number {
    return this.#bytes + this.#waitingBytes
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

  /** The oldest jobs that are not released, in order; null when there is none. */
  async read(limits: { readonly jobs: number; readonly bytes: number }): Promise<Batch | null> {
    for (;;) {
      const [segment] = this.#segments
      if (segment === undefined) return null
      if (this.#readFrom < segment.bytes) {
        const batch = await this.#readFromSegment(segment, limits)
        if (batch.jobs.length > 0) return batch
        invariant(batch.to > this.#readFrom, 'a job in the spool cannot be read')
        this.#readFrom = batch.to
      } else if (!(await this.#dropFirst())) return null
    }
  }

  /** The batch is committed. */
  async release({ jobs, segment, to }: Batch): Promise<void> {
    this.#released = Math.max(this.#released, jobs.at(-1)?.seq ?? 0)
    this.#depth -= jobs.length
    if (this.#segments[0] === segment) this.#readFrom = to
    await this.#writeCursor()
    if (this.#readFrom >= segment.bytes && this.#segments[0] === segment) await this.#dropFirst()
  }

  /** Keeps a job that the database refuses for ever where somebody can look at it. */
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
    const { folder } = this.#options
    this.#released = await this.#readCursor()
    this.#lastSeq = this.#released
    const names = (await readdir(folder)).filter((name) => name.endsWith(SUFFIX)).sort()
    for (const [index, name] of names.entries()) {
      const path = join(folder, name)
      const bytes = await this.#recoverSegment(path, index === names.length - 1, observer)
      if (bytes > 0) this.#segments.push({ path, bytes })
      else await rm(path, { force: true })
      this.#bytes += bytes
    }
  }

  /** The length of its sound beginning. */
  async #recoverSegment(path: string, isLast: boolean, observer: SpoolObserver): Promise<number> {
    const bytes = await readFile(path)
    let to = 0
    for (let frame = frameAt(bytes, to); frame !== null; frame = frameAt(bytes, to)) {
      this.#lastSeq = Math.max(this.#lastSeq, frame.seq)
      if (frame.seq > this.#released) this.#depth += 1
      to = frame.to
    }
    const bad = bytes.length - to
    if (bad === 0) return to
    if (isLast) observer.onTorn({ bytes: bad })
    else {
      observer.onDamaged({ path: `${path}.damaged`, bytes: bad })
      await this.#keepDamaged(path, bytes)
    }
    await truncate(path, to)
    return to
  }

  async #keepDamaged(path: string, bytes: Buffer): Promise<void> {
    const handle = await open(`${path}.damaged.new`, 'w')
    await handle.writeFile(bytes)
    await handle.datasync()
    await handle.close()
    await rename(`${path}.damaged.new`, `${path}.damaged`)
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
    const name = `${String(this.#lastSeq).padStart(NAME_DIGITS, '0')}-${Date.now()}${SUFFIX}`
    const path = join(this.#options.folder, name)
    const handle = await open(path, 'wx')
    await this.#syncFolder()
    const segment = { path, bytes: 0 }
    this.#segments.push(segment)
    this.#writer = { handle, segment }
    return this.#writer
  }

  async #syncFolder(): Promise<void> {
    if (!this.#options.sync) return
    const folder = await open(this.#options.folder, 'r')
    try {
      await folder.sync()
    } finally {
      await folder.close()
    }
  }

  async #closeWriter(): Promise<void> {
    const writer = this.#writer
    this.#writer = null
    await writer?.handle.close()
  }

  async #readFromSegment(segment: Segment, limits: { jobs: number; bytes: number }): Promise<Batch> {
    const handle = await open(segment.path, 'r')
    try {
      for (let size = READ_BYTES; ; size *= 2) {
        const length = Math.min(size, segment.bytes - this.#readFrom)
        const bytes = Buffer.allocUnsafe(length)
        await handle.read(bytes, 0, length, this.#readFrom)
        const batch = this.#parse(bytes, segment, limits)
        if (batch.to > this.#readFrom || length < size) return batch
      }
    } finally {
      await handle.close()
    }
  }

  #parse(bytes: Buffer, segment: Segment, limits: { jobs: number; bytes: number }): Batch {
    const jobs: Numbered[] = []
    let at = 0
    while (jobs.length < limits.jobs && at < limits.bytes) {
      const frame = frameAt(bytes, at)
      if (frame === null) break
      if (frame.seq > this.#released) jobs.push(jobOf(frame))
      at = frame.to
    }
    return { jobs, segment, to: this.#readFrom + at }
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

  async #readCursor(): Promise<number> {
    try {
      const seq = Number(await readFile(join(this.#options.folder, CURSOR), 'utf8'))
      return Number.isSafeInteger(seq) && seq > 0 ? seq : 0
    } catch {
      return 0
    }
  }

  /** Spares a restart the jobs that are written; where it is lost they are written again, which changes nothing. */
  async #writeCursor(): Promise<void> {
    const path = join(this.#options.folder, CURSOR)
    const handle = await open(`${path}.new`, 'w')
    await handle.writeFile(String(this.#released))
    await handle.close()
    await rename(`${path}.new`, path)
  }
}
