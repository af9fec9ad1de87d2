// The bytes of one journal record: a head with its own checksum, the table's id, a JSON body. The head is
// checked apart from the body, so that a damaged body still tells which table lost it.

import { crc32 } from 'node:zlib'
import { invariant } from '../lib/assert.ts'

export const FrameKind = { events: 1, finish: 2, segment: 3 } as const
export type FrameKind = (typeof FrameKind)[keyof typeof FrameKind]

export type FrameHead = {
  readonly kind: FrameKind
  readonly tableId: string
  readonly seq: number
  /** Number of events; 0 where the frame holds none. */
  readonly count: number
  readonly epoch: number
}

export type Frame = FrameHead & {
  readonly type: 'frame'
  /** All bytes before this frame were on disk before it was written: whatever is wrong there is no torn write. */
  readonly isBarrier: boolean
  readonly isBodyIntact: boolean
  readonly from: number
  readonly bodyFrom: number
  readonly to: number
}

export type Unreadable = { readonly type: 'unreadable'; readonly from: number; readonly to: number }

// Little endian: magic, head crc (of the bytes from offset 8 to the end of the id), body crc, body length,
// kind, id length, 2 spare bytes, seq, count, epoch, id, body.
const HEAD_CRC_AT = 4
const HEAD_CHECKED_FROM = 8
const BODY_CRC_AT = 8
const BODY_LENGTH_AT = 12
const KIND_AT = 16
const ID_LENGTH_AT = 17
const SEQ_AT = 20
const COUNT_AT = 24
const EPOCH_AT = 28
const ID_AT = 32
const BARRIER_BIT = 0x80
/** 0xFF never occurs in UTF-8, so no body can hold the magic: after damage the next frame is found for certain. */
const MAGIC = Buffer.from([0xff, 0x58, 0x5a, 0x01])
const MAGIC_NUMBER = MAGIC.readUInt32LE(0)
export const MAX_TABLE_ID_BYTES = 128
/** UTF-8 needs at most three bytes for one UTF-16 unit. */
const MAX_BYTES_PER_UNIT = 3

/** Frames one after another in one buffer that is kept and grown, never reallocated for each record. */
export class FrameBuffer {
  #bytes: Buffer
  #length = 0

  constructor(initialBytes: number) {
    this.#bytes = Buffer.allocUnsafe(initialBytes)
  }

  get length(): number {
    return this.#length
  }

  /** Appends a frame; false, and nothing is appended, when it would be longer than `maxFrameBytes`. */
  add(head: FrameHead, body: string, maxFrameBytes: number): boolean {
    if (body.length > maxFrameBytes) return false
    const from = this.#length
    this.#reserve(ID_AT + (head.tableId.length + body.length) * MAX_BYTES_PER_UNIT)
    const bytes = this.#bytes
    const idLength = bytes.write(head.tableId, from + ID_AT, 'utf8')
    invariant(idLength <= MAX_TABLE_ID_BYTES, `a table id has at most ${MAX_TABLE_ID_BYTES} bytes`)
    const bodyFrom = from + ID_AT + idLength
    const to = bodyFrom + bytes.write(body, bodyFrom, 'utf8')
    if (to - from > maxFrameBytes) return false
    bytes.writeUInt32LE(MAGIC_NUMBER, from)
    bytes.writeUInt32LE(crc32(bytes.subarray(bodyFrom, to)), from + BODY_CRC_AT)
    bytes.writeUInt32LE(to - bodyFrom, from + BODY_LENGTH_AT)
    bytes.writeUInt32LE(head.kind | (idLength << 8), from + KIND_AT)
    bytes.writeUInt32LE(head.seq, from + SEQ_AT)
    bytes.writeUInt32LE(head.count, from + COUNT_AT)
    bytes.writeUInt32LE(head.epoch, from + EPOCH_AT)
    sealHead(bytes, from, bodyFrom)
    this.#length = to
    return true
  }

  /** Says of the first frame that all before it in the file is on disk. */
  markBarrier(): void {
    if (this.#length === 0) return
    this.#bytes[KIND_AT]! |= BARRIER_BIT
    sealHead(this.#bytes, 0, ID_AT + this.#bytes[ID_LENGTH_AT]!)
  }

  view(): Buffer {
    return this.#bytes.subarray(0, this.#length)
  }

  clear(): void {
    this.#length = 0
  }

  #reserve(more: number): void {
    const needed = this.#length + more
    if (needed <= this.#bytes.length) return
    const grown = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2))
    this.#bytes.copy(grown, 0, 0, this.#length)
    this.#bytes = grown
  }
}

function sealHead(bytes: Buffer, from: number, bodyFrom: number): void {
  bytes.writeUInt32LE(crc32(bytes.subarray(from + HEAD_CHECKED_FROM, bodyFrom)), from + HEAD_CRC_AT)
}

/** The frame that starts at `from`, or null when no whole frame with a sound head does. */
function frameAt(bytes: Buffer, from: number): Frame | null {
  if (from + ID_AT > bytes.length || bytes.readUInt32LE(from) !== MAGIC_NUMBER) return null
  const bodyFrom = from + ID_AT + bytes[from + ID_LENGTH_AT]!
  const to = bodyFrom + bytes.readUInt32LE(from + BODY_LENGTH_AT)
  if (to > bytes.length) return null
  const headCrc = crc32(bytes.subarray(from + HEAD_CHECKED_FROM, bodyFrom))
  if (headCrc !== bytes.readUInt32LE(from + HEAD_CRC_AT)) return null
  const kindByte = bytes[from + KIND_AT]!
  return {
    type: 'frame',
    kind: (kindByte & ~BARRIER_BIT) as FrameKind,
    isBarrier: (kindByte & BARRIER_BIT) !== 0,
    tableId: bytes.toString('utf8', from + ID_AT, bodyFrom),
    seq: bytes.readUInt32LE(from + SEQ_AT),
    count: bytes.readUInt32LE(from + COUNT_AT),
    epoch: bytes.readUInt32LE(from + EPOCH_AT),
    isBodyIntact: crc32(bytes.subarray(bodyFrom, to)) === bytes.readUInt32LE(from + BODY_CRC_AT),
    from,
    bodyFrom,
    to,
  }
}

/** All frames of `bytes` in order, and the stretches between them that are none. */
export function* scanFrames(bytes: Buffer): Generator<Frame | Unreadable> {
  let at = 0
  while (at < bytes.length) {
    const frame = frameAt(bytes, at)
    if (frame !== null) {
      yield frame
      at = frame.to
      continue
    }
    const next = nextFrameFrom(bytes, at + 1)
    yield { type: 'unreadable', from: at, to: next }
    at = next
  }
}

function nextFrameFrom(bytes: Buffer, from: number): number {
  let at = bytes.indexOf(MAGIC, from)
  while (at !== -1 && frameAt(bytes, at) === null) at = bytes.indexOf(MAGIC, at + 1)
  return at === -1 ? bytes.length : at
}

/** Where a write was torn: from here on nothing was ever acknowledged. Null when the bytes end with a frame. */
export function tornFrom(items: readonly (Frame | Unreadable)[]): number | null {
  const lastBarrier = items.findLastIndex((item) => item.type === 'frame' && item.isBarrier)
  const torn = items.findIndex(
    (item, index) => index >= lastBarrier && (item.type === 'unreadable' || !item.isBodyIntact),
  )
  return items[torn]?.from ?? null
}
