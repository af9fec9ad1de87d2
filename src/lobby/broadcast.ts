// The operator's words to everybody who is logged in.
import { outgoing } from '../room/connection.ts'
import type { SessionDirectory } from './session.ts'

/** UTF-16 units; what onBroadcast can carry. */
const MAX_MESSAGE = 2048

/** A longer message is cut. */
export const broadcast = (directory: Pick<SessionDirectory, 'broadcast'>, message: string): void =>
  directory.broadcast(outgoing('onBroadcast', { code: 0, message: message.slice(0, MAX_MESSAGE) }))
