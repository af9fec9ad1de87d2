// Pushes that end a round and a match.
import { EXIT_TYPE } from '../../protocol/fields.ts'
import type { PushOf } from '../../protocol/pushes.ts'
import type { RoundEnd } from '../../protocol/result-pushes.ts'
import { deskTitle } from '../../rules/nanoserver-text.ts'
import { hasBegun } from '../../table/decide/seats.ts'
import type { MatchEnded, RoundAborted, RoundEnded, TableEvent } from '../../table/event.ts'
import type { SeatState, TableState } from '../../table/state.ts'
import { outgoing } from '../connection.ts'
import type { Addressed, Facts } from './addressed.ts'
import { toAll } from './addressed.ts'
import { commitment, reveal } from './fairness.ts'
import { wallEndChanges } from './play.ts'
import { noRoundEnd, roundEndOf } from './round-end.ts'
import { wallEndTransfers } from './transfers.ts'

/** The last round's settlement comes inside onGameEnd alone, as in nanoserver. */
export function roundEndPushes(event: RoundEnded, { state }: Facts): Addressed[] {
  const { shown: seq } = state
  const changes = [
    ...wallEndChanges(event, state).map((change) => outgoing('onHuScoreChange', change)),
    ...wallEndTransfers(event, state).map((transfer) => outgoing('onScoreTransfer', transfer)),
  ]
  const revealed = outgoing('onFairness', reveal(state))
  if (event.sealed === null) return toAll(...changes, revealed)
  const end = { ...roundEndOf(state, state.round!.ledger), seq }
  return toAll(...changes, outgoing('onRoundEnd', end), revealed, outgoing('onFairness', commitment(state)))
}

/** The seeds of a round that was given up are shown too. */
export const roundAbortPushes = (_event: RoundAborted, { state }: Facts): Addressed[] =>
  toAll(outgoing('onFairness', reveal(state)))

export function matchEndPushes({ reason }: MatchEnded, { state, previous }: Facts): Addressed[] {
  const { shown: seq } = state
  if (!hasBegun(state)) {
    const exit = { acid: state.creator, isexit: true, exitType: EXIT_TYPE.dissolved, deskPos: NO_PLACE, seq }
    return toAll(outgoing('onDissolve', exit))
  }
  return toAll(
    outgoing('onGameEnd', {
      roundStats: lastRound(state, previous),
      stats: matchStats(state),
      title: deskTitle(state.no, state.roundNo, state.rules.rounds),
      isNormalFinished: reason === 'finished' || reason === 'bust',
      seq,
    }),
  )
}

/** Nobody's place: the whole desk is gone. */
const NO_PLACE = -1

/** The round that ended with the match, if one did. */
function lastRound(state: TableState, previous: TableEvent | undefined): RoundEnd {
  if (previous?.type === 'roundEnded') return roundEndOf(state, state.round!.ledger)
  return previous?.type === 'roundAborted' ? roundEndOf(state, previous.kept) : noRoundEnd(state)
}

type MatchStats = PushOf<'onGameEnd'>['stats']

function matchStats(state: TableState): MatchStats {
  const seats = state.seats as readonly SeatState[]
  const totals = seats.map((seat) => seat.score - state.rules.startScore)
  const most = Math.max(...totals)
  const mostPao = Math.max(...seats.map((seat) => seat.stats.pao))
  return seats.map(({ player, stats }, index) => ({
    ziMo: stats.zimo,
    hu: stats.hu,
    pao: stats.pao,
    anGang: stats.concealedKongs,
    mingGang: stats.openKongs,
    totalScore: totals[index]!,
    uid: player.uid,
    account: player.name,
    isPaoWang: mostPao > 0 && stats.pao === mostPao,
    isBigWinner: most > 0 && totals[index] === most,
    isCreator: player.uid === state.creator,
  }))
}
