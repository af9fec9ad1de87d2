// A round's proof as a fair server publishes it.
import type { WallProof } from '../../client/wall-proof.ts'
import { newSealedSeed, newSeatSeed } from '../../src/fairness/commitment.ts'
import { wallFor } from '../../src/fairness/fair-wall.ts'
import { wallTiles } from '../../src/rules/wall.ts'

export function fairRound(players: number, suits: 2 | 3): WallProof {
  const { roundId, commit, serverSeed } = newSealedSeed(`t.${players}`)
  const seatSeeds = Array.from({ length: players }, newSeatSeed)
  const wall = wallFor({ roundId, serverSeed, seatSeeds, tiles: wallTiles({ suits }) })
  return { roundId, commit, serverSeed, seatSeeds, wall, rules: { players, suits } }
}
