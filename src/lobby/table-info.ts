// A table as nanoserver's clients list it.
import type { TableInfo } from '../protocol/answers.ts'
import { deskStatus } from '../room/pushes/desk-status.ts'
import { deskTitle, describeRules } from '../rules/nanoserver-text.ts'
import type { TableState } from '../table/state.ts'

export function tableInfoOf(state: TableState): TableInfo {
  return {
    deskId: state.no,
    createdAt: Math.floor(state.createdAtMs / 1000),
    creator: state.creator,
    title: deskTitle(state.no, state.roundNo, state.rules.rounds),
    desc: describeRules(state.rules, true),
    status: deskStatus(state.phase.kind, state.roundNo),
    round: state.roundNo,
    mode: state.rules.players,
  }
}
