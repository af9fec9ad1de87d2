// The record of one finished round: nanoserver's snapshot, so that its replays read it, and all that is needed
// to recompute the wall and every point. Pure: the same events give the same history, before and after a restart.
import { OP_DRAW, HU_TYPE } from '../protocol/fields.ts'
import type { PushOf } from '../protocol/pushes.ts'
import type { RoundEnd } from '../protocol/result-pushes.ts'
import type { LedgerRow } from '../rules/ledger.ts'
import type { RuleSet } from '../rules/ruleset.ts'
import { must } from '../lib/assert.ts'
import { cloneState } from '../table/clone.ts'
import type { Dealt, TableEvent } from '../table/event.ts'
import { evolve } from '../table/evolve.ts'
import type { Phase, TableState } from '../table/state.ts'
import { uidOf } from './pushes/addressed.ts'
import { duanPai } from './pushes/opening.ts'
import { deedOf, gangChange, huChange, wallEndChanges } from './pushes/play.ts'
import { roundEndOf } from './pushes/round-end.ts'
import { deskBasicInfo, playerEnter } from './pushes/seating.ts'
import type { RoundRecord } from './round-log.ts'

/** An entry of `do`: onOpTypeDo, or a draw under nanoserver's own number for it. */
export type Deed = Omit<PushOf<'onOpTypeDo'>, 'optype'> & {
  readonly optype: PushOf<'onOpTypeDo'>['optype'] | typeof OP_DRAW
}

/** nanoserver's snapshot. A replay takes the next entry of the change lists at each kong and each win. */
export type Snapshot = {
  readonly enter: PushOf<'onPlayerEnter'>
  readonly basicInfo: PushOf<'onDeskBasicInfo'>
  readonly duanPai: PushOf<'onDuanPai'>
  readonly end: RoundEnd
  readonly do: readonly Deed[]
  readonly gangScoreChanges: readonly PushOf<'onGangScoreChange'>[]
  readonly huScoreChanges: readonly PushOf<'onHuScoreChange'>[]
}

/** The wall's proof lies on top, where `npm run verify-wall` looks for it. */
export type RoundHistory = Snapshot & {
  readonly roundId: string
  readonly number: number
  readonly startedAtMs: number
  readonly endedAtMs: number
  readonly isAborted: boolean
  readonly commit: string
  readonly serverSeed: string
  readonly seatSeeds: readonly string[]
  readonly wall: readonly number[]
  readonly rules: RuleSet
  /** The payments that stand. */
  readonly ledger: readonly LedgerRow[]
  /** Points by seat. */
  readonly scoreChanges: readonly number[]
  /** Everything that happened, but for the seed of the next round, which is still secret. */
  readonly events: readonly TableEvent[]
}

/** The record must be of a round that is over. */
export function historyOf({ before, events }: RoundRecord): RoundHistory {
  const dealt = events[0] as Dealt
  const end = must(events.at(-1), 'the end of the round')
  const state = cloneState(before)
  evolve(state, dealt)
  const opening = {
    enter: playerEnter(state),
    basicInfo: deskBasicInfo(state),
    duanPai: duanPai(dealt, state),
  }
  const told = tell(state, events.slice(1))
  const round = must(state.round, 'the round')
  const ledger = end.type === 'roundAborted' ? end.kept : round.ledger
  const settled = roundEndOf(state, ledger)
  const { roundId, number, startedAtMs, commit, serverSeed, seatSeeds, wall } = round
  return {
    ...opening,
    end: settled,
    ...told,
    roundId,
    number,
    startedAtMs,
    endedAtMs: endOf(end),
    isAborted: end.type === 'roundAborted',
    commit,
    serverSeed,
    seatSeeds,
    wall,
    rules: state.rules,
    ledger: [...ledger],
    scoreChanges: settled.scoreChange.map(({ score }) => score),
    events: events.map(withoutNextSeed),
  }
}

type Told = Pick<Snapshot, 'do' | 'gangScoreChanges' | 'huScoreChanges'>

/** Applies the events to `state` on the way. */
function tell(state: TableState, events: readonly TableEvent[]): Told {
  const deeds: Deed[] = []
  const gangScoreChanges: PushOf<'onGangScoreChange'>[] = []
  const huScoreChanges: PushOf<'onHuScoreChange'>[] = []
  for (const event of events) {
    const phaseBefore = state.phase
    evolve(state, event)
    const deed = deedOfEvent(event, state, phaseBefore)
    if (deed) deeds.push(deed)
    if (event.type === 'konged') gangScoreChanges.push(gangChange(event, state))
    if (event.type === 'won') huScoreChanges.push(huChange(event, state))
    if (event.type === 'roundEnded') huScoreChanges.push(...wallEndChanges(event, state))
  }
  return { do: deeds, gangScoreChanges, huScoreChanges }
}

function deedOfEvent(event: TableEvent, state: TableState, phaseBefore: Phase): Deed | null {
  switch (event.type) {
    case 'drew': {
      const uid = [uidOf(state, event.seat)]
      return { uid, optype: OP_DRAW, hutype: HU_TYPE.dianPao, mjs: [event.tile], seq: state.shown }
    }
    case 'discarded':
    case 'ponged':
    case 'kongDeclared':
    case 'konged':
    case 'won':
      return deedOf(event, state, phaseBefore)
    default:
      return null
  }
}

const endOf = (event: TableEvent): number =>
  event.type === 'roundEnded' || event.type === 'roundAborted' ? event.atMs : 0

const withoutNextSeed = (event: TableEvent): TableEvent =>
  event.type === 'roundEnded' && event.sealed
    ? { ...event, sealed: { ...event.sealed, serverSeed: '' } }
    : event
