// The queue over a SQLite file: order, once, patience. What a server that dies does to it: mysql-outage.test.ts.

import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { Kysely } from 'kysely'
import { systemClock } from '../../../src/lib/clock.ts'
import { migrate } from '../../../src/store/migrate.ts'
import { connect, makeStore } from '../../../src/store/open-store.ts'
import type { Store } from '../../../src/store/repositories.ts'
import type { Database } from '../../../src/store/schema.ts'
import { SqliteDialect } from '../../../src/store/sqlite-dialect.ts'
import { Spool } from '../../../src/store/write-behind/spool.ts'
import { WriteBehind } from '../../../src/store/write-behind/write-behind.ts'
import { AT, fresh, guest } from '../contract/store-bed.ts'
import { assertMatches, countingObserver, loginJob, matchJobs, quietSpool, type Seen } from './jobs.ts'

const root = mkdtempSync(join(tmpdir(), 'xuezhan-queue-'))
after(() => rmSync(root, { recursive: true }))
const DEADLINE_MS = 20_000

type Bed = {
  db: Kysely<Database>
  store: Store
  queue: WriteBehind
  seen: Seen
  folder: string
  file: string
}

async function open(folder = mkdtempSync(join(root, 'bed-'))): Promise<Bed> {
  const file = join(folder, 'store.db')
  const db = connect(new SqliteDialect({ file, busyTimeoutMs: 50, synchronous: 'normal' }))
  await migrate(db)
  const options = { folder: join(folder, 'queue'), maxBytes: 1e8, segmentBytes: 50_000, sync: false }
  const spool = await Spool.open(options, quietSpool)
  const { seen, observer } = countingObserver()
  const queue = new WriteBehind({ db, spool, clock: systemClock, observer })
  return { db, store: makeStore(db), queue, seen, folder, file }
}

async function close({ queue, db }: Bed): Promise<number> {
  const { left } = await queue.close(DEADLINE_MS)
  await db.destroy()
  return left
}

async function newUser(store: Store): Promise<number> {
  const login = await store.accounts.guestLogin(guest(fresh('queue')))
  assert.ok(login.ok)
  return login.value.account.uid
}

test('matches whose jobs are mixed arrive whole, in batches of at most 200', async () => {
  const bed = await open()
  const tables = Array.from({ length: 100 }, (_, index) => `table-${index}`)
  const jobs = tables.map((tableId) => matchJobs(tableId))
  // Round by round over all tables: each table's own order stays.
  const mixed = [0, 1, 2, 3, 4, 5].flatMap((step) => jobs.map((own) => own[step]!))
  const puts = await Promise.all(mixed.map((job) => bed.queue.put(job)))
  assert.ok(puts.every(({ ok }) => ok))
  assert.equal(bed.queue.levels.depth, 600)
  bed.queue.start()
  const last = puts.at(-1)
  assert.ok(last?.ok)
  await bed.queue.whenWritten(last.value)
  await assertMatches(bed.db, tables)
  assert.deepEqual([bed.seen.rows, bed.seen.largest, bed.seen.dropped, bed.seen.retries], [600, 200, 0, 0])
  assert.deepEqual(bed.queue.levels, { depth: 0, bytes: 0, oldestAgeMs: 0 })
  assert.equal(await close(bed), 0)
})

test('a match that is handed over twice, by a process that came back, is there once', async () => {
  const bed = await open()
  for (const job of [...matchJobs('again'), ...matchJobs('again')]) await bed.queue.put(job)
  bed.queue.start()
  assert.equal(await bed.queue.close(DEADLINE_MS).then(({ left }) => left), 0)
  await assertMatches(bed.db, ['again'])
  await bed.db.destroy()
})

