// What the keepers of games report, as metrics and log lines. The parts know only their own interfaces.
import type { JournalObserver } from '../journal/journal-observer.ts'
import type { RecordsObserver } from '../lobby/match-records.ts'
import type { StoreContext } from '../store/open-configured.ts'
import { countStatement } from './statements.ts'
import type { Reporting } from './telemetry.ts'

const MS_PER_SECOND = 1000

export function observeJournal({ log, metrics }: Reporting): JournalObserver {
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

export function observeRecords({ log, metrics }: Reporting): RecordsObserver {
  return {
    onRetry(failed) {
      metrics.count('mj_record_retries_total')
      log.warn('record_retry', failed)
    },
    onUnpaid: (unpaid) => log.error('match_unpaid', unpaid),
  }
}

/** Why players were refused with STORE_DOWN. */
export const storeFailed =
  ({ log, metrics }: Reporting) =>
  (error: unknown): void => {
    metrics.count('mj_store_failures_total')
    log.error('store_failed', { error })
  }

/** Statements (told to the log with database.show_sql) and the write-behind queue. */
export function observeStore(
  { log, metrics, traces = null }: Reporting,
  { showSql, driver }: { readonly showSql: boolean; readonly driver: 'sqlite' | 'mysql' },
): StoreContext['observer'] {
  const settlements = metrics.counter('mj_settlements_total')
  let hasFailed = false
  return {
    onQuery(query) {
      countStatement(metrics, query)
      traces?.query({ ...query, system: driver })
      if (showSql) log.debug('query', { sql: query.sql, durationMs: query.durationMs, failed: query.failed })
    },
    onTorn: (torn) => log.warn('queue_torn', torn),
    onDamaged: (damaged) => log.error('queue_damaged', damaged),
    onBatch(batch) {
      settlements.child(hasFailed ? 'retry_ok' : 'ok').add(batch.matchRows)
      hasFailed = false
      metrics.observe('mj_settlement_duration_seconds', batch.durationMs / MS_PER_SECOND)
      log.debug('queue_batch', batch)
    },
    onRetry({ error, attempt }) {
      hasFailed = true
      log.warn('queue_retry', { error, attempt })
    },
    // Rows of matches come again until they are taken: none is lost yet.
    onRefused: ({ job, refusal }) => log.error('queue_refused', { job: job.type, code: refusal.code }),
    onRejected({ job, ofMatch, error }) {
      if (ofMatch) settlements.child('failed').inc()
      log.error('queue_rejected', { job: job.type, error })
    },
    onMoney: () => undefined,
  }
}
