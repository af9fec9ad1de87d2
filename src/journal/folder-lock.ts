// One process for one journal folder. The lock is SQLite's own file lock on an empty file: the kernel drops it
// with the process, however that dies, so nothing stale is ever left and no process id has to be trusted.

import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { JournalOpenError } from './journal-open-error.ts'

const SQLITE_BUSY = 5
const LOCK_FILE = 'lock'

export interface FolderLock {
  release(): void
}

/** Takes the lock or throws `JournalOpenError` with code LOCKED (somebody has it) or UNWRITABLE. */
export function lockFolder(folder: string): FolderLock {
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(path.join(folder, LOCK_FILE))
    // With the rollback journal in memory the lock writes no byte, so that a full disk does not prevent it.
    database.exec('PRAGMA busy_timeout = 0; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
  } catch (error) {
    database?.close()
    const isBusy = error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY
    if (isBusy) throw new JournalOpenError('LOCKED', `another process uses the journal in ${folder}`, error)
    throw new JournalOpenError('UNWRITABLE', `no lock can be taken in ${folder}`, error)
  }
  const held = database
  return { release: () => held.close() }
}
