// UTF-8 by the native codecs, strict, with a second try for the CESU-8 that some legacy clients send.

const encoder = new TextEncoder()
const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Encoding into kept memory and copying out is several times faster than `encode`, up to a few KiB. */
const scratch = new Uint8Array(16_384)
const MAX_BYTES_PER_UNIT = 3

export function makeUtf8(text: string): Uint8Array {
  if (text.length * MAX_BYTES_PER_UNIT > scratch.length) return encoder.encode(text)
  return scratch.slice(0, encoder.encodeInto(text, scratch).written)
}

/** The text, or undefined where the bytes are not UTF-8. CESU-8 surrogate pairs are read as the character they mean. */
export function parseUtf8(bytes: Uint8Array): string | undefined {
  try {
    return strictDecoder.decode(bytes)
  } catch {
    return parseCesu8(bytes)
  }
}

/** Replaces each surrogate pair by the four bytes of UTF-8, and tries again. */
function parseCesu8(bytes: Uint8Array): string | undefined {
  const out = new Uint8Array(bytes.length)
  let length = 0
  for (let at = 0; at < bytes.length; at++) {
    const codePoint = surrogatePairAt(bytes, at)
    if (codePoint === undefined) {
      out[length++] = bytes[at]!
      continue
    }
    out[length++] = 0xf0 | (codePoint >> 18)
    out[length++] = 0x80 | ((codePoint >> 12) & 0x3f)
    out[length++] = 0x80 | ((codePoint >> 6) & 0x3f)
    out[length++] = 0x80 | (codePoint & 0x3f)
    at += 5
  }
  try {
    return strictDecoder.decode(out.subarray(0, length))
  } catch {
    return undefined
  }
}

/** The code point of two three-byte surrogates, ED A0..AF xx ED B0..BF xx (Unicode TR 26). */
function surrogatePairAt(bytes: Uint8Array, at: number): number | undefined {
  if (bytes[at] !== 0xed || bytes[at + 3] !== 0xed || at + 6 > bytes.length) return undefined
  const [high, highLast, low, lowLast] = [bytes[at + 1]!, bytes[at + 2]!, bytes[at + 4]!, bytes[at + 5]!]
  const isPair = high >= 0xa0 && high <= 0xaf && low >= 0xb0 && low <= 0xbf
  const areTails = (highLast & 0xc0) === 0x80 && (lowLast & 0xc0) === 0x80
  if (!isPair || !areTails) return undefined
  const highBits = ((high & 0x0f) << 6) | (highLast & 0x3f)
  const lowBits = ((low & 0x0f) << 6) | (lowLast & 0x3f)
  return 0x1_0000 + ((highBits << 10) | lowBits)
}
