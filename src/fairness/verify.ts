// Recomputes a finished round's commitment and wall from what was revealed.
import { err, ok, type Result } from '../lib/result.ts'
import { wallTiles } from '../rules/wall.ts'
import { isRoundId, isSeatSeed, isServerSeed } from './bytes.ts'
import { commitOf } from './commitment.ts'
import { wallFor } from './fair-wall.ts'

/** What the history keeps of a round for its verification. */
export type RoundProof = {
  readonly roundId: string
  /** As published before the deal. */
  readonly commit: string
  readonly serverSeed: string
  readonly seatSeeds: readonly string[]
  /** As played: tile ids in drawing order. */
  readonly wall: readonly number[]
  readonly rules: { readonly players: number; readonly suits: 2 | 3 }
}

export type ProofErrorCode =
  /** The history holds something that is no proof. */
  | 'BAD_PROOF'
  | 'BAD_ROUND_ID'
  | 'BAD_SERVER_SEED'
  /** A seat's seed is malformed, or there is not one for each seat. */
  | 'BAD_SEAT_SEED'
  /** The revealed seed is not the one committed to. */
  | 'COMMIT_MISMATCH'
  /** The wall played is not the one the seeds give. */
  | 'WALL_MISMATCH'

export type ProofError = { readonly code: ProofErrorCode; readonly message: string }

const refuse = (code: ProofErrorCode, message: string): Result<never, ProofError> => err({ code, message })

/** Ok when the seeds give the commitment and the wall. Pure: the same proof, the same verdict. */
export function verifyRound(proof: RoundProof): Result<RoundProof, ProofError> {
  const { roundId, serverSeed, seatSeeds, rules } = proof
  if (!isRoundId(roundId)) return refuse('BAD_ROUND_ID', 'the round id has characters that no round has')
  if (!isServerSeed(serverSeed)) return refuse('BAD_SERVER_SEED', 'not 64 bytes in lower-case hex')
  if (seatSeeds.length !== rules.players || !seatSeeds.every(isSeatSeed))
    return refuse('BAD_SEAT_SEED', 'one seed of 16 to 32 bytes in lower-case hex for each seat')
  if (commitOf(roundId, serverSeed) !== proof.commit)
    return refuse('COMMIT_MISMATCH', 'the revealed seed is not the one that was committed to')
  const expected = wallFor({ roundId, serverSeed, seatSeeds, tiles: wallTiles(rules) })
  const wrong = firstDifference(expected, proof.wall)
  if (wrong !== undefined) return refuse('WALL_MISMATCH', `the wall differs from the seeds' at tile ${wrong}`)
  return ok(proof)
}

function firstDifference(expected: readonly number[], actual: readonly number[]): number | undefined {
  const longer = Math.max(expected.length, actual.length)
  for (let index = 0; index < longer; index++) if (expected[index] !== actual[index]) return index
  return undefined
}
