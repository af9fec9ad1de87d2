// What a lobby's process stands on: a database in memory, the queue's spool and a clock that stands still.
import { migrate } from '../../src/store/migrate.ts'
import { connect, makeStore } from '../../src/store/open-store.ts'
import { SqliteDialect } from '../../src/store/sqlite-dialect.ts'
import { FakeClock } from '../room/fake-clock.ts'
import { StoreBed } from '../store/contract/store-bed.ts'
import { MemorySpool } from '../support/memory-spool.ts'
import { START_MS } from '../support/table-driver.ts'

const IN_MEMORY = { file: ':memory:', busyTimeoutMs: 1000, synchronous: 'normal' } as const

/** What outlives a process. */
export type Ground = {
  readonly bed: StoreBed
  readonly spool: MemorySpool
  readonly clock: FakeClock
  readonly tableIds: { last: number }
}

export async function openGround(): Promise<Ground> {
  const bed = new StoreBed()
  const db = connect(new SqliteDialect(IN_MEMORY))
  await migrate(db)
  bed.use({ store: makeStore(db), db })
  return { bed, spool: new MemorySpool(), clock: new FakeClock(START_MS), tableIds: { last: 0 } }
}
