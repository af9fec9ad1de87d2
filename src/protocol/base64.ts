// Base64 (RFC 4648, section 4) without Buffer: the browser client and load scripts share it.

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const ENCODE = Uint8Array.from(ALPHABET, (character) => character.charCodeAt(0))
const INVALID = 0xff
const DECODE = new Uint8Array(256).fill(INVALID)
for (const [value, byte] of ENCODE.entries()) DECODE[byte] = value
const PAD = 0x3d
const CARRIAGE_RETURN = 0x0d
const LINE_FEED = 0x0a

/** As ASCII bytes, padded. */
export function makeBase64(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(Math.ceil(bytes.length / 3) * 4)
  let at = 0
  for (let from = 0; from < bytes.length; from += 3) {
    const left = bytes.length - from
    const group = (bytes[from]! << 16) | ((bytes[from + 1] ?? 0) << 8) | (bytes[from + 2] ?? 0)
    out[at++] = ENCODE[group >> 18]!
    out[at++] = ENCODE[(group >> 12) & 0x3f]!
    out[at++] = left > 1 ? ENCODE[(group >> 6) & 0x3f]! : PAD
    out[at++] = left > 2 ? ENCODE[group & 0x3f]! : PAD
  }
  return out
}

/** undefined where `text` is not padded base64. Line breaks are skipped, as Go does: Android's encoder adds them. */
export function parseBase64(text: Uint8Array): Uint8Array | undefined {
  const packed = text.includes(LINE_FEED)
    ? text.filter((byte) => byte !== LINE_FEED && byte !== CARRIAGE_RETURN)
    : text
  if (packed.length % 4 !== 0) return undefined
  const padding = packed.at(-1) !== PAD ? 0 : packed.at(-2) !== PAD ? 1 : 2
  const out = new Uint8Array((packed.length / 4) * 3 - padding)
  const last = packed.length - padding
  let at = 0
  for (let from = 0; from < last; from += 4) {
    let group = 0
    for (let index = from; index < from + 4; index++) {
      const value = index < last ? DECODE[packed[index]!]! : 0
      if (value === INVALID) return undefined
      group = (group << 6) | value
    }
    // Writes past the end of a typed array are dropped: that is the padding.
    out[at++] = group >> 16
    out[at++] = group >> 8
    out[at++] = group
  }
  return out
}
