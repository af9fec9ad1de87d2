// All randomness of a table comes through this interface: src/fairness implements it for live tables,
// tests implement it with a seed.
import type { TileId } from '../rules/tiles.ts'

/** A seed that is bound by its published commitment before anyone else adds to the wall's randomness. */
export type SealedSeed = {
  readonly roundId: string
  /** Secret until the round has ended; hexadecimal. */
  readonly serverSeed: string
  /** SHA-256 over the version, the round and the seed; hexadecimal. */
  readonly commit: string
}

export interface Luck {
  sealedSeed(roundId: string): SealedSeed
  /** A seed for a seat whose player sent none; hexadecimal. */
  seatSeed(): string
  wall(seed: SealedSeed, seatSeeds: readonly string[], tiles: readonly TileId[]): readonly TileId[]
  /** A uniform integer in [0, bound). */
  below(bound: number): number
}
