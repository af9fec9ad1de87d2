// What SQLite's result codes mean to the store (sqlite.org/rescode.html).

import { StoreUnavailable } from './store-unavailable.ts'

/** SQLITE_CONSTRAINT_UNIQUE and SQLITE_CONSTRAINT_PRIMARYKEY. */
const DUPLICATES: readonly unknown[] = [2067, 1555]
const BUSY = 5
/** Busy, locked, read only, I/O error, corrupt, full, cannot open, protocol, not a database. */
const AWAY: ReadonlySet<number> = new Set([BUSY, 6, 8, 10, 11, 13, 14, 15, 26])
/** An extended code carries its primary one in the low byte. */
const PRIMARY_CODES = 256

const errcodeOf = (error: unknown): number | undefined =>
  typeof error === 'object' && error !== null && 'errcode' in error && typeof error.errcode === 'number'
    ? error.errcode
    : undefined

export const isSqliteDuplicate = (error: unknown): boolean => DUPLICATES.includes(errcodeOf(error))

export const isSqliteBusy = (error: unknown): boolean => (errcodeOf(error) ?? 0) % PRIMARY_CODES === BUSY

/** The error as the store's callers see it; one that is a bug stays as it is. */
export function sqliteErrorOf(error: unknown): unknown {
  const errcode = errcodeOf(error)
  if (errcode === undefined || !AWAY.has(errcode % PRIMARY_CODES)) return error
  // A statement that SQLite refuses has changed nothing: there is no network to lose its answer.
  return new StoreUnavailable('not-done', error)
}
