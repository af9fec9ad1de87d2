// What the tables feel of a database that goes away: latency of a move with MariaDB there, and while it is dead.
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { systemClock } from '../src/lib/clock.ts'
import type { OpenedStore } from '../src/store/open-store.ts'
import { Spool } from '../src/store/write-behind/spool.ts'
import { WriteBehind } from '../src/store/write-behind/write-behind.ts'
import { newPayers } from '../test/support/bot-hall-payers.ts'
import { BotHall } from '../test/support/bot-hall.ts'
import type { MariaDb } from '../test/support/mariadb.ts'
import { quantileOf } from './quantile.ts'
import type { BenchRow } from './row.ts'

const TABLES = 50
const ROUNDS = 4
const THINK_MS = [20, 200] as const
const P99 = 0.99
const WARM_UP_MS = 3000
/** What a full stop of the database may add to the latency that players feel. */
const RATIO_TARGET = 1.1

export type OutageBench = { readonly server: MariaDb; readonly folder: string; readonly windowMs: number }

/** Leaves the server running. */
export async function benchOutage(
  { db, store }: OpenedStore,
  { server, folder, windowMs }: OutageBench,
): Promise<readonly BenchRow[]> {
  const { uids } = await newPayers(store, TABLES)
  const options = { folder: join(folder, 'outage-queue'), maxBytes: 1e9, segmentBytes: 8e6, sync: true }
  const spool = await Spool.open(options, { onTorn() {}, onDamaged() {} })
  const observer = { onBatch() {}, onRetry() {}, onRefused() {}, onRejected() {}, onMoney() {} }
  const queue = new WriteBehind({ db, spool, clock: systemClock, observer })
  queue.start()
  const hall = await BotHall.open({
    folder: join(folder, 'outage-journal'),
    queue,
    uids,
    rounds: ROUNDS,
    thinkMs: THINK_MS,
  })
  const playing = hall.play()
  await pause(WARM_UP_MS)
  hall.takeLatencies()
  await pause(windowMs)
  const there = hall.takeLatencies()
  await server.kill()
  await pause(windowMs)
  const away = hall.takeLatencies()
  await server.launch()
  await hall.close()
  await playing.catch(() => undefined)
  const { left } = await queue.close(windowMs + WARM_UP_MS)
  const [value, baseline] = [quantileOf(away, P99), quantileOf(there, P99)]
  const ratio = value / baseline
  const name = `store: a move at ${TABLES} tables while MariaDB is dead, p99 (baseline: while it is there)`
  return [
    { name, value, unit: 'ms', baseline, ratio, target: RATIO_TARGET, met: ratio <= RATIO_TARGET },
    { name: 'store: rows left after an outage', value: left, unit: '', target: 0, met: left === 0 },
  ]
}
