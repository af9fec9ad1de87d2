// Levels that are read when somebody scrapes: tables, seats, sessions and every queue with its bound.
import type { Config } from '../config/schema.ts'
import { DEFAULT_LIMITS } from '../journal/file-journal-options.ts'
import type { JournalDepth } from '../room/journal-port.ts'
import type { SocketLevels } from '../net/session-registry.ts'
import type { Room } from '../room/room.ts'
import type { TableState } from '../table/state.ts'
import type { QueueName, TablePhase } from './label-values.ts'
import { TABLE_PHASES } from './label-values.ts'
import type { Metrics } from './metrics.ts'

export type PoolLevels = { readonly open: number; readonly used: number; readonly waiting: number }

export type Levels = {
  readonly journal: { depth(): JournalDepth }
  readonly records: { readonly depth: number }
  readonly queue: {
    readonly levels: { readonly depth: number; readonly bytes: number; readonly oldestAgeMs: number }
  }
  /** null: a database of one connection. */
  readonly poolLevels: (() => PoolLevels) | null
  readonly game: { socketLevels(): SocketLevels }
  readonly lobby: { readonly registry: { rooms(): Iterable<Room> } }
  readonly config: Pick<Config, 'limits' | 'database'>
}

const MS_PER_SECOND = 1000
const BYTES_PER_MB = 1024 * 1024
const SEAT_KINDS = ['player', 'offline', 'trusted', 'bot'] as const
type SeatKind = (typeof SEAT_KINDS)[number]

export function watchLevels(metrics: Metrics, levels: Levels): void {
  setLimits(metrics, levels)
  metrics.beforeScrape(() => {
    readTables(metrics, levels.lobby.registry.rooms())
    readSockets(metrics, levels.game.socketLevels())
    readQueues(metrics, levels)
  })
}

function setLimits(metrics: Metrics, { config: { limits, database } }: Levels): void {
  const entries: Partial<Record<QueueName, number>> = {
    mailbox: limits.mailbox,
    journal: DEFAULT_LIMITS.maxQueuedRecords,
    tables: limits.maxTables,
    pre_auth: limits.maxPreAuth,
    db_waiters: database.maxWaiting,
  }
  for (const [queue, limit] of Object.entries(entries)) metrics.set('mj_queue_limit', limit, [queue])
  metrics.set('mj_queue_size_limit_bytes', limits.sendBufferHardBytes, ['send_buffer'])
  metrics.set('mj_queue_size_limit_bytes', database.queueMaxMb * BYTES_PER_MB, ['write_behind'])
  metrics.set('mj_queue_size_limit_bytes', DEFAULT_LIMITS.maxQueuedBytes, ['journal'])
}

function readTables(metrics: Metrics, rooms: Iterable<Room>): void {
  const phases = new Map<TablePhase, number>(TABLE_PHASES.map((phase) => [phase, 0]))
  const seats = new Map<SeatKind, number>(SEAT_KINDS.map((kind) => [kind, 0]))
  let tables = 0
  let fullest = 0
  for (const { state, mailboxDepth } of rooms) {
    tables += 1
    fullest = Math.max(fullest, mailboxDepth)
    const phase = phaseOf(state)
    phases.set(phase, phases.get(phase)! + 1)
    for (const seat of state.seats) {
      if (!seat) continue
      const kind = kindOf(seat)
      seats.set(kind, seats.get(kind)! + 1)
    }
  }
  for (const [phase, count] of phases) metrics.set('mj_tables', count, [phase])
  for (const [kind, count] of seats) metrics.set('mj_seats', count, [kind])
  metrics.set('mj_queue_depth', tables, ['tables'])
  metrics.set('mj_queue_depth', fullest, ['mailbox'])
}

function phaseOf({ phase, roundNo }: Readonly<TableState>): TablePhase {
  switch (phase.kind) {
    case 'waiting':
      return roundNo === 0 ? 'waiting' : 'settling'
    case 'sorting':
      return 'sorting'
    case 'swapping':
      return 'exchange'
    case 'choosingVoid':
      return 'lack'
    case 'ended':
      return 'settling'
    default:
      return 'playing'
  }
}

function kindOf({ player, online, trust }: NonNullable<TableState['seats'][number]>): SeatKind {
  if (player.bot !== null) return 'bot'
  if (!online) return 'offline'
  return trust ? 'trusted' : 'player'
}

function readSockets(metrics: Metrics, sockets: SocketLevels): void {
  metrics.set('mj_sessions', sockets.preAuth, ['pre_auth'])
  metrics.set('mj_sessions', sockets.loggedIn, ['logged_in'])
  metrics.set('mj_queue_depth', sockets.preAuth, ['pre_auth'])
  metrics.set('mj_ws_buffered_bytes', sockets.bufferedBytes)
  metrics.set('mj_ws_slow_consumers', sockets.slow)
  metrics.set('mj_queue_size_bytes', sockets.fullestBytes, ['send_buffer'])
}

function readQueues(metrics: Metrics, { journal, records, queue, poolLevels }: Levels): void {
  const { queuedRecords, queuedBytes, oldestQueuedMs } = journal.depth()
  const { depth, bytes, oldestAgeMs } = queue.levels
  const pool = poolLevels?.() ?? { open: 1, used: 0, waiting: 0 }
  metrics.set('mj_queue_depth', queuedRecords, ['journal'])
  metrics.set('mj_queue_depth', records.depth, ['records'])
  metrics.set('mj_queue_depth', depth, ['write_behind'])
  metrics.set('mj_queue_depth', pool.waiting, ['db_waiters'])
  metrics.set('mj_queue_size_bytes', queuedBytes, ['journal'])
  metrics.set('mj_queue_size_bytes', bytes, ['write_behind'])
  metrics.set('mj_queue_oldest_seconds', oldestQueuedMs / MS_PER_SECOND, ['journal'])
  metrics.set('mj_queue_oldest_seconds', oldestAgeMs / MS_PER_SECOND, ['write_behind'])
  metrics.set('mj_db_pool_connections', pool.used, ['used'])
  metrics.set('mj_db_pool_connections', pool.open - pool.used, ['idle'])
  metrics.set('mj_db_pool_waiters', pool.waiting)
}
