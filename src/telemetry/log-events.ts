// Every event that the log can hold: one event is one line, and its name never changes its meaning. A name that
// is not here does not compile; docs/observability.md lists them all.

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

export type LogEventSpec = {
  readonly level: LogLevel
  /** What happened, for who reads the line at night. */
  readonly says: string
}

export const LOG_EVENTS = {
  // The process
  ready: { level: 'info', says: 'Everything listens: ports, tables recovered, milliseconds of the start.' },
  config_warning: {
    level: 'warn',
    says: 'A setting is allowed, but is likely not what was meant, or is unsafe.',
  },
  life_changed: {
    level: 'info',
    says: 'The phase of the process (starting, ready, draining), and what keeps it from being ready.',
  },
  stopping: { level: 'info', says: 'A signal asked the process to end.' },
  stop_forced: { level: 'warn', says: 'A second signal: rounds in play are not waited for.' },
  start_abandoned: { level: 'info', says: 'The process was asked to end before it was up.' },
  draining: {
    level: 'info',
    says: 'Newcomers are refused; so many rounds with a connected player are waited for.',
  },
  drained: { level: 'info', says: 'Rounds that ended in time, and those left to the next start.' },
  stopped: { level: 'info', says: 'Everything is closed: the exit code; the last line.' },
  stop_late: { level: 'error', says: 'Closing took too long; the process ends with code 1.' },
  stop_failed: { level: 'error', says: 'A part would not close; the process ends with code 1.' },
  crashed: {
    level: 'error',
    says: 'A bug that nothing caught: the process ends with code 1, the next one goes on from the journal.',
  },
  log_level_changed: { level: 'warn', says: 'Somebody set the level of this log at run time.' },
  log_dropped: {
    level: 'warn',
    says: 'Nobody read the log fast enough: so many lines before this one are lost.',
  },

  // Traces
  traces_on: { level: 'info', says: 'Traces are sent to this host; the share of what is followed.' },
  traces_off: { level: 'warn', says: 'Traces were asked for and cannot be sent: why. The game goes on.' },
  traces_setting: { level: 'warn', says: 'An OTEL_... variable was left alone: why.' },
  traces_lost: {
    level: 'warn',
    says: 'Spans do not arrive, or the other end complains; once until they do.',
  },
  traces_resumed: { level: 'info', says: 'Spans arrive again.' },
  traces_unsent: { level: 'warn', says: 'The last spans could not be sent before the end.' },
  probes_on: { level: 'debug', says: 'The USDT probes are there, and the file that tracers read.' },
  probes_off: { level: 'info', says: 'There are no USDT probes, and why.' },
  perf_map_on: {
    level: 'info',
    says: 'Compiled functions are written to a map for perf and bpftrace: its file, and milliseconds.',
  },
  perf_map_off: { level: 'info', says: 'The map of compiled functions was removed, and by whom.' },
  perf_map_refused: { level: 'warn', says: 'The map of compiled functions could not be made, and why.' },
  ops_refused: { level: 'debug', says: 'The metrics server refused a request, with the reason.' },
  ops_failed: { level: 'error', says: 'The metrics server could not answer a request: a bug.' },

  // Tables
  command_taken: {
    level: 'debug',
    says: 'A table took a command: who asked what, how many events it became.',
  },
  command_refused: { level: 'debug', says: 'A table refused a command, with the reason that was answered.' },
  invariant_violated: {
    level: 'error',
    says: 'An invariant broke; the table is frozen, its journal is kept.',
  },
  bot_failed: { level: 'error', says: 'A bot gave no answer, or one that is not allowed: a bug.' },
  move_not_journalled: { level: 'warn', says: 'The journal refused a move; the table stays as it was.' },
  table_lost: {
    level: 'error',
    says: 'The journal does not know this owner any more; the table was dropped.',
  },
  table_not_recovered: { level: 'error', says: 'A table of the journal could not be gone on with.' },

  // Sockets and requests
  request_handled: {
    level: 'debug',
    says: 'A request of a player was answered: route, result, milliseconds.',
  },
  session_closed: { level: 'debug', says: 'A session ended: how, and how long it lived.' },
  accept_failed: { level: 'warn', says: 'A connection could not be accepted (out of file descriptors?).' },
  handler_failed: { level: 'error', says: 'The handler of a route threw: a bug.' },
  unbind_failed: { level: 'error', says: 'The lobby threw when it heard of a closed session: a bug.' },
  push_failed: { level: 'error', says: 'A push had no valid form and was not sent: a bug.' },
  request_failed: { level: 'error', says: 'An HTTP request ended in an unexpected error: a bug.' },

  // Journal
  journal_opened: { level: 'info', says: 'The journal was read: tables, records, what it found.' },
  journal_state: { level: 'info', says: 'The journal can be written again, or was closed.' },
  journal_failed: { level: 'error', says: 'The journal cannot be written; moves are refused until it can.' },
  journal_damage: {
    level: 'warn',
    says: 'A damaged place was found in the journal, and how it was treated.',
  },
  journal_upkeep_failed: { level: 'warn', says: 'Old journal files could not be removed or sealed.' },

  // Store and its queue
  store_away: {
    level: 'warn',
    says: 'The database server is not there at the start; it is waited for, and the process is not ready.',
  },
  store_failed: { level: 'error', says: 'A player was refused with STORE_DOWN; the cause.' },
  record_retry: { level: 'warn', says: 'The rows of a match could not be written and are tried again.' },
  match_unpaid: { level: 'error', says: 'A match began whose cards could not be charged.' },
  query: { level: 'debug', says: 'One statement (without its values) and its duration; database.show_sql.' },
  queue_batch: { level: 'debug', says: 'The write-behind queue wrote a batch.' },
  queue_retry: { level: 'warn', says: 'A batch of the queue failed and is tried again.' },
  queue_torn: { level: 'warn', says: 'The queue’s file ended in half a job, which was cut off.' },
  queue_damaged: { level: 'error', says: 'A damaged place in the queue’s file was stepped over.' },
  queue_refused: {
    level: 'error',
    says: 'The queue of rows takes nothing (full, or its disk fails); new tables are refused until it does.',
  },
  queue_rejected: { level: 'error', says: 'A job failed in a way that trying again does not mend.' },
} as const satisfies Readonly<Record<string, LogEventSpec>>

/** Events that are logged at this level. */
export type EventAt<L extends LogLevel> = {
  [E in keyof typeof LOG_EVENTS]: (typeof LOG_EVENTS)[E]['level'] extends L ? E : never
}[keyof typeof LOG_EVENTS]

export const isLogLevel = (word: unknown): word is LogLevel =>
  (LOG_LEVELS as readonly unknown[]).includes(word)
