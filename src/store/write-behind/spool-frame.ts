// One job as bytes: length, checksum, number, time, JSON.

import { crc32 } from 'node:zlib'
import type { Numbered, WriteJob } from './write-job.ts'

const CRC_AT = 4
const SEQ_AT = 8
const TIME_AT = 16
const BODY_AT = 24
/** A replay of an endless round is far below; a damaged length must not make us read a gigabyte. */
export const MAX_FRAME_BYTES = 16 * 1024 * 1024

export function makeFrame({ seq, atMs, job }: Numbered): Buffer {
  const body = Buffer.from(JSON.stringify(job))
  const frame = Buffer.allocUnsafe(BODY_AT + body.length)
  frame.writeUInt32LE(body.length, 0)
  frame.writeDoubleLE(seq, SEQ_AT)
  frame.writeDoubleLE(atMs, TIME_AT)
  body.copy(frame, BODY_AT)
  frame.writeUInt32LE(crc32(frame.subarray(SEQ_AT)), CRC_AT)
  return frame
}

export type Framed = {
  readonly seq: number
  readonly atMs: number
  readonly body: Buffer
  readonly to: number
}

/** The frame at `from`; null where no whole and sound one is. */
export function frameAt(bytes: Buffer, from: number): Framed | null {
  if (from + BODY_AT > bytes.length) return null
  const length = bytes.readUInt32LE(from)
  const to = from + BODY_AT + length
  if (length > MAX_FRAME_BYTES || to > bytes.length) return null
  if (crc32(bytes.subarray(from + SEQ_AT, to)) !== bytes.readUInt32LE(from + CRC_AT)) return null
  const seq = bytes.readDoubleLE(from + SEQ_AT)
  return { seq, atMs: bytes.readDoubleLE(from + TIME_AT), body: bytes.subarray(from + BODY_AT, to), to }
}

/** The checksum says that these are the bytes we wrote. */
export const jobOf = ({ seq, atMs, body }: Framed): Numbered => ({
  seq,
  atMs,
  job: JSON.parse(body.toString('utf8')) as WriteJob,
})
