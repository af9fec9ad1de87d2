// Seats: in a chaos run nobody leaves by himself, so a player loses his only by being away too long at a public table
// that has not begun (docs/protocol.md, "When a seat is lost").
import type { JournalRecord } from '../../src/room/journal-port.ts'
import type { TableEvent } from '../../src/table/event.ts'
import { evolve, initialState } from '../../src/table/evolve.ts'

/** Every seat that was lost otherwise, in a sentence. */
export function auditSeats(records: readonly JournalRecord<TableEvent>[]): string[] {
  const created = records[0]?.events[0]
  if (created?.type !== 'created') return ['a journal does not begin with the creation of its table']
  const state = initialState(created)
  const faults: string[] = []
  for (const { events, atMs, seq } of records) {
    for (const event of events) {
      if (event.type === 'left') {
        const { offlineSinceMs } = state.seats[event.seat]!
        const awayMs = offlineSinceMs === null ? 0 : atMs - offlineSinceMs
        const mayGo = state.isPublic && state.roundNo === 0 && awayMs >= state.timing.offlineGraceMs
        if (!mayGo) faults.push(`${event.uid} lost his seat at ${seq}, away for ${awayMs} ms`)
      }
      if (event.type !== 'created') evolve(state, event)
    }
  }
  return faults.map((fault) => `table ${created.tableId}: ${fault}`)
}
