// XXTEA (Wheeler and Needham, "Correction to xtea", 1998) in the dialect of nanoserver's clients: little-endian
// words, and the length in bytes as the last word before encryption. It hides nothing from anyone who has
// the client, and the key ships with it: for compatibility only.

const DELTA = 0x9e37_79b9
const KEY_BYTES = 16
const WORD_BYTES = 4
const BASE_ROUNDS = 6
const ROUND_WORDS = 52

/** Uses the first 16 bytes, as nanoserver does; missing ones are zero. */
export function makeXxteaKey(key: Uint8Array): Uint32Array {
  const bytes = new Uint8Array(KEY_BYTES)
  bytes.set(key.subarray(0, KEY_BYTES))
  return toWords(bytes, KEY_BYTES / WORD_BYTES)
}

/** Of nothing, nothing. */
export function encryptXxtea(plain: Uint8Array, key: Uint32Array): Uint8Array {
  if (plain.length === 0) return plain
  const dataWords = Math.ceil(plain.length / WORD_BYTES)
  const words = toWords(plain, dataWords + 1)
  words[dataWords] = plain.length
  encryptWords(words, key)
  return toBytes(words, words.length * WORD_BYTES)
}

/** undefined where the length word does not fit: damaged, or another key. */
export function decryptXxtea(cipher: Uint8Array, key: Uint32Array): Uint8Array | undefined {
  if (cipher.length === 0) return cipher
  if (cipher.length % WORD_BYTES !== 0 || cipher.length < 2 * WORD_BYTES) return undefined
  const words = toWords(cipher, cipher.length / WORD_BYTES)
  decryptWords(words, key)
  const length = words.at(-1)!
  const capacity = (words.length - 1) * WORD_BYTES
  if (length > capacity || length <= capacity - WORD_BYTES) return undefined
  return toBytes(words, length)
}

function toWords(bytes: Uint8Array, length: number): Uint32Array {
  const words = new Uint32Array(length)
  for (let at = 0; at < bytes.length; at++) words[at >> 2] = words[at >> 2]! | (bytes[at]! << ((at & 3) << 3))
  return words
}

function toBytes(words: Uint32Array, length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  for (let at = 0; at < length; at++) bytes[at] = words[at >> 2]! >>> ((at & 3) << 3)
  return bytes
}

const roundsOf = (words: Uint32Array): number => BASE_ROUNDS + Math.floor(ROUND_WORDS / words.length)

function encryptWords(words: Uint32Array, key: Uint32Array): void {
  const last = words.length - 1
  let sum = 0
  let previous = words[last]!
  for (let round = roundsOf(words); round > 0; round--) {
    sum = (sum + DELTA) >>> 0
    const e = (sum >>> 2) & 3
    for (let at = 0; at <= last; at++) {
      const next = words[at === last ? 0 : at + 1]!
      words[at] = words[at]! + mix(sum, next, previous, key[(at & 3) ^ e]!)
      previous = words[at]!
    }
  }
}

function decryptWords(words: Uint32Array, key: Uint32Array): void {
  const last = words.length - 1
  let sum = Math.imul(roundsOf(words), DELTA) >>> 0
  let next = words[0]!
  for (let round = roundsOf(words); round > 0; round--) {
    const e = (sum >>> 2) & 3
    for (let at = last; at >= 0; at--) {
      const previous = words[at === 0 ? last : at - 1]!
      words[at] = words[at]! - mix(sum, next, previous, key[(at & 3) ^ e]!)
      next = words[at]!
    }
    sum = (sum - DELTA) >>> 0
  }
}

/** The paper's MX. */
const mix = (sum: number, y: number, z: number, key: number): number =>
  (((z >>> 5) ^ (y << 2)) + ((y >>> 3) ^ (z << 4))) ^ ((sum ^ y) + (key ^ z))
