// What the parts report, turned into metrics and log lines. The parts know only their own interfaces.
import type { JournalObserver } from '../journal/journal-observer.ts'
import type { TableJournal } from '../room/journal-port.ts'
import type { RecordsObserver } from '../lobby/match-records.ts'
import type { NetObserver } from '../net/observer.ts'
import type { RoomObserver } from '../room/observer.ts'
import type { StoreContext } from '../store/open-configured.ts'
import type { TableEvent } from '../table/event.ts'
import type { WebObserver } from '../web/web-server-options.ts'
import type { Metrics } from './metrics.ts'
import type { Telemetry } from './telemetry.ts'

const MS_PER_SECOND = 1000

export function observeRooms({ log, metrics }: Telemetry): RoomObserver {
  return {
    onQueued() {},
    onDecided({ command, events, waitMs, decideMs, appendMs, fanoutMs }) {
      const seconds = (waitMs + decideMs + appendMs + fanoutMs) / MS_PER_SECOND
      metrics.count('mj_actions_total', [command.type, 'ok'])
      metrics.observe('mj_action_duration_seconds', seconds, [command.type])
      for (const event of events) countRound(metrics, event)
    },
    onRefused({ command }) {
      metrics.count('mj_actions_total', [command.type, 'rejected'])
    },
    onInvariantViolation({ room, violation, command }) {
      metrics.count('mj_invariant_violations_total', [violation.code])
      log.error('invariant_violated', { table: room.tableId, violation, command: command?.type ?? null })
    },
    onBotFailure({ room, error }) {
      log.error('bot_failed', { table: room.tableId, error })
    },
    onJournalFailure({ room, failure }) {
      log.warn('move_not_journalled', { table: room.tableId, failure })
    },
    onStopped({ room, reason }) {
      if (reason.kind === 'lost') log.error('table_lost', { table: room.tableId, failure: reason.failure })
    },
  }
}

function countRound(metrics: Metrics, event: TableEvent): void {
  if (event.type === 'roundEnded') metrics.count('mj_hands_total', [event.reason])
  if (event.type === 'roundAborted') metrics.count('mj_hands_total', ['aborted'])
}

export function observeNet({ log, metrics }: Telemetry): NetObserver {
  return {
    acceptFailed: (transport, error) => log.warn('accept_failed', { transport, error }),
    connectionRefused: (_, why) => metrics.count('mj_ws_refused_total', [why]),
    sessionOpened: (transport) => metrics.add('mj_ws_connections', 1, [transport]),
    sessionClosed(transport, end) {
      metrics.add('mj_ws_connections', -1, [transport])
      metrics.count('mj_ws_closes_total', [end])
    },
    handshakeDone: (isAccepted) =>
      metrics.count('mj_ws_handshakes_total', [isAccepted ? 'ok' : 'bad_request']),
    dataReceived() {},
    faultSeen: (code) => metrics.count('mj_ws_faults_total', [code]),
    messageHandled({ route, result, ms }) {
      metrics.count('mj_handler_results_total', [result])
      metrics.observe('mj_handler_duration_seconds', ms / MS_PER_SECOND, [route])
    },
    unbindFailed: (error) => log.error('unbind_failed', { error }),
    handlerFailed(route, error) {
      metrics.count('mj_handler_failures_total', [route])
      log.error('handler_failed', { route, error })
    },
    pushSent: (route) => metrics.count('mj_ws_pushes_total', [route]),
    pushFailed: (route, error) => log.error('push_failed', { route, error }),
  }
}

export function observeJournal({ log, metrics }: Telemetry): JournalObserver {
  return {
    opened: (start) => log.info('journal_opened', start),
    batchCommitted({ records, syncMs }) {
      metrics.count('mj_journal_records_total', [], records)
      if (syncMs !== null) metrics.observe('mj_journal_sync_seconds', syncMs / MS_PER_SECOND)
    },
    stateChanged(state) {
      metrics.set('mj_journal_state', state.kind === 'open' ? 1 : 0)
      if (state.kind === 'failed')
        log.error('journal_failed', { reason: state.reason, attempts: state.attempts })
      else log.info('journal_state', { state: state.kind })
    },
    damageFound(damage) {
      metrics.count('mj_journal_damage_total', [damage.kind])
      log.warn('journal_damage', damage)
    },
    upkeepFailed: (work, error) => log.warn('journal_upkeep_failed', { work, error }),
  }
}

export function observeRecords({ log, metrics }: Telemetry): RecordsObserver {
  return {
    onRetry(failed) {
      metrics.count('mj_record_retries_total')
      log.warn('record_retry', failed)
    },
    onUnpaid: (unpaid) => log.error('match_unpaid', unpaid),
  }
}

export function observeWeb({ log, metrics }: Telemetry): WebObserver {
  return {
    request({ method, route, status, seconds }) {
      metrics.observe('http_server_request_duration_seconds', seconds, [method, route, String(status)])
    },
    failed: (error, at) => log.error('request_failed', { error, ...at }),
  }
}

export type Levels = {
  readonly journal: Pick<TableJournal, 'depth'>
  readonly records: { readonly depth: number }
  readonly lobby: { readonly registry: { readonly size: number } }
  readonly limits: { readonly maxTables: number }
}

/** Levels that are read when somebody scrapes. */
export function watchLevels(metrics: Metrics, { journal, records, lobby, limits }: Levels): void {
  metrics.level('mj_tables', () => lobby.registry.size)
  metrics.level('mj_queue_depth', () => journal.depth().queuedRecords, ['journal'])
  metrics.level('mj_queue_depth', () => records.depth, ['records'])
  metrics.level('mj_queue_depth', () => lobby.registry.size, ['tables'])
  metrics.set('mj_queue_limit', limits.maxTables, ['tables'])
}

/** Why players were refused with STORE_DOWN. */
export const storeFailed =
  ({ log, metrics }: Telemetry) =>
  (error: unknown): void => {
    metrics.count('mj_store_failures_total')
    log.error('store_failed', { error })
  }

/** Statements (with database.show_sql) and the write-behind queue. */
export function observeStore({ log }: Telemetry): StoreContext['observer'] {
  return {
    onQuery: (query) => log.debug('query', query),
    onTorn: (torn) => log.warn('queue_torn', torn),
    onDamaged: (damaged) => log.error('queue_damaged', damaged),
    onBatch: (batch) => log.debug('queue_batch', batch),
    onRetry: ({ error, attempt }) => log.warn('queue_retry', { error, attempt }),
    onDropped: ({ job, refusal }) => log.error('queue_dropped', { job: job.type, code: refusal.code }),
    onRejected: ({ job, error }) => log.error('queue_rejected', { job: job.type, error }),
    onMoney: () => undefined,
  }
}
