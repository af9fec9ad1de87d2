// The live tables in one list, those that hang first: where an operator finds the number to ask /debug/tables/:no for.
import type { RoomRegistry } from '../lobby/registry.ts'
import type { OpsRoute } from './debug-http.ts'
import { jsonAnswer } from './debug-http.ts'
import type { SeenRoom } from './debug-table.ts'

/** More is nothing to read, and would hold up the games. */
const MOST_SHOWN = 100
const MS_PER_SECOND = 1000

export const tablesRoute = (registry: Pick<RoomRegistry, 'rooms'>): OpsRoute => ({
  path: '/debug/tables',
  methods: ['GET'],
  handle: () => jsonAnswer(debugTables([...registry.rooms()], Date.now())),
})

/** Stopped ones first, then those whose deadline is longest over, then the oldest. */
export function debugTables(rooms: readonly SeenRoom[], nowMs: number) {
  const worst = rooms.map((room) => summaryOf(room, nowMs)).toSorted(byTrouble)
  return { live: rooms.length, tables: worst.slice(0, MOST_SHOWN) }
}

type Summary = ReturnType<typeof summaryOf>

function summaryOf({ state, mailboxDepth, stopReason }: SeenRoom, nowMs: number) {
  const dues = state.prompts.flatMap((prompt) => (prompt ? [prompt.dueAtMs] : []))
  return {
    no: state.no,
    phase: state.phase.kind,
    roundNo: state.roundNo,
    ageSeconds: Math.round((nowMs - state.createdAtMs) / MS_PER_SECOND),
    /** How long the earliest open question should have been answered; 0: none is late. */
    overdueMs: Math.max(0, ...dues.map((dueAtMs) => nowMs - dueAtMs)),
    mailbox: mailboxDepth,
    stopped: stopReason?.kind ?? null,
  }
}

const byTrouble = (a: Summary, b: Summary): number =>
  Number(b.stopped !== null) - Number(a.stopped !== null) ||
  b.overdueMs - a.overdueMs ||
  b.ageSeconds - a.ageSeconds
