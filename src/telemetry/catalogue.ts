// Every metric of the game server, as data: name, type, help, closed label sets and buckets. Nothing else
// constructs a metric.

export type MetricSpec = {
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly help: string
  readonly labels?: readonly string[]
  /** Upper bounds, in the unit that the name says. */
  readonly buckets?: readonly number[]
}

const LATENCY = [0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5]
/** Fine around what is promised of a move: 2 ms for half of them, 15 ms for 99 of 100. */
const MOVE = [
  0.00025, 0.0005, 0.00075, 0.001, 0.0015, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.015, 0.02, 0.03, 0.05, 0.1,
  0.25, 0.5, 1,
]
const SYNC = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]
const LOOP = [0.0005, 0.001, 0.002, 0.005, 0.0075, 0.01, 0.015, 0.02, 0.03, 0.05, 0.1, 0.25, 0.5, 1, 2]

export const CATALOGUE = {
  mj_ws_connections: { type: 'gauge', help: 'Open sockets, by transport.', labels: ['transport'] },
  mj_ws_handshakes_total: { type: 'counter', help: 'Handshakes, by result.', labels: ['result'] },
  mj_ws_closes_total: { type: 'counter', help: 'Closed sessions, by reason.', labels: ['reason'] },
  mj_ws_refused_total: {
    type: 'counter',
    help: 'Connections turned away before the handshake, by reason.',
    labels: ['reason'],
  },
  mj_ws_faults_total: { type: 'counter', help: 'Malformed input, by protocol error code.', labels: ['code'] },
  mj_ws_pushes_total: { type: 'counter', help: 'Pushes handed to sockets, by route.', labels: ['route'] },
  mj_handler_duration_seconds: {
    type: 'histogram',
    help: 'From the read of a request off the socket to its answer, by route.',
    labels: ['handler'],
    buckets: LATENCY,
  },
  mj_handler_results_total: {
    type: 'counter',
    help: 'Answered requests, by result: OK or the reason of the refusal.',
    labels: ['result'],
  },
  mj_handler_failures_total: { type: 'counter', help: 'Handlers that threw: bugs.', labels: ['handler'] },
  mj_actions_total: {
    type: 'counter',
    help: 'Commands to tables, by type and result (ok or rejected).',
    labels: ['action', 'result'],
  },
  mj_action_duration_seconds: {
    type: 'histogram',
    help: 'From the arrival of a command to the hand-over of the last frame that it caused.',
    labels: ['action'],
    buckets: MOVE,
  },
  mj_tables: { type: 'gauge', help: 'Live tables.' },
  mj_hands_total: {
    type: 'counter',
    help: 'Rounds that ended, by outcome: winners, wall or aborted.',
    labels: ['outcome'],
  },
  mj_invariant_violations_total: {
    type: 'counter',
    help: 'Tables frozen because an invariant broke; has to stay 0.',
    labels: ['invariant'],
  },
  mj_queue_depth: { type: 'gauge', help: 'Entries that wait, by queue.', labels: ['queue'] },
  mj_queue_limit: { type: 'gauge', help: 'The bound of each queue.', labels: ['queue'] },
  mj_journal_state: { type: 'gauge', help: '1 while the journal can be written, else 0.' },
  mj_journal_records_total: { type: 'counter', help: 'Records acknowledged by the journal.' },
  mj_journal_sync_seconds: {
    type: 'histogram',
    help: 'Duration of one fdatasync of the journal.',
    buckets: SYNC,
  },
  mj_journal_damage_total: {
    type: 'counter',
    help: 'Damaged places found in the journal, by kind.',
    labels: ['kind'],
  },
  mj_store_failures_total: { type: 'counter', help: 'Requests of players that the store could not serve.' },
  mj_record_retries_total: { type: 'counter', help: 'Writes to the store that failed and were tried again.' },
  mj_log_dropped_total: {
    type: 'counter',
    help: 'Lines of the log that were lost because nobody read it fast enough.',
  },
  mj_event_loop_delay_seconds: {
    type: 'histogram',
    help: 'How late a timer of 20 ms rings: what everything in this process waits for besides its own work.',
    buckets: LOOP,
  },
  http_server_request_duration_seconds: {
    type: 'histogram',
    help: 'HTTP requests, by method, route and status.',
    labels: ['http_request_method', 'http_route', 'http_response_status_code'],
    buckets: LATENCY,
  },
} as const satisfies Readonly<Record<string, MetricSpec>>

export type MetricName = keyof typeof CATALOGUE
