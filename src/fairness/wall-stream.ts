// The stream of numbers that shuffles a round: HMAC-SHA-512 in counter mode under the round's key.
import { createHmac } from 'node:crypto'
import { invariant } from '../lib/assert.ts'
import { isRoundId, isSeatSeed, isServerSeed, SEPARATOR } from './bytes.ts'

/** Everything that a round's luck comes from. */
export type FairInput = {
  readonly roundId: string
  /** 64 bytes in lower-case hex. */
  readonly serverSeed: string
  /** One per seat in seat order, each 16 to 32 bytes in lower-case hex. */
  readonly seatSeeds: readonly string[]
}

const COUNTER_BYTES = 8
const WORD_BYTES = 4

/** K = HMAC-SHA-512(key: the 64 seed bytes, text: `<roundId>|<seed of seat 0>|<seed of seat 1>|...`). */
export function roundKey({ roundId, serverSeed, seatSeeds }: FairInput): Buffer {
  invariant(isRoundId(roundId), 'a round id is 1 to 64 of A-Za-z0-9._:-')
  invariant(isServerSeed(serverSeed), 'a server seed is 64 bytes in lower-case hex')
  invariant(seatSeeds.every(isSeatSeed), 'a seat seed is 16 to 32 bytes in lower-case hex')
  const text = [roundId, ...seatSeeds].join(SEPARATOR)
  return createHmac('sha512', Buffer.from(serverSeed, 'hex')).update(text).digest()
}

/**
 * Unsigned 32-bit numbers, big-endian, out of the blocks HMAC-SHA-512(key, counter as 8 bytes big-endian),
 * counter = 0, 1, 2, ... The same key gives the same numbers.
 */
export function uint32Stream(key: Buffer): () => number {
  const counter = Buffer.alloc(COUNTER_BYTES)
  let blocks = 0n
  let block = Buffer.alloc(0)
  let offset = 0
  return () => {
    if (offset === block.length) {
      counter.writeBigUInt64BE(blocks)
      block = createHmac('sha512', key).update(counter).digest()
      blocks += 1n
      offset = 0
    }
    const word = block.readUInt32BE(offset)
    offset += WORD_BYTES
    return word
  }
}
