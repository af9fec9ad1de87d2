// What MySQL's and MariaDB's error numbers mean to the store.

import { StoreUnavailable } from '../store-unavailable.ts'

const ER_DUP_ENTRY = 1062
const ER_LOCK_WAIT_TIMEOUT = 1205
const ER_LOCK_DEADLOCK = 1213
/** Answers of a server that takes no work now: it has not done any of this statement either. */
const REFUSED_BY_SERVER: ReadonlySet<number> = new Set([
  1021, // disk full
  1037, // out of memory
  1040, // too many connections
  1041, // out of resources
  1044, // no access to the database
  1045, // wrong password
  1049, // no such database: not restored yet
  1114, // table full
  1129, // host blocked
  1203, // too many connections of this user
  1226, // the user's resources are used up
  1290, // read only
  1792, // read only transaction
  1836, // read only mode
])
/** The server ended the session while it worked. */
const ENDED_BY_SERVER: ReadonlySet<number> = new Set([
  1053, 1077, 1078, 1079, 1152, 1158, 1159, 1160, 1161, 1927,
])
/** Before a connection stood, nothing can have been written. */
const NEVER_CONNECTED: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
])
const CONNECTION_LOST: ReadonlySet<string> = new Set([
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ECONNABORTED',
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_ENQUEUE_AFTER_FATAL_ERROR',
  'PROTOCOL_ENQUEUE_AFTER_QUIT',
  'PROTOCOL_SEQUENCE_TIMEOUT',
  'HANDSHAKE_NO_SSL_SUPPORT',
  'HANDSHAKE_SSL_ERROR',
])

const field = (error: unknown, name: 'errno' | 'code'): unknown =>
  typeof error === 'object' && error !== null && name in error
    ? (error as Record<string, unknown>)[name]
    : undefined

export const isMysqlDuplicate = (error: unknown): boolean => field(error, 'errno') === ER_DUP_ENTRY

/** The server rolled the transaction back so that another could pass: it may run again as it is. */
export const isMysqlConflict = (error: unknown): boolean => {
  const errno = field(error, 'errno')
  return errno === ER_LOCK_DEADLOCK || errno === ER_LOCK_WAIT_TIMEOUT
}

/** The error as the store's callers see it; one that is a bug stays as it is. */
export function mysqlErrorOf(error: unknown): unknown {
  if (error instanceof StoreUnavailable) return error
  const errno = field(error, 'errno')
  const code = field(error, 'code')
  if (typeof errno === 'number' && REFUSED_BY_SERVER.has(errno))
    return new StoreUnavailable('not-done', error)
  if (typeof errno === 'number' && ENDED_BY_SERVER.has(errno)) return new StoreUnavailable('unknown', error)
  if (typeof code !== 'string') return error
  if (NEVER_CONNECTED.has(code)) return new StoreUnavailable('not-done', error)
  return CONNECTION_LOST.has(code) ? new StoreUnavailable('unknown', error) : error
}

/** Whether the session behind a failed statement can be used again: only the server's own answers leave it whole. */
export const isSessionBroken = (error: unknown): boolean => error instanceof StoreUnavailable
