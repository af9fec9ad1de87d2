// The contract on a real MariaDB, and what only a server can show: it goes away, it is locked, it comes back.

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { sql } from 'kysely'
import { systemClock } from '../../src/lib/clock.ts'
import { must } from '../../src/lib/assert.ts'
import { MIGRATIONS, migrate } from '../../src/store/migrate.ts'
import { compareTextsByBytes, MysqlDialect } from '../../src/store/mysql/mysql-dialect.ts'
import { MYSQL_DEFAULTS, type MysqlOptions } from '../../src/store/mysql/mysql-options.ts'
import type { Payment } from '../../src/store/office-repositories.ts'
import { connect, openMysql } from '../../src/store/open-store.ts'
import { StoreUnavailable } from '../../src/store/store-unavailable.ts'
import { Spool } from '../../src/store/write-behind/spool.ts'
import { WriteBehind } from '../../src/store/write-behind/write-behind.ts'
import { findMariaDb, MariaDb } from '../support/mariadb.ts'
import { newOrder, paymentOf } from './contract/orders-contract.ts'
import { AT, fresh, guest, type OpenStore } from './contract/store-bed.ts'
import { explainContract } from './explain-contract.ts'
import { MARIADB } from './explain-dialects.ts'
import { storeContract } from './store-contract.ts'
import { assertMatches, countingObserver, matchJobs, quietSpool, until } from './write-behind/jobs.ts'

const programs = findMariaDb('store on MariaDB')
const skip = 'missing' in programs ? programs.missing : false
const DEADLINE_MS = 20_000
const FILL_TIMEOUT_MS = 120_000
const ORDERS = 60
const TOLD_AGAIN_MS = 20

