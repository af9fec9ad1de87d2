// fast-check with one seed for every run (see seed.ts).
import * as fc from 'fast-check'
import { seedOr } from './seed.ts'

/** Also of tests that draw their luck beside fast-check. */
export const LUCK_SEED = seedOr(20_261_126)

fc.configureGlobal({ seed: LUCK_SEED })

export { fc }
