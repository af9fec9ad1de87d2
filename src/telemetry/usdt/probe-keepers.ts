// Probes of what keeps games: the journal, the database and the queue in front of it.
import type { JournalObserver } from '../../journal/journal-observer.ts'
import type { StoreContext } from '../../store/open-configured.ts'
import { PROBE } from './probes.ts'
import type { Usdt } from './provider.ts'

type StoreListener = StoreContext['observer']

const SYNC_START = PROBE.wal__sync__start
const SYNC_DONE = PROBE.wal__sync__done
const QUEUE_DEPTH = PROBE.queue__depth
const QUERY_START = PROBE.db__query__start
const QUERY_DONE = PROBE.db__query__done
/** Queues that are not a table's. */
const NO_KEY = 0

/** The observer itself in a process without probes. The journal writes one batch at a time. */
export function probeJournal(inner: JournalObserver, { sem, fire, status }: Usdt): JournalObserver {
  if (!status.isActive) return inner
  let id = 0
  let isWriting = false
  const end = (hasFailed: boolean): void => {
    if (isWriting && sem[SYNC_DONE] !== 0) fire.wal__sync__done(id, hasFailed ? 1 : 0)
    isWriting = false
  }
  return {
    ...inner,
    batchBegun(batch) {
      inner.batchBegun?.(batch)
      id += 1
      isWriting = true
      if (sem[QUEUE_DEPTH] !== 0) fire.queue__depth('journal', NO_KEY, batch.records)
      if (sem[SYNC_START] !== 0) fire.wal__sync__start(id, batch.records, batch.bytes)
    },
    batchCommitted(batch) {
      end(false)
      inner.batchCommitted?.(batch)
    },
    stateChanged(state) {
      if (state.kind === 'failed') end(true)
      inner.stateChanged?.(state)
    },
  }
}

/** The observer itself in a process without probes. */
export function probeStore(inner: StoreListener, { sem, fire, status }: Usdt): StoreListener {
  if (!status.isActive) return inner
  let lastId = 0
  return {
    ...inner,
    onStatement(sql) {
      if (sem[QUERY_START] === 0 && sem[QUERY_DONE] === 0) return null
      lastId += 1
      const id = lastId
      if (sem[QUERY_START] !== 0) fire.db__query__start(id, sql)
      return (rows) => {
        if (sem[QUERY_DONE] !== 0) fire.db__query__done(id, sql, rows)
      }
    },
    onBatch(batch) {
      if (sem[QUEUE_DEPTH] !== 0) fire.queue__depth('write_behind', NO_KEY, batch.depth)
      inner.onBatch(batch)
    },
  }
}
