// fast-check with one seed for every run, so that a green commit stays green and a red one can be looked at.
// XUEZHAN_SEED=<number> takes another one, XUEZHAN_SEED=random a new one each time: that is how to hunt.
import * as fc from 'fast-check'

const COMMITTED_SEED = 20_261_126

const wish = process.env.XUEZHAN_SEED ?? String(COMMITTED_SEED)
if (wish !== 'random') fc.configureGlobal({ seed: Number(wish) })

/** The seed of tests that draw their luck themselves. */
export const LUCK_SEED = wish === 'random' ? Date.now() % 1_000_000 : Number(wish)

export { fc }
