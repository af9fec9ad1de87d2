// From a session to its seat; the way back is seat-left.ts.
import type { Room } from '../room/room.ts'
import { seatOfUid } from '../table/seating.ts'
import type { Session } from './session.ts'

/**
 * From here on the session gets the table's pushes. One that closed before its account had the seat was never
 * taken from it, so that is done now; a newer session that has the seat already keeps it.
 */
export function linkSeat(room: Room, session: Session, uid: number): void {
  const seat = seatOfUid(room.state, uid)
  if (seat === null) return
  if (session.isClosed) room.attendance.detach(seat, session)
  else room.attendance.attach(seat, session)
}
