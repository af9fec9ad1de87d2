// A slow and obvious judge of hands: it takes the lowest tile and tries whatever could hold it. It shares
// no code and no tables with src/rules/hand.

export type Part = { readonly shape: 'run' | 'triplet' | 'pair'; readonly kind: number }

const COPIES = 4
const KINDS = 27
const rankOf = (kind: number): number => (kind % 9) + 1
const canStartRun = (counts: readonly number[], kind: number): boolean =>
  rankOf(kind) <= 7 && counts[kind + 1]! > 0 && counts[kind + 2]! > 0

function take(counts: number[], kinds: readonly number[]): void {
  for (const kind of kinds) counts[kind]! -= 1
}

function giveBack(counts: number[], kinds: readonly number[]): void {
  for (const kind of kinds) counts[kind]! += 1
}

export const tilesOf = ({ shape, kind }: Part): number[] =>
  shape === 'run' ? [kind, kind + 1, kind + 2] : shape === 'triplet' ? [kind, kind, kind] : [kind, kind]

/** Every split into melds and `pairs` pairs, as lists of parts. */
export function allSplits(held: readonly number[], pairs: 0 | 1): Part[][] {
  const counts = [...held]
  const found: Part[][] = []
  const laid: Part[] = []
  const search = (pairsLeft: number): void => {
    const kind = counts.findIndex((count) => count > 0)
    if (kind < 0) {
      if (pairsLeft === 0) found.push([...laid])
      return
    }
    const lay = (part: Part, left: number): void => {
      take(counts, tilesOf(part))
      laid.push(part)
      search(left)
      laid.pop()
      giveBack(counts, tilesOf(part))
    }
    if (pairsLeft > 0 && counts[kind]! >= 2) lay({ shape: 'pair', kind }, pairsLeft - 1)
    if (counts[kind]! >= 3) lay({ shape: 'triplet', kind }, pairsLeft)
    if (canStartRun(counts, kind)) lay({ shape: 'run', kind }, pairsLeft)
  }
  search(pairs)
  return found
}

/** Whether any split into melds and `pairs` pairs exists. The counts are as before afterwards. */
export function canSplit(counts: number[], pairs: number, from = 0): boolean {
  let kind = from
  while (kind < counts.length && counts[kind] === 0) kind += 1
  if (kind === counts.length) return pairs === 0
  let found = false
  if (counts[kind]! >= 3) {
    counts[kind]! -= 3
    found = canSplit(counts, pairs, kind)
    counts[kind]! += 3
  }
  if (!found && pairs > 0 && counts[kind]! >= 2) {
    counts[kind]! -= 2
    found = canSplit(counts, pairs - 1, kind)
    counts[kind]! += 2
  }
  if (!found && canStartRun(counts, kind)) {
    take(counts, [kind, kind + 1, kind + 2])
    found = canSplit(counts, pairs, kind)
    giveBack(counts, [kind, kind + 1, kind + 2])
  }
  return found
}

export function isSevenPairs(counts: readonly number[]): boolean {
  const pairs = counts.reduce((sum, count) => sum + Math.floor(count / 2), 0)
  return pairs === 7 && counts.every((count) => count % 2 === 0)
}

export function isComplete(counts: number[], sevenPairs = true): boolean {
  return canSplit(counts, 1) || (sevenPairs && isSevenPairs(counts))
}

/** The kinds, ascending, that complete the hand; never a fifth copy. */
export function waitsOf(counts: number[], sevenPairs = true): number[] {
  const found: number[] = []
  for (let kind = 0; kind < KINDS; kind += 1) {
    if (counts[kind] === COPIES || !hasNeighbour(counts, kind)) continue
    counts[kind]! += 1
    if (isComplete(counts, sevenPairs)) found.push(kind)
    counts[kind]! -= 1
  }
  return found
}

/** A tile far from all others of its suit completes nothing. */
function hasNeighbour(counts: readonly number[], kind: number): boolean {
  const rank = rankOf(kind)
  for (let step = -2; step <= 2; step += 1)
    if (rank + step >= 1 && rank + step <= 9 && counts[kind + step]! > 0) return true
  return false
}

/** The least number of tiles to add for `melds` melds and a pair out of these kinds, by trying them all. */
export function leastLack(counts: readonly number[], melds: number, kinds: readonly number[]): number {
  const parts: Part[] = kinds.flatMap((kind): Part[] => {
    const triplet: Part = { shape: 'triplet', kind }
    return rankOf(kind) <= 7 ? [triplet, { shape: 'run', kind }] : [triplet]
  })
  const wanted = counts.map(() => 0)
  let best = Infinity
  const lay = (first: number, left: number): void => {
    if (left === 0) {
      for (const kind of kinds) {
        giveBack(wanted, [kind, kind])
        if (kinds.every((each) => wanted[each]! <= COPIES))
          best = Math.min(
            best,
            kinds.reduce((sum, each) => sum + Math.max(0, wanted[each]! - counts[each]!), 0),
          )
        take(wanted, [kind, kind])
      }
      return
    }
    for (let index = first; index < parts.length; index += 1) {
      giveBack(wanted, tilesOf(parts[index]!))
      lay(index, left - 1)
      take(wanted, tilesOf(parts[index]!))
    }
  }
  lay(0, melds)
  return best
}
