// A round's wall out of the server's seed and the seats' seeds.
import type { TileId } from '../rules/tiles.ts'
import { shuffle } from '../rules/wall.ts'
import { type FairInput, roundKey, uint32Stream } from './wall-stream.ts'

/** The shuffled wall; `tiles` is the unshuffled one (`wallTiles(rules)`). */
export const wallFor = (input: FairInput & { readonly tiles: readonly TileId[] }): TileId[] =>
  shuffle(input.tiles, uint32Stream(roundKey(input)))
