// Who is there, in the database: as players come and go, after a crash, and every five minutes how many.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LivePresence } from '../../src/wiring/live-presence.ts'
import { livePresence } from '../../src/wiring/live-presence.ts'
import { RoomRegistry } from '../../src/lobby/registry.ts'
import { migrate } from '../../src/store/migrate.ts'
import { connect, makeStore } from '../../src/store/open-store.ts'
import { SqliteDialect } from '../../src/store/sqlite-dialect.ts'
import { WriteBehind } from '../../src/store/write-behind/write-behind.ts'
import { FakeClock, settle } from '../room/fake-clock.ts'
import { guest, StoreBed } from '../store/contract/store-bed.ts'
import { countingObserver } from '../store/write-behind/jobs.ts'
import { MemorySpool } from '../support/memory-spool.ts'
import { START_MS } from '../support/table-driver.ts'
import { FakeDirectory } from './fake-sessions.ts'

const IN_MEMORY = { file: ':memory:', busyTimeoutMs: 1000, synchronous: 'normal' } as const
const FIVE_MINUTES_MS = 300_000
const seconds = (ms: number): number => Math.floor(ms / 1000)

class Office {
  readonly clock: FakeClock
  readonly bed: StoreBed
  readonly spool: MemorySpool
  readonly queue: WriteBehind
  readonly registry = new RoomRegistry()
  readonly presence: LivePresence
  readonly directory: FakeDirectory

  private constructor(ground: Pick<Office, 'clock' | 'bed' | 'spool'>) {
    this.clock = ground.clock
    this.bed = ground.bed
    this.spool = ground.spool
    const { clock, spool, registry } = this
    this.queue = new WriteBehind({ db: this.bed.db, spool, clock, observer: countingObserver().observer })
    this.presence = livePresence({ queue: this.queue, clock, registry, directory: () => this.directory })
    this.directory = new FakeDirectory(this.presence.events)
  }

  static async open(): Promise<Office> {
    const db = connect(new SqliteDialect(IN_MEMORY))
    await migrate(db)
    const bed = new StoreBed()
    bed.use({ db, store: makeStore(db) })
    return await Office.#begin({ bed, clock: new FakeClock(START_MS), spool: new MemorySpool() })
  }

  static async #begin(ground: Pick<Office, 'clock' | 'bed' | 'spool'>): Promise<Office> {
    const office = new Office(ground)
    office.presence.start()
    office.queue.start()
    await office.idle()
    return office
  }

  async stopQueue(): Promise<void> {
    const closing = this.queue.close(0)
    await this.clock.advance(0)
    await closing
  }

  /** The next process, after one that was killed. */
  async afterCrash(): Promise<Office> {
    await this.stopQueue()
    return await Office.#begin(this)
  }

  async idle(): Promise<void> {
    do await settle()
    while (this.spool.depth > 0)
    await settle()
  }

  async isOnline(uid: number): Promise<boolean | undefined> {
    await this.idle()
    return (await this.bed.store.players.find(uid))?.isOnline
  }

  /** As over HTTP. */
  async logIn(uid: number): Promise<void> {
    await this.bed.store.accounts.recordLogin(uid, { ...guest('imei'), at: seconds(this.clock.nowMs()) })
  }

  async logouts(uid: number): Promise<number[]> {
    const rows = await this.bed.db.selectFrom('login').select('logoutAt').where('uid', '=', uid).execute()
    return rows.map(({ logoutAt }) => logoutAt)
  }

  samples() {
    return this.bed.db.selectFrom('online').select(['time', 'userCount', 'deskCount']).orderBy('id').execute()
  }
}

test('a player is online from a connection to its end, and the login says when it was', async () => {
  const office = await Office.open()
  const uid = await office.bed.newUser()
  await office.logIn(uid)
  const session = office.directory.connect()
  office.presence.directory.bind(session, uid)
  assert.equal(await office.isOnline(uid), true)
  await office.clock.advance(60_000)
  session.close()
  assert.equal(await office.isOnline(uid), false)
  assert.deepEqual(await office.logouts(uid), [seconds(START_MS) + 60])
  office.presence.directory.bind(office.directory.connect(), uid)
  assert.equal(await office.isOnline(uid), true, 'back without another login')
})

test('a session that a newer one replaces does not take its player away', async () => {
  const office = await Office.open()
  const uid = await office.bed.newUser()
  const older = office.directory.connect()
  office.presence.directory.bind(older, uid)
  office.presence.directory.bind(office.directory.connect(), uid)
  older.close()
  assert.equal(await office.isOnline(uid), true)
})

test('whom a crash left online is not after the next start, who logged in since is', async () => {
  const office = await Office.open()
  const [gone, back] = [await office.bed.newUser(), await office.bed.newUser()]
  for (const uid of [gone, back]) {
    await office.logIn(uid)
    office.presence.directory.bind(office.directory.connect(), uid)
  }
  await office.idle()
  await office.clock.advance(10_000)
  await office.logIn(back)
  const next = await office.afterCrash()
  assert.deepEqual([await next.isOnline(gone), await next.isOnline(back)], [false, true])
  assert.deepEqual(await next.logouts(gone), [seconds(START_MS) + 10])
})

test('comings that a crash left in the queue are older than the next start', async () => {
  const office = await Office.open()
  const uid = await office.bed.newUser()
  await office.stopQueue()
  office.presence.directory.bind(office.directory.connect(), uid)
  await settle()
  assert.ok(office.spool.depth > 0, 'not written')
  await office.clock.advance(10_000)
  const next = await office.afterCrash()
  assert.equal(await next.isOnline(uid), false)
})

test('every five minutes there is a sample, and none after the end', async () => {
  const office = await Office.open()
  const uids = [await office.bed.newUser(), await office.bed.newUser()]
  for (const uid of uids) office.presence.directory.bind(office.directory.connect(), uid)
  for (const _ of [1, 2]) await office.clock.advance(FIVE_MINUTES_MS)
  await office.presence.close()
  await office.clock.advance(3 * FIVE_MINUTES_MS)
  await office.idle()
  const at = seconds(START_MS)
  assert.deepEqual(await office.samples(), [
    { time: at, userCount: 0, deskCount: 0 },
    { time: at + 300, userCount: 2, deskCount: 0 },
    { time: at + 600, userCount: 2, deskCount: 0 },
  ])
  assert.equal(office.clock.pending, 0)
})

test('a queue that takes nothing costs rows of presence, and nothing else', async () => {
  const office = await Office.open()
  const uid = await office.bed.newUser()
  office.spool.refusal = 'QUEUE_FULL'
  office.presence.directory.bind(office.directory.connect(), uid)
  await office.clock.advance(FIVE_MINUTES_MS)
  office.spool.refusal = null
  await office.clock.advance(FIVE_MINUTES_MS)
  await office.idle()
  assert.deepEqual(
    (await office.samples()).map(({ userCount }) => userCount),
    [0, 1],
  )
})
