// The contract on SQLite, and what only a file can show: it survives, it is locked, it is migrated.

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { type Migration, sql } from 'kysely'
import { MIGRATIONS, MigrationError, migrate } from '../../src/store/migrate.ts'
import { connect, makeStore, openSqliteStore } from '../../src/store/open-store.ts'
import type { GuestLogin } from '../../src/store/repositories.ts'
import { SqliteDialect } from '../../src/store/sqlite-dialect.ts'
import type { SqliteOptions } from '../../src/store/sqlite-engine.ts'
import type { OpenStore } from './contract/store-bed.ts'
import { explainContract } from './explain-contract.ts'
import { SQLITE } from './explain-dialects.ts'
import { storeContract } from './store-contract.ts'

const folder = mkdtempSync(join(tmpdir(), 'xuezhan-store-'))
after(() => rmSync(folder, { recursive: true }))

const inFile = (name: string): SqliteOptions => ({
  file: join(folder, name),
  busyTimeoutMs: 2000,
  synchronous: 'normal',
})

const LOGIN: GuestLogin = {
  appId: 'app',
  channelId: 'web',
  device: { imei: 'imei', os: '', model: '', ip: '10.0.0.1', remote: '10.0.0.1:5000' },
  at: 1_780_000_000,
}

async function open(options: SqliteOptions): Promise<OpenStore> {
  const db = connect(new SqliteDialect(options))
  await migrate(db)
  return { store: makeStore(db), db }
}

storeContract('SQLite in memory', () => open({ ...inFile(''), file: ':memory:' }))
storeContract('SQLite in a file', () => open(inFile('contract.db')))
explainContract('reads among 20,000 players and 200,000 logins', SQLITE, () =>
  open({ ...inFile(''), file: ':memory:' }),
)

test('what was written is there after the store is opened again', async () => {
  const options = inFile('deep/er/again.db')
  const first = await openSqliteStore(options)
  const created = await first.accounts.guestLogin(LOGIN)
  await first.close()
  const second = await openSqliteStore(options)
  const known = await second.accounts.guestLogin(LOGIN)
  await second.close()
  assert.ok(created.ok && known.ok)
  assert.equal(known.value.created, false)
  assert.deepEqual(known.value.account, created.value.account)
})

test('two openers of one file do not double what they both write', async () => {
  const options = inFile('shared.db')
  const stores = await Promise.all([openSqliteStore(options), openSqliteStore(options)])
  const logins = await Promise.all(stores.map((store) => store.accounts.guestLogin(LOGIN)))
  const [uid = -1, other] = logins.map((login) => (login.ok ? login.value.account.uid : -1))
  assert.equal(uid, other)
  assert.ok(stores[0])
  assert.equal(await stores[0].cards.balance({ kind: 'user', uid }), 10)
  await Promise.all(stores.map((store) => store.close()))
})

test('migrations run once, in order', async () => {
  const db = connect(new SqliteDialect(inFile('migrate.db')))
  assert.deepEqual(await migrate(db), Object.keys(MIGRATIONS))
  assert.deepEqual(await migrate(db), [])
  await db.destroy()
})

test('a migration that fails leaves nothing behind, and says why', async () => {
  const db = connect(new SqliteDialect(inFile('half.db')))
  const broken: Migration = {
    async up(schema) {
      await schema.schema.createTable('half').addColumn('id', 'integer').execute()
      throw new Error('power cut')
    },
  }
  await assert.rejects(migrate(db, { ...MIGRATIONS, '9998-broken': broken }), (error) => {
    assert.ok(error instanceof MigrationError)
    assert.match(String(error.cause), /power cut/)
    assert.match(error.message, /could not be brought to this version: power cut/)
    return true
  })
  const { rows } = await sql<{
    name: string
  }>`select name from sqlite_master where name in ('half', 'user')`.execute(db)
  assert.deepEqual(rows, [])
  assert.deepEqual(await migrate(db), Object.keys(MIGRATIONS))
  await db.destroy()
})

test('a database of a later release is refused, not damaged', async () => {
  const options = inFile('later.db')
  const db = connect(new SqliteDialect(options))
  const later: Migration = { async up() {} }
  await migrate(db, { ...MIGRATIONS, '9999-later': later })
  await db.destroy()
  await assert.rejects(openSqliteStore(options), { code: 'MIGRATION_FAILED' })
})

test('a file that is no database is refused', async () => {
  const options = inFile('garbage.db')
  writeFileSync(options.file, 'this is not a database, however long one looks at it')
  await assert.rejects(openSqliteStore(options))
})

test('a failed transaction leaves the connection usable and nothing written', async () => {
  const { store, db } = await open(inFile('rollback.db'))
  const failing = db.transaction().execute(async (transaction) => {
    await transaction.insertInto('online').values({ time: 1, userCount: 1, deskCount: 1 }).execute()
    throw new Error('bug')
  })
  await assert.rejects(failing, /bug/)
  await store.online.record({ at: 2, userCount: 2, deskCount: 2 })
  assert.deepEqual(await db.selectFrom('online').select('time').execute(), [{ time: 2 }])
  await store.close()
})

test('while another process writes, a query waits without stopping the event loop, and gives up in the end', async () => {
  const options = inFile('held.db')
  const { store, db } = await open({ ...options, busyTimeoutMs: 200 })
  const holder = connect(new SqliteDialect(options))
  let turns = 0
  const ticking = setInterval(() => (turns += 1), 5)
  await holder.transaction().execute(async (transaction) => {
    await transaction.insertInto('online').values({ time: 1, userCount: 1, deskCount: 1 }).execute()
    await assert.rejects(store.online.record({ at: 2, userCount: 2, deskCount: 2 }), { code: 'STORE_DOWN' })
  })
  clearInterval(ticking)
  assert.ok(turns > 1)
  await store.online.record({ at: 3, userCount: 3, deskCount: 3 })
  assert.deepEqual(await db.selectFrom('online').select('time').execute(), [{ time: 1 }, { time: 3 }])
  await holder.destroy()
  await store.close()
})

test('the file is in WAL mode and the asked synchronous mode', async () => {
  for (const [synchronous, level] of [
    ['normal', 1],
    ['full', 2],
  ] as const) {
    const { store, db } = await open({ ...inFile(`${synchronous}.db`), synchronous })
    const mode = await sql<{ journal_mode: string }>`pragma journal_mode`.execute(db)
    const sync = await sql<{ synchronous: number }>`pragma synchronous`.execute(db)
    assert.deepEqual(Object.values(mode.rows[0] ?? {}), ['wal'])
    assert.deepEqual(Object.values(sync.rows[0] ?? {}), [level])
    await store.close()
  }
})
