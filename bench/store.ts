// The store on MariaDB: guest login, a replay against the same statement bare through mysql2, rows through the queue.
// `--full` fills a million players and ten million logins first and times the statistics.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { createPool } from 'mysql2/promise'
import { must } from '../src/lib/assert.ts'
import { systemClock } from '../src/lib/clock.ts'
import { MYSQL_DEFAULTS, type MysqlOptions } from '../src/store/mysql/mysql-options.ts'
import { type OpenedStore, openMysql } from '../src/store/open-store.ts'
import type { BySeat, GuestLogin } from '../src/store/repositories.ts'
import { Spool } from '../src/store/write-behind/spool.ts'
import { WriteBehind } from '../src/store/write-behind/write-behind.ts'
import type { WriteJob } from '../src/store/write-behind/write-job.ts'
import { findMariaDb, MariaDb } from '../test/support/mariadb.ts'
import type { BenchOptions, BenchRow } from './row.ts'
import { benchOutage } from './store-outage.ts'

const AT = 1_780_000_000
const FETCHES = 3_000
const WARM_UP = 300
const LOGINS = 1_000
const FETCH_RATIO_TARGET = 3
/** Ten rows a second of five hundred busy tables. */
const QUEUE_TARGET_PER_S = 5_000
const MATCHES = 2_000
const ROUNDS = 8
/** Of a usual round's replay. */
const SNAPSHOT = JSON.stringify({
  do: Array.from({ length: 120 }, (_, step) => ({ step, seat: step & 3, tile: step })),
})
const OUTAGE_WINDOW_MS = 20_000
/** A quick run takes the fourth part of the samples. */
const QUICK = 4
const DAY = 86_400

const seats = <T>(value: T): BySeat<T> => [value, value, value, value]

function quantileOf(values: readonly number[], q: number): number {
  const sorted = Float64Array.from(values).sort()
  return must(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))], 'quantile')
}

async function timesOf(count: number, work: (number: number) => Promise<unknown>): Promise<number[]> {
  const times: number[] = []
  for (let number = 0; number < count; number += 1) {
    const from = performance.now()
    await work(number)
    times.push(performance.now() - from)
  }
  return times
}

const loginOf = (imei: string): GuestLogin => ({
  appId: 'bench',
  channelId: 'web',
  device: { imei, os: 'linux', model: 'pc', ip: '10.0.0.1', remote: '10.0.0.1:5000' },
  at: AT,
})

async function benchLogin({ store }: OpenedStore): Promise<readonly BenchRow[]> {
  const names = Array.from({ length: LOGINS }, (_, index) => `imei-${index}`)
  const first = await timesOf(LOGINS, (index) =>
    store.accounts.guestLogin(loginOf(must(names[index], 'imei'))),
  )
  const again = await timesOf(LOGINS, (index) =>
    store.accounts.guestLogin(loginOf(must(names[index], 'imei'))),
  )
  return [
    { name: 'store: guest, first login, p99', value: quantileOf(first, 0.99), unit: 'ms' },
    { name: 'store: guest, known, p99', value: quantileOf(again, 0.99), unit: 'ms' },
  ]
}

/** Store and bare in turns, so that the machine's other work meets both. */
async function benchHistory(
  { store }: OpenedStore,
  { options, fetches }: { readonly options: MysqlOptions; readonly fetches: number },
): Promise<readonly BenchRow[]> {
  const ids: number[] = []
  for (let round = 1; round <= 50; round += 1) {
    const history = { deskId: 1_000_000, round, mode: 4, beginAt: AT, endAt: AT, snapshot: SNAPSHOT }
    ids.push(await store.histories.insert({ ...history, playerNames: seats('甲'), scoreChanges: seats(0) }))
  }
  const { host, port, user, password, database } = options
  const pool = createPool({ host, port, user, password, database })
  const statement = 'select * from `history` where `id` = ?'
  const own: number[] = []
  const bare: number[] = []
  try {
    for (let number = 0; number < WARM_UP + fetches; number += 1) {
      const id = must(ids[number % ids.length], 'id')
      const [fetched] = await timesOf(1, () => store.histories.get(id))
      const [selected] = await timesOf(1, () => pool.execute(statement, [id]))
      if (number < WARM_UP) continue
      own.push(must(fetched, 'time'))
      bare.push(must(selected, 'time'))
    }
  } finally {
    await pool.end()
  }
  return [0.5, 0.99].map((q) => {
    const [value, baseline] = [quantileOf(own, q), quantileOf(bare, q)]
    const ratio = value / baseline
    const name = `store: a replay of ${Math.round(SNAPSHOT.length / 1024)} KiB, p${q * 100}`
    const judged = q === 0.99 ? { target: FETCH_RATIO_TARGET, met: ratio <= FETCH_RATIO_TARGET } : {}
    return { name, value, unit: 'ms', baseline, ratio, ...judged }
  })
}

