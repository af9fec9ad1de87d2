// One append-only file shared by all tables. Its first frame names the segment before it and how many of that
// one's bytes count: what was written and refused beyond is void, also when it could not be cut off.

import { FrameBuffer, FrameKind, scanFrames } from './frame.ts'
import { JournalOpenError } from './journal-open-error.ts'
import type { JournalFiles, SegmentFile } from './journal-files.ts'

export type SegmentLink = { readonly number: number; readonly bytes: number }

type SegmentHeader = {
  readonly format: number
  readonly segment: number
  readonly previous: SegmentLink | null
}

const FORMAT = 1
const NUMBER_DIGITS = 8
const SEGMENT_NAME = /^(\d{8,})\.log$/
const HEADER_BYTES = 512

export const makeSegmentName = (segment: number): string =>
  `${String(segment).padStart(NUMBER_DIGITS, '0')}.log`

/** The segment's number, or null for a file that is none. */
export function parseSegmentName(name: string): number | null {
  const digits = SEGMENT_NAME.exec(name)?.[1]
  return digits === undefined ? null : Number(digits)
}

/** The open end of the journal. */
export class SegmentWriter {
  readonly number: number
  readonly #file: SegmentFile
  #bytes: number
  #isSynced = true

  private constructor(number: number, file: SegmentFile, bytes: number) {
    this.number = number
    this.#file = file
    this.#bytes = bytes
  }

  /** A new segment whose header and name are on the disk. */
  static async create(
    files: JournalFiles,
    number: number,
    previous: SegmentLink | null,
  ): Promise<SegmentWriter> {
    const header: SegmentHeader = { format: FORMAT, segment: number, previous }
    const frames = new FrameBuffer(HEADER_BYTES)
    const head = { kind: FrameKind.segment, tableId: '', seq: 0, count: 0, epoch: 0 }
    frames.add(head, JSON.stringify(header), HEADER_BYTES)
    frames.markBarrier()
    const file = await files.create(makeSegmentName(number))
    try {
      await file.write(frames.view(), 0)
      await file.sync()
      await files.syncFolder()
    } catch (error) {
      await file.close().catch(() => undefined)
      throw error
    }
    return new SegmentWriter(number, file, frames.length)
  }

  /** Bytes that count: those of whole batches. */
  get bytes(): number {
    return this.#bytes
  }

  /** Whether all bytes that count are on the disk. */
  get isSynced(): boolean {
    return this.#isSynced
  }

  /** Writes behind the bytes that count without counting them; returns where. */
  async write(batch: Buffer): Promise<number> {
    this.#isSynced = false
    await this.#file.write(batch, this.#bytes)
    return this.#bytes
  }

  async sync(): Promise<void> {
    await this.#file.sync()
    this.#isSynced = true
  }

  /** The batch just written counts from now on. */
  accept(batchBytes: number): void {
    this.#bytes += batchBytes
  }

  async close(): Promise<void> {
    await this.#file.close()
  }
}

/** What the segment says of the one before it: null when it was the first. */
export async function readLink(
  files: JournalFiles,
  segment: number,
): Promise<SegmentLink | null | 'unreadable'> {
  const bytes = await files.read(makeSegmentName(segment), 0, HEADER_BYTES)
  const [first] = scanFrames(bytes)
  if (first?.type !== 'frame' || first.kind !== FrameKind.segment || !first.isBodyIntact) return 'unreadable'
  const header = JSON.parse(bytes.toString('utf8', first.bodyFrom, first.to)) as SegmentHeader
  if (header.format === FORMAT) return header.previous
  throw new JournalOpenError('UNKNOWN_FORMAT', `segment ${header.segment} has format ${header.format}`)
}
