// `npm run db`: what it says, what it does, and the codes it ends with, on SQLite and on a real MariaDB.

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { verifyRound } from '../../src/fairness/verify.ts'
import { must } from '../../src/lib/assert.ts'
import type { RoundHistory } from '../../src/room/history.ts'
import { MYSQL_DEFAULTS } from '../../src/store/mysql/mysql-options.ts'
import { openMysql, openSqlite } from '../../src/store/open-store.ts'
import { findMariaDb, MariaDb } from '../support/mariadb.ts'
import type { OpenStore } from './contract/store-bed.ts'

const SCRIPT = new URL('../../scripts/db.ts', import.meta.url).pathname
const TIMEOUT_MS = 60_000
const PLAYERS = 8
const MATCHES = 6

type Said = { readonly code: number; readonly out: string; readonly err: string }

function run(env: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Said> {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('XUEZHAN_'))
  const options = { env: { ...Object.fromEntries(inherited), ...env }, timeout: TIMEOUT_MS }
  const node = ['--disable-warning=ExperimentalWarning', SCRIPT, ...args]
  return new Promise((resolve) => {
    execFile(process.execPath, node, options, (error, out, err) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1
      resolve({ code, out, err })
    })
  })
}

const folder = mkdtempSync(join(tmpdir(), 'xuezhan-db-'))
after(() => rmSync(folder, { recursive: true }))

type Place = { readonly env: Readonly<Record<string, string>>; readonly open: () => Promise<OpenStore> }

async function assertSeeded(open: OpenStore): Promise<void> {
  const { store, db } = open
  const players = await store.players.list({ offset: 0, count: 500 })
  assert.equal(players.total, PLAYERS)
  for (const { uid, coin } of players.rows)
    assert.equal(await store.cards.balance({ kind: 'user', uid }), coin)
  const clubs = await store.clubAdmin.list({ offset: 0, count: 10 })
  assert.deepEqual(new Set(clubs.rows.map(({ member }) => member)), new Set([0, PLAYERS]))
  const histories = await db.selectFrom('history').selectAll().execute()
  assert.equal(histories.length, MATCHES * 4)
  for (const row of histories) {
    const told = JSON.parse(row.snapshot) as RoundHistory
    assert.ok(verifyRound(told).ok)
    assert.deepEqual(
      [row.scoreChange0, row.scoreChange1, row.scoreChange2, row.scoreChange3],
      told.scoreChanges,
    )
  }
  const uid = must(players.rows[0], 'a player').uid
  assert.ok((await store.desks.lastOfPlayer(uid)).length > 0)
  assert.ok((await store.audit.list({ offset: 0, count: 1, actor: 'db-seed' })).total > PLAYERS)
}

/** The commands in the order in which somebody new would use them. */
async function walk({ env, open }: Place): Promise<void> {
  const fresh = await run(env, 'status')
  assert.equal(fresh.code, 1, fresh.err)
  assert.match(fresh.out, /pending +0001-first-tables\n +pending +0002/)
  const migrated = await run(env, 'migrate')
  assert.equal(migrated.code, 0, migrated.err)
  assert.match(migrated.out, /ran 0001-first-tables, 0002-back-office/)
  const seeded = await run(env, 'seed')
  assert.equal(seeded.code, 0, seeded.err)
  const opened = await open()
  try {
    await assertSeeded(opened)
  } finally {
    await opened.store.close()
  }
  const again = await run(env, 'seed')
  assert.equal(again.code, 1)
  assert.match(again.err, /has 8 players already; --force/)
}

test('on SQLite: status, migrate, seed, seed again', { timeout: 2 * TIMEOUT_MS }, async () => {
  const dataDir = join(folder, 'walk')
  const file = join(dataDir, 'xuezhan.db')
  await walk({
    env: { XUEZHAN_CORE__DATA_DIR: dataDir },
    open: () => openSqlite({ file, busyTimeoutMs: 5000, synchronous: 'normal' }),
  })
  const env = { XUEZHAN_CORE__DATA_DIR: dataDir }
  const forced = await run(env, 'seed', '--force')
  assert.equal(forced.code, 0, forced.err)
  assert.match((await run(env, 'migrate')).out, /up to date/)
  const status = await run(env, 'status')
  assert.equal(status.code, 0)
  assert.match(status.out, new RegExp(`user ${PLAYERS}, .*desk ${MATCHES * 2}, history ${MATCHES * 8}`))
})

test('status makes no database where there is none', async () => {
  const dataDir = join(folder, 'none')
  assert.equal((await run({ XUEZHAN_CORE__DATA_DIR: dataDir }, 'status')).code, 1)
  assert.ok(!existsSync(join(dataDir, 'xuezhan.db')))
})

const USAGES = [
  [],
  ['drop'],
  ['migrate', 'twice'],
  ['status', '--force'],
  ['seed', '--hard'],
  ['constructor'],
]

test('anything else is told how the command is used, and ends with 64', async () => {
  const env = { XUEZHAN_CORE__DATA_DIR: join(folder, 'usage') }
  for (const args of USAGES) {
    const { code, err } = await run(env, ...args)
    assert.equal(code, 64, args.join(' '))
    assert.match(err, /usage: npm run db/)
  }
  assert.ok(!existsSync(join(folder, 'usage')))
})

test('a configuration that cannot be ends with 78, an absent server with 69, a file that is no database with 69', async () => {
  const env = { XUEZHAN_CORE__DATA_DIR: join(folder, 'wrong') }
  assert.equal((await run({ ...env, XUEZHAN_DATABASE__DRIVER: 'oracle' }, 'status')).code, 78)
  const server = { XUEZHAN_DATABASE__DRIVER: 'mysql', XUEZHAN_DATABASE__PORT: '1' }
  const secret = { XUEZHAN_DATABASE__PASSWORD: 'hunter2-is-secret' }
  const absent = await run({ ...env, ...server, ...secret }, 'migrate')
  assert.equal(absent.code, 69, absent.err)
  assert.match(
    absent.err,
    /^mysql:\/\/127\.0\.0\.1:1\/xuezhan: the database does not answer: ECONNREFUSED\n$/,
  )
  const file = join(folder, 'text.db')
  writeFileSync(file, 'this is no database, however long the text may be'.repeat(99))
  const broken = await run({ ...env, XUEZHAN_DATABASE__FILE: file }, 'migrate')
  assert.equal(broken.code, 69, broken.err)
  assert.match(broken.err, /text\.db: .*not a database\n$/)
})

const programs = findMariaDb('npm run db on MariaDB')
const skip = 'missing' in programs ? programs.missing : false

describe('on MariaDB', { skip }, () => {
  let server: MariaDb
  before(async () => {
    assert.ok(!('missing' in programs))
    server = await MariaDb.start(programs)
  })
  after(() => server.stop())

  test('status, migrate, seed, seed again', { timeout: 2 * TIMEOUT_MS }, async () => {
    await server.createDatabase('walk')
    const { port, user, password } = server
    await walk({
      env: {
        XUEZHAN_CORE__DATA_DIR: join(folder, 'mysql'),
        XUEZHAN_DATABASE__DRIVER: 'mysql',
        XUEZHAN_DATABASE__PORT: String(port),
        XUEZHAN_DATABASE__DBNAME: 'walk',
        XUEZHAN_DATABASE__USERNAME: user,
        XUEZHAN_DATABASE__PASSWORD: password,
      },
      open: () => openMysql({ ...MYSQL_DEFAULTS, host: '127.0.0.1', port, database: 'walk', user, password }),
    })
  })
})