function matchJobs(tableId: string): readonly WriteJob[] {
  const desk = {
    tableId,
    creator: 1,
    clubId: -1,
    round: ROUNDS,
    mode: 4,
    deskNo: '123456',
    createdAt: AT,
    extras: '{}',
  }
  const rounds = Array.from({ length: ROUNDS }, (_, index): WriteJob => {
    const history = {
      round: index + 1,
      mode: 4,
      beginAt: AT,
      endAt: AT,
      playerNames: seats('甲'),
      snapshot: SNAPSHOT,
    }
    return {
      type: 'roundEnded',
      tableId,
      history: { ...history, scoreChanges: seats(0) },
      totals: seats(index),
    }
  })
  return [
    { type: 'deskOpened', desk: { ...desk, players: seats(1), playerNames: seats('甲') } },
    ...rounds,
    { type: 'deskClosed', tableId, dismissAt: AT, round: ROUNDS, totals: seats(ROUNDS) },
  ]
}

async function benchQueue(
  { db }: OpenedStore,
  { folder, matches }: { readonly folder: string; readonly matches: number },
): Promise<readonly BenchRow[]> {
  const options = { folder, maxBytes: 1e9, segmentBytes: 8e6, sync: true }
  const spool = await Spool.open(options, { onTorn() {}, onDamaged() {} })
  let failures = 0
  const failed = (): void => {
    failures += 1
  }
  const observer = { onBatch() {}, onRetry: failed, onRefused: failed, onRejected: failed, onMoney() {} }
  const queue = new WriteBehind({ db, spool, clock: systemClock, observer })
  const began = performance.now()
  queue.start()
  const puts: Promise<unknown>[] = []
  for (let match = 0; match < matches; match += 1) {
    for (const job of matchJobs(`bench-${match}`)) puts.push(queue.put(job))
    // A turn of the loop, as between the rounds of real tables.
    if (match % 20 === 0) await Promise.all(puts.splice(0))
  }
  await Promise.all(puts)
  const { left } = await queue.close(40_000)
  const rows = matches * (ROUNDS + 2) - left
  const value = (rows / (performance.now() - began)) * 1000
  return [
    {
      name: 'store: rows/s through the queue into MariaDB',
      value,
      unit: '1/s',
      target: QUEUE_TARGET_PER_S,
      met: value >= QUEUE_TARGET_PER_S,
    },
    {
      name: 'store: rows left, retried or lost',
      value: left + failures,
      unit: '',
      target: 0,
      met: left + failures === 0,
    },
  ]
}

/** A million players and ten million logins over sixty days: minutes of filling. */
async function benchStatistics({ db, store }: OpenedStore): Promise<readonly BenchRow[]> {
  const span = 60 * DAY
  await sql`insert into register (uid, register_at) select seq, ${AT} + (seq * 7919) % ${span} from seq_1_to_1000000`.execute(
    db,
  )
  for (let part = 0; part < 100; part += 1) {
    await sql`insert into login (uid, login_at) select 1 + (seq * 7 + ${part}) % 1000000, ${AT} + (seq * 104729 + ${part}) % ${span}
      from seq_1_to_100000`.execute(db)
  }
  const range = { from: AT, to: AT + 29 * DAY }
  const [retention, activation] = [
    await timesOf(1, () => store.statistics.retention(range)),
    await timesOf(1, () => store.statistics.activation(range)),
  ]
  return [
    {
      name: 'store: retention of 30 days, 1M players, 10M logins',
      value: must(retention[0], 'time'),
      unit: 'ms',
    },
    {
      name: 'store: activation of 30 days, 1M players, 10M logins',
      value: must(activation[0], 'time'),
      unit: 'ms',
    },
  ]
}

/** About a minute; no rows where MariaDB is not installed. */
export async function benchStore(
  options: Partial<BenchOptions> & { readonly full?: boolean } = {},
): Promise<BenchRow[]> {
  const programs = findMariaDb('bench of the store')
  if ('missing' in programs) {
    process.stderr.write(`not run: ${programs.missing}\n`)
    return []
  }
  // Every commit on disk, as in production.
  const server = await MariaDb.start(programs, 1)
  const folder = await mkdtemp(join(tmpdir(), 'xuezhan-bench-'))
  try {
    const shorter = options.quick === true ? QUICK : 1
    await server.createDatabase('bench')
    const { port, user, password } = server
    // Filling millions of rows takes longer than any statement of the game may.
    const queryTimeoutMs = options.full === true ? 600_000 : MYSQL_DEFAULTS.queryTimeoutMs
    const mysql = {
      ...MYSQL_DEFAULTS,
      host: '127.0.0.1',
      port,
      database: 'bench',
      user,
      password,
      queryTimeoutMs,
    }
    const opened = await openMysql(mysql)
    const rows = [
      ...(await benchLogin(opened)),
      ...(await benchHistory(opened, { options: mysql, fetches: FETCHES / shorter })),
      ...(await benchQueue(opened, { folder, matches: MATCHES / shorter })),
      ...(options.full === true ? await benchStatistics(opened) : []),
      ...(await benchOutage(opened, { server, folder, windowMs: OUTAGE_WINDOW_MS / shorter })),
    ]
    await opened.store.close()
    return rows
  } finally {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

if (import.meta.main) console.table(await benchStore({ full: process.argv.includes('--full') }))
