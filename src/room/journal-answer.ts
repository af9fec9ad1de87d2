// What the room's dealings with the journal mean for players and for the journal's own books.
import type { Reason } from '../protocol/refusals.ts'
import type { Command } from '../table/command.ts'
import type { JournalCause, JournalFailure } from './journal-port.ts'
import type { Origin } from './room-item.ts'

/**
 * lost: the table belongs to somebody else, or is over. busy: the same may be tried again at once.
 * down: nothing can be recorded until the journal is back.
 */
export type Trouble = 'lost' | 'busy' | 'down'

export function troubleOf(failure: JournalFailure): Trouble {
  switch (failure.code) {
    case 'WRONG_SEQUENCE':
    case 'STALE_EPOCH':
    case 'TABLE_QUARANTINED':
      return 'lost'
    case 'BACKLOG_FULL':
      return 'busy'
    case 'UNAVAILABLE':
    case 'RECORD_TOO_LARGE':
      return 'down'
  }
}

export const reasonOf = (trouble: Trouble): Reason => (trouble === 'down' ? 'JOURNAL_DOWN' : 'SERVER_BUSY')

export function causeOf(command: Command, { clientSeq }: Origin): JournalCause {
  if (command.type === 'expire') return { kind: 'timeout' }
  if (command.type === 'recover') return { kind: 'recovered' }
  if (!('seat' in command) || command.seat === undefined) return { kind: 'system' }
  if ('byServer' in command && command.byServer) return { kind: 'system' }
  return clientSeq == null
    ? { kind: 'player', seat: command.seat }
    : { kind: 'player', seat: command.seat, clientSeq }
}
