// onFairness: the commitment before a deal, and the seeds after the round (rules: fair walls).
import type { PushOf } from '../../protocol/pushes.ts'
import { must } from '../../lib/assert.ts'
import type { TableState } from '../../table/state.ts'

/** The seed that the next deal is bound to; during a round, the round's own. */
export const commitment = ({ sealed, shown }: TableState): PushOf<'onFairness'> => ({
  commit: sealed.commit,
  roundId: sealed.roundId,
  seq: shown,
})

/** What the last round was dealt from. Only to be sent once that round is over. */
export function reveal(state: TableState): PushOf<'onFairness'> {
  const { commit, roundId, serverSeed, seatSeeds } = must(state.round, 'the round that ended')
  return { commit, roundId, seed: serverSeed, seatSeeds, seq: state.shown }
}
