// Statements of the database, by what they are and how they fail.
import type { StoreObserver } from '../store/open-store.ts'
import type { Metrics } from './metrics.ts'

type Query = Parameters<StoreObserver['onQuery']>[0]

const MS_PER_SECOND = 1000
const VERBS: readonly string[] = ['select', 'insert', 'update', 'delete']
const FIRST_WORD = /^\s*([a-z]+)/i

const CLASSES: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/DEADLOCK|SQLITE_BUSY/, 'deadlock'],
  [/TIMEOUT|TIMEDOUT/, 'timeout'],
  [/^ECONN|^EPIPE|^ENOTFOUND|^EHOSTUNREACH|CONNECTION|STORE_DOWN/, 'connection'],
]

export function countStatement(metrics: Metrics, { sql, durationMs, error }: Query): void {
  const verb = FIRST_WORD.exec(sql)?.[1]?.toLowerCase() ?? ''
  const op = VERBS.includes(verb) ? verb : 'transaction'
  metrics.observe('mj_db_operation_duration_seconds', durationMs / MS_PER_SECOND, [op])
  if (error !== undefined) metrics.count('mj_db_errors_total', [classOf(error)])
}

/** By the code alone: messages are for people. */
function classOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return CLASSES.find(([pattern]) => pattern.test(code))?.[1] ?? 'other'
}
