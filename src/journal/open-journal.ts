// The journal that the configuration names.
import { join } from 'node:path'
import type { Config } from '../config/schema.ts'
import type { Clock } from '../lib/clock.ts'
import type { TableJournal } from '../room/journal-port.ts'
import { openFileJournal } from './file-journal.ts'
import type { JournalObserver } from './journal-observer.ts'
import { MemoryJournal } from './memory.ts'

export type JournalParts = {
  readonly dataDir: string
  readonly clock: Clock
  readonly observer: JournalObserver
}

export async function openJournal<E>(
  { adapter, fsync, intervalMs, segmentBytes, keepDays }: Config['journal'],
  { dataDir, clock, observer }: JournalParts,
): Promise<TableJournal<E>> {
  if (adapter === 'memory') return new MemoryJournal<E>()
  const folder = join(dataDir, 'journal')
  return await openFileJournal<E>({
    folder,
    fsync,
    syncIntervalMs: intervalMs,
    segmentBytes,
    keepDays,
    clock,
    observer,
  })
}
