// What a bad disk or a crash at the wrong moment does to the newest segment of a journal, and how to tell it again.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Rng } from '../../src/lib/rng.ts'

/** Begins every frame of a segment (docs/journal.md). */
const FRAME_MAGIC = Buffer.from([0xff, 0x58, 0x5a, 0x01])
const LAST_BYTES = 400
const GARBAGE_BYTES = 300
const BITS = 8
/** Of the segment: where damage in the middle begins, and how far it may lie behind. */
const MIDDLE_FROM = 0.4
const MIDDLE_SPAN = 0.3

export type Damage = {
  readonly name: string
  /** Acknowledged bytes lie behind it, so that a table must have lost records and be quarantined. */
  readonly isRot: boolean
  /** The segment as it is found at the start. */
  readonly apply: (segment: Buffer, rng: Rng) => Buffer
}

export const DAMAGES: readonly Damage[] = [
  {
    name: 'the last bytes are missing',
    isRot: false,
    apply: (segment, rng) => segment.subarray(0, segment.length - 1 - rng.below(LAST_BYTES)),
  },
  {
    name: 'half of the segment is missing',
    isRot: false,
    apply: (segment, rng) => segment.subarray(0, middleOf(segment, rng)),
  },
  {
    name: 'a bit in the last bytes has flipped',
    isRot: false,
    apply: (segment, rng) => flipped(segment, segment.length - 1 - rng.below(LAST_BYTES), rng),
  },
  {
    name: 'garbage lies behind the last record',
    isRot: false,
    apply: (segment, rng) =>
      Buffer.concat([segment, Buffer.from(Array.from({ length: GARBAGE_BYTES }, () => rng.below(256)))]),
  },
  {
    name: 'a bit in the middle has flipped',
    isRot: true,
    apply: (segment, rng) => flipped(segment, middleOf(segment, rng), rng),
  },
  {
    name: 'the head of a record in the middle has flipped',
    isRot: true,
    apply: (segment, rng) => flipped(segment, segment.indexOf(FRAME_MAGIC, middleOf(segment, rng)) + 12, rng),
  },
  {
    name: 'a stretch in the middle was overwritten with zeros',
    isRot: true,
    apply: (segment, rng) => {
      const from = middleOf(segment, rng)
      return Buffer.from(segment).fill(0, from, from + GARBAGE_BYTES)
    },
  },
]

const middleOf = ({ length }: Buffer, rng: Rng): number =>
  Math.floor(length * MIDDLE_FROM) + rng.below(Math.floor(length * MIDDLE_SPAN))

function flipped(segment: Buffer, at: number, rng: Rng): Buffer {
  const copy = Buffer.from(segment)
  copy[at]! ^= 1 << rng.below(BITS)
  return copy
}

/** Damages the newest segment in a journal's folder. False where nothing can tell: a cut between two records. */
export function damageNewest(folder: string, damage: Damage, rng: Rng): boolean {
  const segments = readdirSync(folder).filter((name) => name.endsWith('.log'))
  const file = join(folder, segments.sort().at(-1)!)
  const before = readFileSync(file)
  const after = damage.apply(before, rng)
  writeFileSync(file, after)
  const isCut = after.length < before.length
  return !isCut || !before.subarray(after.length, after.length + FRAME_MAGIC.length).equals(FRAME_MAGIC)
}
