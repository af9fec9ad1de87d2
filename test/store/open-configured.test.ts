// The store as [database] describes it: SQLite and its queue in the data folder.

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { loadConfig } from '../../src/config/load-config.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { parseDsnArgs } from '../../src/store/mysql/mysql-options.ts'
import { openConfiguredStore } from '../../src/store/open-configured.ts'
import { openSqliteStore } from '../../src/store/open-store.ts'
import { AT, guest } from './contract/store-bed.ts'
import { countingObserver, loginJob, quietSpool } from './write-behind/jobs.ts'

const root = mkdtempSync(join(tmpdir(), 'xuezhan-configured-'))
after(() => rmSync(root, { recursive: true }))
const DEADLINE_MS = 20_000

function databaseOf(env: Record<string, string>) {
  const loaded = loadConfig({ tomlPath: null, env })
  assert.ok(loaded.ok, JSON.stringify(loaded))
  return loaded.value.database
}

function context(dataDir: string) {
  const statements: string[] = []
  const { observer, seen } = countingObserver()
  const onQuery = ({ sql }: { sql: string }) => statements.push(sql)
  return { statements, seen, dataDir, clock: systemClock, observer: { ...observer, ...quietSpool, onQuery } }
}

test('the standard configuration opens a file and a queue that outlives the process', async () => {
  const dataDir = mkdtempSync(join(root, 'data-'))
  const given = context(dataDir)
  const first = await openConfiguredStore(databaseOf({}), given)
  const login = await first.store.accounts.guestLogin(guest('configured'))
  assert.ok(login.ok)
  const { uid } = login.value.account
  // Not started: the job stays on disk.
  assert.ok((await first.queue.put(loginJob('key', uid, AT + 5))).ok)
  assert.deepEqual(await first.queue.close(0), { left: 1 })
  await first.store.close()
  const second = await openConfiguredStore(databaseOf({}), given)
  second.queue.start()
  assert.deepEqual(await second.queue.close(DEADLINE_MS), { left: 0 })
  assert.equal((await second.store.players.find(uid))?.lastLoginAt, AT + 5)
  assert.equal(second.poolLevels, null)
  await second.store.close()
})

test('B15: every statement is told, never a value', async () => {
  const given = context(mkdtempSync(join(root, 'data-')))
  const opened = await openConfiguredStore(databaseOf({}), given)
  await opened.store.accounts.guestLogin(guest('a-very-secret-imei'))
  await opened.queue.close(0)
  await opened.store.close()
  assert.ok(given.statements.some((sql) => sql.includes('third_account')))
  assert.ok(given.statements.every((sql) => !sql.includes('a-very-secret-imei')))
})

test('a server that is not there stops the start with STORE_DOWN', async () => {
  const env = { XUEZHAN_DATABASE__DRIVER: 'mysql', XUEZHAN_DATABASE__PORT: '1' }
  const opening = openConfiguredStore(databaseOf(env), context(mkdtempSync(join(root, 'data-'))))
  await assert.rejects(opening, { code: 'STORE_DOWN', outcome: 'not-done' })
})

test('the options of a server are never opened as a file', async () => {
  const database = databaseOf({ XUEZHAN_DATABASE__DRIVER: 'mysql' })
  await assert.rejects(openSqliteStore({ ...database, file: join(root, 'wrong.db') }), { code: 'INVARIANT' })
})

test('every args that the configuration lets pass has a meaning', () => {
  for (const [args, tls] of [
    ['', 'off'],
    ['charset=utf8mb4', 'off'],
    ['charset=utf8mb4&tls=true', 'verify'],
    ['tls=skip-verify', 'trust'],
  ] as const) {
    assert.equal(databaseOf({ XUEZHAN_DATABASE__ARGS: args }).args, args)
    assert.deepEqual(parseDsnArgs(args), { tls })
  }
  for (const args of [
    'charset=latin1',
    'multiStatements=true',
    'tls=maybe',
    'charset=utf8mb4&',
    'tls=truetls=true',
  ]) {
    assert.equal(loadConfig({ tomlPath: null, env: { XUEZHAN_DATABASE__ARGS: args } }).ok, false, args)
  }
  for (const args of ['charset=latin1', 'multiStatements=true', 'tls=maybe']) {
    assert.equal(parseDsnArgs(args), undefined)
  }
})

test('a time zone nobody knows is refused', () => {
  assert.equal(
    loadConfig({ tomlPath: null, env: { XUEZHAN_DATABASE__STATS_TIME_ZONE: 'Moon/Base' } }).ok,
    false,
  )
})
