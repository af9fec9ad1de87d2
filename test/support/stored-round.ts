// A round from what the store keeps of it and nothing else: the table as it stood before the deal is made from the
// snapshot's own words, then every event goes through `evolve`, as it did when the round was played.
import assert from 'node:assert/strict'
import { must } from '../../src/lib/assert.ts'
import type { RoundHistory } from '../../src/room/history.ts'
import type { Seat } from '../../src/rules/tiles.ts'
import type { Created } from '../../src/table/event.ts'
import { evolve, initialState } from '../../src/table/evolve.ts'
import type { TableState } from '../../src/table/state.ts'
import { TIMING } from './table-driver.ts'

export type ReplayedRound = { readonly before: TableState; readonly after: TableState }

/** `snapshot`: the text of the column. */
export function replayStored(snapshot: string): ReplayedRound {
  const told = JSON.parse(snapshot) as RoundHistory
  const { roundId, commit, serverSeed, rules, startedAtMs, basicInfo } = told
  const created: Created = {
    type: 'created',
    tableId: 'replay',
    no: basicInfo.deskId,
    creator: 0,
    clubId: null,
    isPublic: false,
    rules,
    timing: TIMING,
    sealed: { roundId, commit, serverSeed },
    atMs: startedAtMs,
  }
  const state = initialState(created)
  for (const { deskPos, acId, nickname, headURL, sex, ip, bot, score } of told.enter.data) {
    const player = { uid: acId, name: nickname, headUrl: headURL, sex, ip, bot: bot ?? null }
    evolve(state, { type: 'joined', seat: deskPos as Seat, player })
    must(state.seats[deskPos], 'the seat just taken').score = score
  }
  state.roundNo = told.number - 1
  state.finishedRounds = told.number - 1
  const before = structuredClone(state)
  assert.equal(told.events[0]?.type, 'dealt')
  for (const event of told.events) evolve(state, event)
  return { before, after: state }
}
