// The six digits by which players find a table.
import type { Rng } from '../lib/rng.ts'

const LOWEST = 100_000
const COUNT = 900_000
/** With the table limit far below the count, a free number turns up long before this. */
const MAX_TRIES = 200

/** A random number that no live table has; undefined when chance gives none. */
export function freeRoomNumber(rng: Rng, isTaken: (no: string) => boolean): string | undefined {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const no = String(LOWEST + rng.below(COUNT))
    if (!isTaken(no)) return no
  }
  return undefined
}
