// Message ids: base 128, least significant group first, the high bit says that more follows.

const GROUP_BITS = 7
const GROUP = 0x80
/** Five groups hold 35 bits, enough for any u32. */
const MAX_GROUPS = 5
export const MAX_VARINT = 0xffff_ffff

export function varintLength(value: number): number {
  let length = 1
  for (let rest = Math.floor(value / GROUP); rest > 0; rest = Math.floor(rest / GROUP)) length += 1
  return length
}

/** Writes `value`, 0 to `MAX_VARINT`, at `offset`; returns the offset behind it. */
export function writeVarint(out: Uint8Array, offset: number, value: number): number {
  let at = offset
  let rest = value
  while (rest >= GROUP) {
    out[at++] = (rest % GROUP) | GROUP
    rest = Math.floor(rest / GROUP)
  }
  out[at++] = rest
  return at
}

export function makeVarint(value: number): Uint8Array {
  const out = new Uint8Array(varintLength(value))
  writeVarint(out, 0, value)
  return out
}

/** The number at `offset` and the offset behind it; undefined if it is cut off or over `MAX_VARINT`. */
export function parseVarint(
  bytes: Uint8Array,
  offset: number,
): { readonly value: number; readonly next: number } | undefined {
  let value = 0
  let scale = 1
  for (let at = offset; at < bytes.length && at < offset + MAX_GROUPS; at++) {
    const group = bytes[at]!
    value += (group & (GROUP - 1)) * scale
    if (group < GROUP) return value <= MAX_VARINT ? { value, next: at + 1 } : undefined
    scale *= 2 ** GROUP_BITS
  }
  return undefined
}
