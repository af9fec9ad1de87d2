// Every label value there is. Where the code has a list it is taken from there; where it has only a type, the
// record below does not compile until each member is in it.
import type { Refused, SessionEnd } from '../net/observer.ts'
import { CLOSE_CODES } from '../protocol/close-codes.ts'
import type { ProtocolErrorCode } from '../protocol/protocol-error.ts'
import { PUSH_NAMES } from '../protocol/pushes.ts'
import { REASONS } from '../protocol/refusals.ts'
import { ROUTE_NAMES } from '../protocol/routes.ts'
import { VIOLATIONS } from '../room/invariants.ts'
import type { Command } from '../table/command.ts'

const keys = <K extends string>(record: Readonly<Record<K, true>>): readonly K[] => Object.keys(record) as K[]

/** What players do at a table, in the words of the game. */
export const ACTIONS = ['exchange', 'lack', 'discard', 'peng', 'gang', 'hu', 'pass'] as const
export type ActionName = (typeof ACTIONS)[number]

/**
 * ok: taken and shown. rejected: the rules or the state of the table forbid it, as the player could have known.
 * timeout: the server did not get to it in time. error: the server could not do it at all.
 */
export const ACTION_RESULTS = ['ok', 'rejected', 'timeout', 'error'] as const
export type ActionResult = (typeof ACTION_RESULTS)[number]

export const COMMANDS = keys<Command['type']>({
  join: true,
  leave: true,
  ready: true,
  presence: true,
  sorted: true,
  swap: true,
  chooseVoid: true,
  act: true,
  trust: true,
  dissolve: true,
  vote: true,
  expire: true,
  recover: true,
  end: true,
})

export const HANDLERS: readonly string[] = [...ROUTE_NAMES, 'unknown']
export const HANDLER_RESULTS = ['ok', 'rejected', 'error'] as const
export const ANSWERS: readonly string[] = ['OK', ...REASONS]
export const PUSH_ROUTES: readonly string[] = PUSH_NAMES
export const INVARIANTS: readonly string[] = VIOLATIONS

export const FAULTS = keys<ProtocolErrorCode>({
  PACKET_TYPE: true,
  PACKET_TOO_LONG: true,
  MESSAGE_EMPTY: true,
  MESSAGE_TYPE: true,
  MESSAGE_TRUNCATED: true,
  MESSAGE_ID: true,
  MESSAGE_COMPRESSED: true,
  ROUTE_TEXT: true,
  ROUTE_CODE_UNKNOWN: true,
  CIPHER_TEXT: true,
  CIPHER_KEY: true,
  JSON_UTF8: true,
  JSON_DEPTH: true,
  JSON_SYNTAX: true,
  HANDSHAKE_TOO_LONG: true,
  HANDSHAKE_SHAPE: true,
})

export const REFUSED = keys<Refused>({
  full: true,
  pre_auth_full: true,
  ip_full: true,
  draining: true,
  overload: true,
  origin: true,
  path: true,
  not_websocket: true,
})

export const SESSION_ENDS: readonly SessionEnd[] = [
  ...(Object.keys(CLOSE_CODES) as (keyof typeof CLOSE_CODES)[]),
  'CLIENT_GONE',
]

/** Queues by their entries; of those that exist once per table the fullest counts. */
export const QUEUES = [
  'mailbox',
  'journal',
  'records',
  'write_behind',
  'db_waiters',
  'tables',
  'pre_auth',
] as const
export type QueueName = (typeof QUEUES)[number]

/** Queues that are bounded by their bytes; of those that exist once per socket the fullest counts. */
export const BYTE_QUEUES = ['journal', 'write_behind', 'send_buffer'] as const

export const TABLE_PHASES = ['waiting', 'sorting', 'exchange', 'lack', 'playing', 'settling'] as const
export type TablePhase = (typeof TABLE_PHASES)[number]

export const LIFECYCLE_STATES = ['starting', 'ready', 'draining'] as const
export type LifecycleState = (typeof LIFECYCLE_STATES)[number]

/** rejected: the other end took the rest of their batch. unsent: the process ended before they could be sent. */
export const SPAN_ENDS = ['exported', 'rejected', 'queue_full', 'export_failed', 'unsent'] as const
export type SpanEnd = (typeof SPAN_ENDS)[number]
