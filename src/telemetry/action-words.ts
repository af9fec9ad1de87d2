// Commands and refusals of a table in the words of the metrics.
import type { Reason } from '../protocol/refusals.ts'
import type { Command } from '../table/command.ts'
import type { Action } from '../table/prompt.ts'
import type { ActionName, ActionResult } from './label-values.ts'

const ACTION_NAMES: Readonly<Record<Action['type'], ActionName>> = {
  discard: 'discard',
  pong: 'peng',
  kong: 'gang',
  win: 'hu',
  pass: 'pass',
}

/** What a command is as a move; null for those that are none. */
export function moveOf(command: Command): { readonly action: ActionName; readonly isBot: boolean } | null {
  switch (command.type) {
    case 'swap':
      return { action: 'exchange', isBot: command.byServer === true }
    case 'chooseVoid':
      return { action: 'lack', isBot: command.byServer === true }
    case 'act':
      return { action: ACTION_NAMES[command.action.type], isBot: command.byServer === true }
    default:
      return null
  }
}

/** Reasons that are ours and not the player's. Every other one is `rejected`. */
const OURS: Partial<Readonly<Record<Reason, ActionResult>>> = {
  SERVER_BUSY: 'timeout',
  JOURNAL_DOWN: 'error',
  STORE_DOWN: 'error',
  DESK_FROZEN: 'error',
  DRAINING: 'error',
  INTERNAL: 'error',
}
/** What an answer is refused with whose prompt is gone. */
const TOO_LATE: readonly Reason[] = ['STALE_PROMPT', 'NO_PROMPT', 'WRONG_PHASE', 'NOT_YOUR_TURN']
/** An answer that we kept waiting for so long was late because of us. */
const OUR_DELAY_MS = 1000

/** `waitMs`: from its arrival to its turn. */
export function resultOfRefusal(reason: Reason, waitMs: number): ActionResult {
  if (waitMs >= OUR_DELAY_MS && TOO_LATE.includes(reason)) return 'timeout'
  return OURS[reason] ?? 'rejected'
}
