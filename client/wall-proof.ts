// Verifies in the page that a round's wall was fair, with the browser's own hash functions (docs/fairness.md).
import { shuffle, wallTiles } from '../src/rules/wall.ts'

export type WallProof = {
  readonly roundId: string
  readonly commit: string
  readonly serverSeed: string
  readonly seatSeeds: readonly string[]
  readonly wall: readonly number[]
  readonly rules: { readonly players: number; readonly suits: 2 | 3 }
}
/**
 * UNAVAILABLE: browsers offer their hash functions to pages over https and on localhost only. BAD_PROOF:
 * the record is not complete. SHOWN_COMMIT, OWN_SEED: not what this page saw before the deal.
 */
export type Verdict =
  | 'VERIFIED'
  | 'COMMIT_MISMATCH'
  | 'WALL_MISMATCH'
  | 'SHOWN_COMMIT'
  | 'OWN_SEED'
  | 'BAD_PROOF'
  | 'UNAVAILABLE'

/** What this page remembers of a round from before its deal. */
export type Witness = { readonly commit: string; readonly seed: string }

const DOMAIN = 'xuezhan-v1'
const WORD_BYTES = 4
const COUNTER_BYTES = 8
/**
 * A shuffle of 108 tiles takes 107 numbers, and one more for each that is refused (less than one in ten
 * million): 16 numbers a block, with room to spare.
 */
const BLOCKS = 16
const SEED = /^(?:[0-9a-f]{2})+$/

const textBytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)
const hexBytes = (hex: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16))
const makeHex = (buffer: ArrayBuffer): string =>
  Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, '0')).join('')

async function hmac(key: Uint8Array<ArrayBuffer>, message: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> {
  const algorithm = { name: 'HMAC', hash: 'SHA-512' }
  const imported = await crypto.subtle.importKey('raw', key, algorithm, false, ['sign'])
  return await crypto.subtle.sign('HMAC', imported, message)
}

async function numbersOf(proof: WallProof): Promise<() => number> {
  const text = [proof.roundId, ...proof.seatSeeds].join('|')
  const key = new Uint8Array(await hmac(hexBytes(proof.serverSeed), textBytes(text)))
  const words: number[] = []
  for (let block = 0; block < BLOCKS; block += 1) {
    const counter = new DataView(new ArrayBuffer(COUNTER_BYTES))
    counter.setBigUint64(0, BigInt(block))
    const view = new DataView(await hmac(key, new Uint8Array(counter.buffer)))
    for (let at = 0; at < view.byteLength; at += WORD_BYTES) words.push(view.getUint32(at))
  }
  let next = 0
  return () => words[next++] ?? 0
}

/** Reads the proof out of a round's record; undefined when a part of it is not there. */
export function parseProof(snapshot: string): WallProof | undefined {
  try {
    const proof = JSON.parse(snapshot) as Partial<WallProof>
    const { roundId, commit, serverSeed, seatSeeds, wall, rules } = proof
    if (typeof roundId !== 'string' || typeof commit !== 'string' || typeof serverSeed !== 'string') return
    if (!Array.isArray(seatSeeds) || !Array.isArray(wall) || !rules) return
    if (![serverSeed, ...seatSeeds].every((seed) => SEED.test(seed))) return
    return { roundId, commit, serverSeed, seatSeeds, wall, rules }
  } catch {
    return
  }
}

/** Whether the seeds give the commitment and the wall, and both are what this page saw before the deal. */
export async function verifyWall(proof: WallProof, witness: Witness | undefined): Promise<Verdict> {
  // Typed as always there; on a page over plain http it is not.
  const subtle = crypto.subtle as SubtleCrypto | undefined
  if (subtle === undefined) return 'UNAVAILABLE'
  const { roundId, serverSeed, seatSeeds, rules } = proof
  if (seatSeeds.length !== rules.players) return 'BAD_PROOF'
  const text = [DOMAIN, roundId, serverSeed].join('|')
  const commit = makeHex(await subtle.digest('SHA-256', textBytes(text)))
  if (commit !== proof.commit) return 'COMMIT_MISMATCH'
  if (witness && witness.commit !== '' && witness.commit !== commit) return 'SHOWN_COMMIT'
  if (witness && witness.seed !== '' && !seatSeeds.includes(witness.seed)) return 'OWN_SEED'
  const wall = shuffle(wallTiles(rules), await numbersOf(proof))
  const isSame = wall.length === proof.wall.length && wall.every((tile, at) => tile === proof.wall[at])
  return isSame ? 'VERIFIED' : 'WALL_MISMATCH'
}
