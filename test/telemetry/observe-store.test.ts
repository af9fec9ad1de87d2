// What the queue of rows reports, as the objective of settlements counts it.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { systemClock } from '../../src/lib/clock.ts'
import { migrate } from '../../src/store/migrate.ts'
import { connect } from '../../src/store/open-store.ts'
import { SqliteDialect } from '../../src/store/sqlite-dialect.ts'
import { Spool } from '../../src/store/write-behind/spool.ts'
import { WriteBehind } from '../../src/store/write-behind/write-behind.ts'
import type { WriteJob } from '../../src/store/write-behind/write-job.ts'
import { Metrics } from '../../src/telemetry/metrics.ts'
import { observeStore } from '../../src/telemetry/observers.ts'
import { AT } from '../store/contract/store-bed.ts'
import { matchJobs, quietSpool } from '../store/write-behind/jobs.ts'
import { samplesOf } from './exposition.ts'

const nothing = (): undefined => undefined
const log = { debug: nothing, info: nothing, warn: nothing, error: nothing }
const DEADLINE_MS = 30_000
const online = (key: string): WriteJob => ({ type: 'online', key, at: AT, userCount: 1, deskCount: 1 })

test('only rows of matches are settlements: who was online when dilutes no objective', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'xuezhan-settled-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const db = connect(
    new SqliteDialect({ file: join(folder, 'db'), busyTimeoutMs: 50, synchronous: 'normal' }),
  )
  await migrate(db)
  const options = { folder: join(folder, 'queue'), maxBytes: 1e8, segmentBytes: 50_000, sync: false }
  const metrics = new Metrics()
  const observer = observeStore({ log, metrics }, { showSql: false, driver: 'sqlite' })
  const spool = await Spool.open(options, quietSpool)
  const queue = new WriteBehind({ db, spool, clock: systemClock, observer })
  const match = matchJobs('table-1')
  const orphan = { ...match.find(({ type }) => type === 'roundEnded')!, tableId: 'never-opened' } as WriteJob
  for (const job of [online('a'), ...match, online('b'), orphan]) await queue.put(job)
  queue.start()
  assert.deepEqual(await queue.close(DEADLINE_MS), { left: 0 })
  await db.destroy()
  // A row that is not taken yet comes again.
  observer.onRefused({ job: match[0]!, refusal: { code: 'QUEUE_FULL' } })
  const seen = await samplesOf(metrics)
  const settled = (result: string): number => seen.get(`mj_settlements_total{result="${result}"}`)!
  assert.deepEqual(['ok', 'retry_ok', 'failed'].map(settled), [match.length, 0, 1])
})