describe('MariaDB', { skip }, () => {
  let server: MariaDb
  const folder = mkdtempSync(join(tmpdir(), 'xuezhan-mysql-'))

  before(async () => {
    assert.ok(!('missing' in programs))
    server = await MariaDb.start(programs)
  })
  after(async () => {
    await server.stop()
    rmSync(folder, { recursive: true })
  })

  function optionsOf(database: string, overrides: Partial<MysqlOptions> = {}): MysqlOptions {
    const { port, user, password } = server
    return { ...MYSQL_DEFAULTS, host: '127.0.0.1', port, database, user, password, ...overrides }
  }

  async function open(database: string, overrides: Partial<MysqlOptions> = {}): Promise<OpenStore> {
    await server.createDatabase(database)
    return await openMysql(optionsOf(database, overrides))
  }

  storeContract('the contract', () => open('contract'))
  // Filling its tables takes longer than any statement of the game may.
  explainContract('reads among 20,000 players and 200,000 logins', MARIADB, () =>
    open('statistics', { queryTimeoutMs: FILL_TIMEOUT_MS }),
  )

  test('two processes that start at once migrate once', async () => {
    await server.createDatabase('twice')
    const stores = await Promise.all([1, 2, 3].map(() => openMysql(optionsOf('twice'))))
    const db = must(stores[0], 'the first').db
    const { rows } = await sql<{ count: number }>`select count(*) as count from kysely_migration`.execute(db)
    assert.deepEqual(rows, [{ count: Object.keys(MIGRATIONS).length }])
    await Promise.all(stores.map(({ store }) => store.close()))
  })

  test('a migration that was cut off runs again', async () => {
    await server.createDatabase('cut')
    const db = connect(new MysqlDialect(optionsOf('cut')))
    await compareTextsByBytes(db)
    await migrate(db)
    await sql`delete from kysely_migration where name = '0002-back-office'`.execute(db)
    await sql`drop table setting`.execute(db)
    await sql`drop index login_uid_login_at on login`.execute(db)
    assert.deepEqual(await migrate(db), ['0002-back-office'])
    await db.destroy()
  })

  test('a statement that takes too long is given up, and its connection is not used again', async () => {
    const { store, db } = await open('slow', { queryTimeoutMs: 200, maxConnections: 2 })
    const began = performance.now()
    await assert.rejects(sql`select sleep(${5})`.execute(db), { code: 'STORE_DOWN', outcome: 'unknown' })
    assert.ok(performance.now() - began < 4000)
    const ids = new Set<number>()
    for (let number = 0; number < 5; number += 1) {
      const { rows } = await sql<{
        id: number
        slow: number
      }>`select connection_id() as id, 1 as slow`.execute(db)
      ids.add(must(rows[0], 'a row').id)
    }
    assert.equal(ids.size, 1)
    await store.close()
  })

  test('a connection is set up once, not for each who takes it', async () => {
    const { store, db } = await open('session', { maxConnections: 1 })
    const settings = async (): Promise<number> => {
      const { rows } = await sql<{ Value: string }>`show session status like 'Com_set_option'`.execute(db)
      return Number(must(rows[0], 'the counter').Value)
    }
    const before = await settings()
    for (let number = 0; number < 5; number += 1) await store.ping()
    assert.ok(before > 0)
    assert.equal(await settings(), before)
    await store.close()
  })

  test('when all connections are taken the next one waits its time, and too many do not wait at all', async () => {
    const { store, db } = await open('busy', { maxConnections: 1, maxWaiting: 1, acquireTimeoutMs: 100 })
    await db.transaction().execute(async (held) => {
      await sql`select 1`.execute(held)
      const waiting = assert.rejects(store.ping(), { code: 'STORE_DOWN', outcome: 'not-done' })
      await assert.rejects(store.ping(), { code: 'STORE_DOWN', outcome: 'not-done' })
      await waiting
    })
    await store.ping()
    await store.close()
  })

  test('a transaction that failed leaves nothing on its connection', async () => {
    const { store, db } = await open('left', { maxConnections: 1 })
    const sample = { time: 1, userCount: 1, deskCount: 1 }
    await assert.rejects(
      db.transaction().execute(async (transaction) => {
        await transaction.insertInto('online').values(sample).execute()
        throw new Error('bug')
      }),
      /bug/,
    )
    await store.online.record({ at: 2, userCount: 2, deskCount: 2 })
    assert.deepEqual(await db.selectFrom('online').select('time').execute(), [{ time: 2 }])
    await store.close()
  })

  test('a wrong password is an absent database, and is not printed', async () => {
    await server.createDatabase('locked')
    const password = 'hunter2-is-secret'
    await assert.rejects(openMysql(optionsOf('locked', { password })), (error) => {
      assert.ok(!String((error as Error).stack).includes(password))
      assert.equal((error as { code?: string }).code, 'STORE_DOWN')
      return true
    })
  })

  test('numbers beyond 2^31 and texts of every kind come back as they went', async () => {
    const { store } = await open('values')
    const at = 2 ** 40
    await store.online.record({ at, userCount: 2 ** 33, deskCount: -1 })
    assert.deepEqual(await store.statistics.onlineNow(), { time: at, userCount: 2 ** 33, deskCount: -1 })
    await store.close()
  })

  // Last: the server dies in them.
  test('B9: payments that are told again and again, also while the server dies, credit each order once', async () => {
    const { store, db } = await open('payments', { queryTimeoutMs: 1000, acquireTimeoutMs: 1000 })
    const login = await store.accounts.guestLogin({ ...guest('payer'), at: AT })
    assert.ok(login.ok)
    const { uid, coin } = login.value.account
    const orders = Array.from({ length: ORDERS }, () => newOrder(uid))
    for (const order of orders) assert.ok((await store.orders.create(order)).ok)
    const settled = async (): Promise<number> => (await db.selectFrom('trade').select('id').execute()).length
    const deadlineMs = performance.now() + 3 * DEADLINE_MS
    let away = 0
    /** As the platform does: until it is told that all is well. */
    const tell = async (payment: Payment): Promise<void> => {
      for (;;) {
        try {
          assert.ok((await store.orders.pay(payment)).ok)
          return
        } catch (error) {
          if (!(error instanceof StoreUnavailable) || performance.now() > deadlineMs) throw error
          away += 1
          await setTimeout(TOLD_AGAIN_MS)
        }
      }
    }
    const payments = orders.map((order) => paymentOf(order))
    const told = [...payments, ...payments].map(tell)
    await until(async () => (await settled().catch(() => 0)) > 3, 'the first payments')
    await server.kill()
    await server.launch()
    await Promise.all(told)
    assert.ok(away > 0, 'the server died too late')
    const credited = coin + orders.reduce((sum, { productCount }) => sum + productCount, 0)
    assert.equal(await store.cards.balance({ kind: 'user', uid }), credited)
    assert.equal((await store.accounts.find(uid))?.coin, credited)
    assert.equal(await settled(), ORDERS)
    await store.close()
  })

  for (const outage of ['SIGKILL', 'SIGSTOP'] as const) {
    test(`${outage} of the server under the queue: no row is missing, none is there twice`, async () => {
      const name = `outage_${outage.toLowerCase()}`
      const timeouts = { queryTimeoutMs: 300, acquireTimeoutMs: 300, connectTimeoutMs: 300 }
      const { store, db } = await open(name, timeouts)
      const options = { folder: join(folder, name), maxBytes: 1e9, segmentBytes: 100_000, sync: false }
      const spool = await Spool.open(options, quietSpool)
      const { seen, observer } = countingObserver()
      const queue = new WriteBehind({ db, spool, clock: systemClock, observer })
      queue.start()
      const tables: string[] = []
      const play = async (matches: number): Promise<void> => {
        for (let match = 0; match < matches; match += 1) {
          const tableId = fresh(outage)
          tables.push(tableId)
          for (const job of matchJobs(tableId)) assert.ok((await queue.put(job)).ok)
        }
      }
      await play(60)
      if (outage === 'SIGKILL') await server.kill()
      else server.freeze()
      await play(120)
      await until(() => seen.retries > 1, 'a retry')
      await assert.rejects(store.accounts.guestLogin({ ...guest('away'), at: AT }), { code: 'STORE_DOWN' })
      assert.ok(queue.levels.depth > 0)
      if (outage === 'SIGKILL') await server.launch()
      else server.thaw()
      await play(60)
      assert.deepEqual(await queue.close(DEADLINE_MS), { left: 0 })
      assert.deepEqual([seen.dropped, seen.rejected], [0, []])
      await assertMatches(db, tables)
      await store.close()
    })
  }
})
