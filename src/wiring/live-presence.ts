// Sessions as they come and go, told to the tables and to the back office: lobby over net.
import { randomUUID } from 'node:crypto'
import type { Clock } from '../lib/clock.ts'
import type { Lobby } from '../lobby/lobby.ts'
import { Presence } from '../lobby/presence.ts'
import type { PresenceDeps } from '../lobby/presence.ts'
import { seatLeft } from '../lobby/seat-left.ts'
import type { Session, SessionDirectory, SessionEvents } from '../lobby/session.ts'

export type PresenceParts = {
  readonly queue: PresenceDeps['queue']
  readonly clock: Clock
  readonly registry: Lobby['registry']
  /** There is none while the parts are put together. */
  readonly directory: () => Pick<SessionDirectory, 'bind' | 'online'>
}

export type LivePresence = {
  readonly events: SessionEvents
  readonly directory: Pick<SessionDirectory, 'bind'>
  /** Before the first player is let in. */
  start(): void
  close(): Promise<void>
}

export function livePresence({ queue, clock, registry, directory }: PresenceParts): LivePresence {
  const counts = () => ({ players: directory().online, tables: registry.size })
  const presence = new Presence({ queue, clock, processId: randomUUID(), counts })
  const seats = seatLeft(registry)
  return {
    events: {
      onUnbound(session, uid, isReplaced) {
        seats.onUnbound(session, uid, isReplaced)
        presence.onUnbound(session, uid, isReplaced)
      },
    },
    directory: {
      bind(session: Session, uid: number) {
        directory().bind(session, uid)
        presence.onBound(uid)
      },
    },
    start: () => presence.start(),
    close: () => presence.close(),
  }
}
