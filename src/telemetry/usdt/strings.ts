// Places strings where a tracer can read them: NUL at the end, UTF-8, bounded. Those that come again are placed once;
// others pass through a ring, which a tracer has read long before it comes round: it reads while the probe fires.
import { HEAP_AT, INTERNED_BYTES, RING_AT, RING_BYTES } from './block.ts'

/** More than any name of ours; tracers cut at 64 bytes unless told otherwise. */
export const MAX_TEXT_BYTES = 127
const RING_SLOT_BYTES = 128
const QUESTION_MARK = 0x3f

export class Strings {
  readonly #memory: Uint8Array
  readonly #encoder = new TextEncoder()
  readonly #known = new Map<string, number>([['', HEAP_AT]])
  /** After the empty string. */
  #end = HEAP_AT + 1
  #slot = 0

  /** `memory`: the whole block. */
  constructor(memory: Uint8Array) {
    this.#memory = memory
    memory[HEAP_AT] = 0
  }

  /** Offset in the block of a string that is one of few; once there is no room left they are treated as any other. */
  intern(text: string): number {
    const known = this.#known.get(text)
    if (known !== undefined) return known
    if (text.length > MAX_TEXT_BYTES || this.#end + MAX_TEXT_BYTES + 1 > HEAP_AT + INTERNED_BYTES)
      return this.pass(text)
    const at = this.#end
    this.#end += this.#write(text, at) + 1
    this.#known.set(text, at)
    return at
  }

  /** Offset in the block of a string that will be overwritten when the ring has come round. */
  pass(text: string): number {
    const at = RING_AT + this.#slot
    this.#slot = (this.#slot + RING_SLOT_BYTES) % RING_BYTES
    this.#write(text, at)
    return at
  }

  /** Bytes without the NUL. Whole characters only; half a pair becomes U+FFFD, a NUL inside a question mark. */
  #write(text: string, at: number): number {
    const room = this.#memory.subarray(at, at + MAX_TEXT_BYTES)
    // A character takes a byte at least: what is longer is not looked at.
    const { written } = this.#encoder.encodeInto(text.slice(0, MAX_TEXT_BYTES), room)
    for (let index = 0; index < written; index += 1) if (room[index] === 0) room[index] = QUESTION_MARK
    this.#memory[at + written] = 0
    return written
  }
}
