// Runs what writes, again where the database says that it may: after a lost race for a unique key, a deadlock, or
// a broken connection.

import { setTimeout } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import { isMysqlConflict, isMysqlDuplicate } from './mysql/mysql-errors.ts'
import type { Database } from './schema.ts'
import { isSqliteDuplicate } from './sqlite-errors.ts'
import { StoreUnavailable } from './store-unavailable.ts'

const MAX_CONFLICTS = 5
const FIRST_PAUSE_MS = 5
/** A work that looks before it inserts finds the other's row in its second run; a second collision is a bug. */
const MAX_DUPLICATES = 1
/** After a broken connection: nobody knows what has happened, so once more, if that is harmless. */
const MAX_UNKNOWN = 1

export const isUniqueViolation = (error: unknown): boolean =>
  isSqliteDuplicate(error) || isMysqlDuplicate(error)

export type Retries = {
  /** Running it twice is the same as once: every row it writes has a key of its own. */
  readonly isIdempotent: boolean
}

type Tries = { conflicts: number; duplicates: number; unknown: number }

function mayRunAgain(error: unknown, tries: Tries, { isIdempotent }: Retries): boolean {
  if (isMysqlConflict(error)) return (tries.conflicts += 1) <= MAX_CONFLICTS
  if (isUniqueViolation(error)) return (tries.duplicates += 1) <= MAX_DUPLICATES
  const isUnknown = error instanceof StoreUnavailable && error.outcome === 'unknown'
  return isUnknown && isIdempotent && (tries.unknown += 1) <= MAX_UNKNOWN
}

/** Random, so that two that collided do not collide again. */
const pauseAfter = (conflicts: number): Promise<void> =>
  setTimeout(Math.random() * FIRST_PAUSE_MS * 2 ** conflicts)

export async function retried<T>(
  work: () => Promise<T>,
  retries: Retries = { isIdempotent: true },
): Promise<T> {
  const tries: Tries = { conflicts: 0, duplicates: 0, unknown: 0 }
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!mayRunAgain(error, tries, retries)) throw deadlockAsAway(error)
      if (isMysqlConflict(error)) await pauseAfter(tries.conflicts)
    }
  }
}

/** A database that cannot get a lock for seconds is too busy; it is no bug. */
const deadlockAsAway = (error: unknown): unknown =>
  isMysqlConflict(error) ? new StoreUnavailable('not-done', error) : error

/** One transaction, run again as `retried` says. */
export function transact<T>(
  db: Kysely<Database>,
  work: (db: Kysely<Database>) => Promise<T>,
  retries: Retries = { isIdempotent: true },
): Promise<T> {
  return retried(() => db.transaction().execute(work), retries)
}
