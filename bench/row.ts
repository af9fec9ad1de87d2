// What every part of the benchmark hands back, and how it is told what to do.

export type BenchRow = {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** The same work done by the alternative that the name or the part tells. */
  readonly baseline?: number
  /** How `value` and `baseline` compare; each part says which way round. */
  readonly ratio?: number
  /** What is asked of `value`, or of `ratio` where there is one and the part says so. */
  readonly target?: number
  readonly met?: boolean
}

export type BenchOptions = {
  /** A shorter run: the same rows from fewer samples, for a look and not for the record. */
  readonly quick: boolean
}

export const FULL: BenchOptions = { quick: false }

/** A row whose value may not be more than its target. */
export const atMost = (row: Omit<BenchRow, 'target' | 'met'>, target: number): BenchRow => ({
  ...row,
  target,
  met: row.value <= target,
})
