// Deadlines missed in a row.
import type { Answered } from './event.ts'
import type { SeatState } from './state.ts'

export function countExpiry(seat: SeatState, cause: Answered['cause']): void {
  if (cause === 'player') seat.expiries = 0
  if (cause === 'timeout') seat.expiries += 1
}
