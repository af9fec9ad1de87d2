// What an operator can set on the file journal, and what holds when nothing is set.

import { type Clock, systemClock } from '../lib/clock.ts'
import type { GroupCommitLimits } from './group-commit.ts'
import { type JournalFiles, nodeJournalFiles } from './journal-files.ts'
import type { JournalObserver } from './journal-observer.ts'

/**
 * When an append is acknowledged. `batch`: after fdatasync, survives loss of power. `interval`, `off`: after the
 * write, survives the death of the process; `interval` syncs every `syncIntervalMs`, `off` at the end of a segment.
 */
export type FsyncMode = 'batch' | 'interval' | 'off'

export type FileJournalOptions = {
  readonly folder: string
  readonly fsync?: FsyncMode
  readonly syncIntervalMs?: number
  /** A segment that has reached this size is closed and the next one opened. */
  readonly segmentBytes?: number
  /** How long finished tables stay readable, in days. */
  readonly keepDays?: number
  readonly limits?: Partial<GroupCommitLimits>
  readonly clock?: Clock
  readonly observer?: JournalObserver
  /** For tests: a disk that fails. */
  readonly files?: JournalFiles
}

export type FileJournalSettings = Required<Omit<FileJournalOptions, 'limits'>> & {
  readonly limits: GroupCommitLimits
}

const DEFAULT_SYNC_INTERVAL_MS = 50
const DEFAULT_SEGMENT_BYTES = 16 * 1024 * 1024
const DEFAULT_KEEP_DAYS = 7
/** A deal's largest record is a few kilobytes; one megabyte is a mistake. */
export const DEFAULT_LIMITS: GroupCommitLimits = {
  maxRecordBytes: 1024 * 1024,
  maxQueuedRecords: 65_536,
  maxQueuedBytes: 64 * 1024 * 1024,
}

export function settingsOf(options: FileJournalOptions): FileJournalSettings {
  return {
    fsync: 'batch',
    syncIntervalMs: DEFAULT_SYNC_INTERVAL_MS,
    segmentBytes: DEFAULT_SEGMENT_BYTES,
    keepDays: DEFAULT_KEEP_DAYS,
    clock: systemClock,
    observer: {},
    files: nodeJournalFiles(options.folder),
    ...options,
    limits: { ...DEFAULT_LIMITS, ...options.limits },
  }
}
