// A player whose connection is gone keeps the seat and is shown as offline.
import type { RoomRegistry } from './registry.ts'
import type { SessionEvents } from './session.ts'

export const seatLeft = (registry: RoomRegistry): SessionEvents => ({
  onUnbound(session, uid) {
    const place = registry.placeOf(uid)
    place?.room.attendance.detach(place.seat, session)
  },
})