test('a charge and its refund count once, and say what they left', async () => {
  const bed = await open()
  const uid = await newUser(bed.store)
  const [deskOpened] = matchJobs('paid')
  const payer = { kind: 'user', uid } as const
  const charge = { payer, count: 3, reference: 'desk:paid', deskNo: '123456', at: AT }
  const paid = { tableId: 'paid', payer, reference: 'desk:paid', at: AT + 1 }
  const refund = { type: 'cardsRefunded', ...paid } as const
  for (let round = 0; round < 2; round += 1) {
    for (const job of [deskOpened!, { type: 'cardsCharged', tableId: 'paid', charge } as const, refund]) {
      await bed.queue.put(job)
    }
  }
  bed.queue.start()
  await bed.queue.close(DEADLINE_MS)
  assert.deepEqual(bed.seen.money, [
    'cardsCharged 7',
    'cardsRefunded 10',
    'cardsCharged ALREADY_REFUNDED',
    'cardsRefunded 10',
  ])
  assert.equal(await bed.store.cards.balance(payer), 10)
  const consumed = await bed.db
    .selectFrom('cardConsume')
    .select(['cardCount', 'deskId'])
    .orderBy('id')
    .execute()
  assert.deepEqual(consumed, [
    { cardCount: 3, deskId: 1 },
    { cardCount: -3, deskId: 1 },
  ])
  await bed.db.destroy()
})

test('logins and online samples are rows once; the last of login and logout says who is online', async () => {
  const bed = await open()
  const [stays, goes] = [await newUser(bed.store), await newUser(bed.store)]
  const sample = { type: 'online', key: 'node:1', at: AT, userCount: 2, deskCount: 1 } as const
  for (const job of [
    loginJob('a', stays, AT + 1),
    loginJob('b', goes, AT + 2),
    { type: 'loggedOut', uid: goes, at: AT + 9 } as const,
    sample,
    sample,
    loginJob('a', stays, AT + 1),
  ]) {
    await bed.queue.put(job)
  }
  bed.queue.start()
  await bed.queue.close(DEADLINE_MS)
  const logins = await bed.db.selectFrom('login').select(['uid', 'logoutAt']).orderBy('uid').execute()
  assert.deepEqual(logins, [
    { uid: stays, logoutAt: 0 },
    { uid: goes, logoutAt: AT + 9 },
  ])
  assert.equal((await bed.store.players.find(stays))?.isOnline, true)
  assert.equal((await bed.store.players.find(stays))?.lastLoginAt, AT + 1)
  assert.equal((await bed.store.players.find(goes))?.isOnline, false)
  assert.equal((await bed.db.selectFrom('online').select('id').execute()).length, 1)
  await bed.db.destroy()
})

test('a job that can never be written is put aside and holds nothing up', async () => {
  const bed = await open()
  const [, orphan] = matchJobs('never-opened')
  for (const job of [...matchJobs('first'), orphan!, ...matchJobs('second')]) await bed.queue.put(job)
  bed.queue.start()
  assert.equal((await bed.queue.close(DEADLINE_MS)).left, 0)
  await assertMatches(bed.db, ['first', 'second'])
  assert.deepEqual(bed.seen.rejected, ['roundEnded'])
  assert.match(readFileSync(join(bed.folder, 'queue', 'rejected.jsonl'), 'utf8'), /never-opened/)
  await bed.db.destroy()
})

test('while the database is locked jobs wait, and a process that is stopped leaves them to the next', async () => {
  const bed = await open()
  const holder = connect(new SqliteDialect({ file: bed.file, busyTimeoutMs: 0, synchronous: 'normal' }))
  await holder.transaction().execute(async (held) => {
    await held.insertInto('online').values({ time: 1, userCount: 1, deskCount: 1 }).execute()
    bed.queue.start()
    for (const job of matchJobs('waits')) assert.ok((await bed.queue.put(job)).ok)
    const { left } = await bed.queue.close(400)
    assert.equal(left, 6)
    assert.ok(bed.seen.retries > 0)
    assert.equal(bed.seen.rejected.length, 0)
  })
  await holder.destroy()
  await bed.db.destroy()
  const next = await open(bed.folder)
  assert.equal(next.queue.levels.depth, 6)
  next.queue.start()
  assert.equal((await next.queue.close(DEADLINE_MS)).left, 0)
  await assertMatches(next.db, ['waits'])
  await next.db.destroy()
})
