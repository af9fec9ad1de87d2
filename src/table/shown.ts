// Which events everybody at the table may know of. Only those are counted in the numbers that leave the server: a gap
// in them would tell a rival that somebody else was asked something.
import type { TableEvent, TableEventType } from './event.ts'

/** Every type is decided by hand, so that a new one cannot be counted unawares. */
export const IS_SHOWN: Readonly<Record<TableEventType, boolean>> = {
  created: true,
  joined: true,
  left: true,
  presence: true,
  trust: true,
  readied: true,
  dealt: true,
  sorted: true,
  swapOpened: true,
  /** What is given away, and when it was chosen. */
  swapChosen: false,
  swapped: true,
  voidOpened: true,
  voidChosen: false,
  voidFixed: true,
  turnBegan: true,
  drew: true,
  /** A question tells what the asked seat holds. */
  prompted: false,
  answered: false,
  withdrawn: false,
  discarded: true,
  /** Somebody could take the discard. */
  claimsOpened: false,
  passedUp: false,
  ponged: true,
  /** Told of every added kong, whether or not it can be robbed. */
  kongDeclared: true,
  konged: true,
  won: true,
  kongsTransferred: true,
  roundEnded: true,
  roundAborted: true,
  matchEnded: true,
  voteOpened: true,
  voteAgreed: true,
  voteFailed: true,
  deadlinesMoved: true,
}

export const isShown = ({ type }: TableEvent): boolean => IS_SHOWN[type]
