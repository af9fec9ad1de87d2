// Order statistics of samples that were all kept.
import { must } from '../src/lib/assert.ts'

/** The smallest sample that at least the share `q` of all is not above. */
export function quantileOf(values: readonly number[] | Float64Array, q: number): number {
  const sorted = Float64Array.from(values).sort()
  const at = Math.max(0, Math.ceil(sorted.length * q) - 1)
  return must(sorted[at], 'a sample')
}

export const median = (values: readonly number[]): number => quantileOf(values, 0.5)
