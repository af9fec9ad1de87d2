// Luck enters through this interface. The seeded generator is for tests, bots and benches; walls come
// from src/fairness, never from here.

export interface Rng {
  /** A uniform integer in [0, bound), 1 <= bound <= 2^32. */
  below(bound: number): number
}

/** SplitMix32 with rejection of the biased tail: small, fast, the same sequence everywhere. */
export function seededRng(seed: number): Rng {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0
    let z = state
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
    return (z ^ (z >>> 15)) >>> 0
  }
  return {
    below(bound) {
      const limit = 0x1_0000_0000 - (0x1_0000_0000 % bound)
      let value = next()
      while (value >= limit) value = next()
      return value % bound
    },
  }
}
