// The seed of tests that draw their luck: the committed one, so that a green commit stays green and a red one can be looked at.
// XUEZHAN_SEED=<number> takes another one, XUEZHAN_SEED=random a new one each time: that is how to hunt.

const RANDOM_BELOW = 1_000_000

const wish = process.env['XUEZHAN_SEED']
const drawn = wish === 'random' ? Date.now() % RANDOM_BELOW : null

export function seedOr(committed: number): number {
  if (drawn !== null) return drawn
  if (wish === undefined) return committed
  const seed = Number(wish)
  if (!Number.isSafeInteger(seed)) throw new Error(`XUEZHAN_SEED is a whole number or "random", not ${wish}`)
  return seed
}
