// The luck of live tables: walls that can be verified, and the operating system's randomness for the rest
// (first banker, dice, direction of the swap).
import { randomInt } from 'node:crypto'
import type { TileId } from '../rules/tiles.ts'
import { newSealedSeed, newSeatSeed, type SealedSeed } from './commitment.ts'
import { wallFor } from './fair-wall.ts'

/** Fits the table's `Luck`, which this folder does not import. */
export const serverLuck = {
  sealedSeed: newSealedSeed,
  seatSeed: newSeatSeed,
  wall: (
    { roundId, serverSeed }: SealedSeed,
    seatSeeds: readonly string[],
    tiles: readonly TileId[],
  ): readonly TileId[] => wallFor({ roundId, serverSeed, seatSeeds, tiles }),
  /** A uniform integer in [0, bound). */
  below: (bound: number): number => randomInt(bound),
}
