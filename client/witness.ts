// What this browser saw of each round before its deal, so that a record can be held against it later.
import type { Witness } from './wall-proof.ts'

const KEY = 'xuezhan.witness'
/** The oldest ones are forgotten: some hundred bytes each. */
const MAX_ROUNDS = 200

type Entry = Witness & { readonly roundId: string }

function entries(): Entry[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    return Array.isArray(stored) ? (stored as Entry[]) : []
  } catch {
    return []
  }
}

export const witnessOf = (roundId: string): Witness | undefined =>
  entries().find((entry) => entry.roundId === roundId)

/** The first commitment seen counts: one that is changed later must not replace it. */
export function remember(roundId: string, seen: Partial<Witness>): void {
  const all = entries()
  const known = all.find((entry) => entry.roundId === roundId)
  const entry: Entry = {
    roundId,
    commit: known?.commit || (seen.commit ?? ''),
    seed: seen.seed ?? known?.seed ?? '',
  }
  const others = all.filter((other) => other.roundId !== roundId)
  localStorage.setItem(KEY, JSON.stringify([...others, entry].slice(-MAX_ROUNDS)))
}
