// Random hands for the comparisons with the oracle: many are complete, or one tile off, since hands drawn
// blindly almost never are.
import type { Rng } from '../../../src/lib/rng.ts'

const COPIES = 4
const KINDS = 27

export type RandomHand = { readonly counts: number[]; readonly size: number }

const noCounts = (): number[] => Array.from({ length: KINDS }, () => 0)
const kindIn = (rng: Rng, suits: number): number => rng.below(9 * suits)

/** `size` tiles out of the first `suits` suits, each copy equally likely. */
export function dealtCounts(rng: Rng, size: number, suits: number): number[] {
  const counts = noCounts()
  let left = size
  while (left > 0) {
    const tile = rng.below(9 * suits * COPIES)
    const kind = tile >> 2
    // Accepting the kind with the share of its copies that are left is drawing without replacement.
    if (rng.below(COPIES) >= COPIES - counts[kind]!) continue
    counts[kind]! += 1
    left -= 1
  }
  return counts
}

function lay(counts: number[], kinds: readonly number[]): boolean {
  for (const kind of kinds) counts[kind]! += 1
  if (kinds.every((kind) => counts[kind]! <= COPIES)) return true
  for (const kind of kinds) counts[kind]! -= 1
  return false
}

/** So many random melds and a pair. */
export function completeCounts(rng: Rng, melds: number, suits: number): number[] {
  const counts = noCounts()
  for (let left = melds; left > 0; ) {
    const kind = kindIn(rng, suits)
    const run = kind % 9 <= 6 && rng.below(3) > 0
    if (lay(counts, run ? [kind, kind + 1, kind + 2] : [kind, kind, kind])) left -= 1
  }
  for (;;) {
    const kind = kindIn(rng, suits)
    if (lay(counts, [kind, kind])) return counts
  }
}

/** One time in eight of 2, 5 and 8 only. */
export function sevenPairsCounts(rng: Rng, suits: number): number[] {
  const counts = noCounts()
  const jiang = rng.below(8) === 0
  for (let left = 7; left > 0; ) {
    const kind = jiang ? rng.below(9) * 3 + 1 : kindIn(rng, suits)
    if (lay(counts, [kind, kind])) left -= 1
  }
  return counts
}

/** Replaces one tile by another, so that most hands are near a win and not one. */
export function changeOne(rng: Rng, counts: number[]): void {
  let from = rng.below(KINDS)
  while (counts[from] === 0) from = rng.below(KINDS)
  counts[from]! -= 1
  for (;;) {
    const to = rng.below(KINDS)
    if (lay(counts, [to])) return
  }
}

/** A hand of 2, 5, 8, 11 or 14 tiles: blind, complete, or nearly so. */
export function mixedHand(rng: Rng): RandomHand {
  const melds = rng.below(3) > 0 ? 4 : rng.below(4)
  const suits = 1 + rng.below(3)
  const size = melds * 3 + 2
  const way = rng.below(8)
  if (way === 0) return { counts: dealtCounts(rng, size, suits), size }
  const pairs = way === 1 && melds === 4
  const counts = pairs ? sevenPairsCounts(rng, suits) : completeCounts(rng, melds, suits)
  if (way >= 4) changeOne(rng, counts)
  if (way === 7) changeOne(rng, counts)
  return { counts, size }
}
