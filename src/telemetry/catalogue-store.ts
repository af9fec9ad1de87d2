// What keeps the games: journal, queues, database.
import { SETTLEMENT_SECONDS, STATEMENT_SECONDS, SYNC_SECONDS } from './buckets.ts'
import { BYTE_QUEUES, QUEUES } from './label-values.ts'
import type { MetricSpec } from './metric-spec.ts'

export const STORE_METRICS = {
  mj_queue_depth: {
    type: 'gauge',
    unit: '1',
    help: 'Entries that wait, by queue; of the mailboxes of tables the fullest.',
    purpose: 'Above 80 % of mj_queue_limit the next thing that happens is a refusal.',
    labels: { queue: QUEUES },
    stability: 'stable',
  },
  mj_queue_limit: {
    type: 'gauge',
    unit: '1',
    help: 'The bound of each queue in entries. records and write_behind are bounded by their bytes.',
    purpose: 'The denominator of mj_queue_depth.',
    labels: { queue: QUEUES },
    stability: 'stable',
  },
  mj_queue_size_bytes: {
    type: 'gauge',
    unit: 'bytes',
    help: 'Bytes that wait, by queue; of the send buffers of sockets the fullest.',
    purpose: 'Above 80 % of mj_queue_size_limit_bytes the next thing is a refusal, or a dropped connection.',
    labels: { queue: BYTE_QUEUES },
  },
  mj_queue_size_limit_bytes: {
    type: 'gauge',
    unit: 'bytes',
    help: 'The bound of each queue in bytes.',
    purpose: 'The denominator of mj_queue_size_bytes.',
    labels: { queue: BYTE_QUEUES },
  },
  mj_queue_oldest_seconds: {
    type: 'gauge',
    unit: 'seconds',
    help: 'Age of the oldest entry of the queues that keep their order.',
    purpose: 'Grows while nothing is written, however little waits.',
    labels: { queue: ['journal', 'write_behind'] },
  },
  mj_journal_state: {
    type: 'gauge',
    unit: '1',
    help: '1 while the journal can be written, else 0.',
    purpose: 'At 0 every move is refused.',
    stability: 'stable',
  },
  mj_journal_records_total: {
    type: 'counter',
    unit: '1',
    help: 'Records acknowledged by the journal.',
    purpose: 'Moves that are on the disk.',
  },
  mj_journal_sync_seconds: {
    type: 'histogram',
    unit: 'seconds',
    help: 'Duration of one fdatasync of the journal.',
    purpose: 'The disk. A move cannot be faster than this.',
    buckets: SYNC_SECONDS,
  },
  mj_journal_damage_total: {
    type: 'counter',
    unit: '1',
    help: 'Damaged places found in the journal, by kind.',
    purpose: 'TORN_TAIL is a crash; everything else is lost data.',
    labels: {
      kind: ['TORN_TAIL', 'UNREADABLE', 'BAD_BODY', 'SHORT_SEGMENT', 'MISSING_SEGMENT', 'BAD_CHECKPOINT'],
    },
  },
  mj_settlements_total: {
    type: 'counter',
    unit: '1',
    help: 'Rows of matches (desk, charge, rounds, end, refund) in the database: at once, after a retry, or never.',
    purpose: 'Bad is failed: somebody misses a row.',
    labels: { result: ['ok', 'retry_ok', 'failed'] },
    slo: 'settlement',
  },
  mj_settlement_duration_seconds: {
    type: 'histogram',
    unit: 'seconds',
    help: 'One batch of results, written in one transaction.',
    purpose: 'How fast a backlog can go down.',
    buckets: SETTLEMENT_SECONDS,
  },
  mj_store_failures_total: {
    type: 'counter',
    unit: '1',
    help: 'Requests of players that the store could not serve.',
    purpose: 'Logins and new tables that were refused with STORE_DOWN.',
  },
  mj_record_retries_total: {
    type: 'counter',
    unit: '1',
    help: 'Writes of results that failed and were tried again.',
    purpose: 'The database is away or refuses; games go on.',
  },
  mj_db_operation_duration_seconds: {
    type: 'histogram',
    unit: 'seconds',
    help: 'One statement, by its verb.',
    purpose: 'With SQLite this is time of the event loop.',
    labels: { op: ['select', 'insert', 'update', 'delete', 'transaction'] },
    buckets: STATEMENT_SECONDS,
  },
  mj_db_errors_total: {
    type: 'counter',
    unit: '1',
    help: 'Statements that failed, by class.',
    purpose: 'connection: the server is gone. deadlock: two writers. timeout: too slow.',
    labels: { class: ['timeout', 'deadlock', 'connection', 'other'] },
  },
  mj_db_pool_connections: {
    type: 'gauge',
    unit: '1',
    help: 'Connections of the database pool.',
    purpose: 'All used for long: the pool is too small or the database too slow.',
    labels: { state: ['used', 'idle'] },
  },
  mj_db_pool_waiters: {
    type: 'gauge',
    unit: '1',
    help: 'Work that waits for a connection of the pool.',
    purpose: 'Above 0 for long: as above.',
  },
} as const satisfies Readonly<Record<string, MetricSpec>>
