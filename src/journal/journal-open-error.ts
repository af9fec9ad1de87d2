// Why a journal folder could not be opened at all; damage inside it is reported, not thrown.

export type JournalOpenErrorCode =
  /** Another process (or another journal of this one) has the folder. */
  | 'LOCKED'
  | 'UNREADABLE'
  | 'UNWRITABLE'
  /** Written by a later xuezhan in a format this one does not know. */
  | 'UNKNOWN_FORMAT'

export class JournalOpenError extends Error {
  readonly code: JournalOpenErrorCode

  constructor(code: JournalOpenErrorCode, message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'JournalOpenError'
    this.code = code
  }
}
