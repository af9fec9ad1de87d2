// What the server binds itself to before it knows any seat's seed (docs/rules.md D, docs/fairness.md).
import { createHash, randomBytes } from 'node:crypto'
import { invariant } from '../lib/assert.ts'
import { isRoundId, isServerSeed, MAX_SEAT_SEED_BYTES, SEPARATOR, SERVER_SEED_BYTES } from './bytes.ts'

const DOMAIN = 'xuezhan-v1'

/** Secret until the round is over, but for `commit`, which is published before the deal. */
export type SealedSeed = {
  readonly roundId: string
  /** 64 random bytes in hex. Never to a log, a view or an unencrypted dump while the round is live. */
  readonly serverSeed: string
  /** SHA-256 in hex. */
  readonly commit: string
}

/** A fresh seed and its commitment. `roundId` is 1 to 64 of `A-Za-z0-9._:-`, and used once. */
export function newSealedSeed(roundId: string): SealedSeed {
  const serverSeed = randomBytes(SERVER_SEED_BYTES).toString('hex')
  return { roundId, serverSeed, commit: commitOf(roundId, serverSeed) }
}

/** SHA-256 over the ASCII text `xuezhan-v1|<roundId>|<serverSeed in lower-case hex>`, in hex. */
export function commitOf(roundId: string, serverSeed: string): string {
  invariant(isRoundId(roundId), 'a round id is 1 to 64 of A-Za-z0-9._:-')
  invariant(isServerSeed(serverSeed), 'a server seed is 64 bytes in lower-case hex')
  return createHash('sha256').update([DOMAIN, roundId, serverSeed].join(SEPARATOR)).digest('hex')
}

/** The seed of a bot or of a client that sends none: 32 random bytes in hex. */
export const newSeatSeed = (): string => randomBytes(MAX_SEAT_SEED_BYTES).toString('hex')
