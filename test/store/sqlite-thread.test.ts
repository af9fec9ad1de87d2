// A database in a file runs in a thread of its own: the loop goes on, nothing is left running, errors keep their names.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { sql } from 'kysely'
import { connect } from '../../src/store/open-store.ts'
import { SqliteDialect } from '../../src/store/sqlite-dialect.ts'
import type { SqliteOptions } from '../../src/store/sqlite-engine.ts'
import { ThreadedSqlite } from '../../src/store/sqlite-threaded.ts'

const folder = mkdtempSync(join(tmpdir(), 'xuezhan-thread-'))
after(() => rmSync(folder, { recursive: true }))

const inFile = (name: string): SqliteOptions => ({
  file: join(folder, name),
  busyTimeoutMs: 1000,
  synchronous: 'full',
})

/** Long enough for the loop to turn thousands of times. */
const LONG =
  'with recursive n(i) as (select 1 union all select i + 1 from n where i < 600000) select max(i) as last from n'

test('a statement that takes long does not stop the event loop', async () => {
  const db = connect(new SqliteDialect(inFile('long.db')))
  let turns = 0
  let isOver = false
  const turn = (): void => {
    turns += 1
    if (!isOver) setImmediate(turn)
  }
  setImmediate(turn)
  const { rows } = await sql.raw<{ last: number }>(LONG).execute(db)
  isOver = true
  assert.deepEqual(rows, [{ last: 600_000 }])
  assert.ok(turns > 10, `${turns} turns`)
  await db.destroy()
})

test('transactions of many callers do not mix', async () => {
  const db = connect(new SqliteDialect(inFile('many.db')))
  await sql`create table t (who integer, step integer)`.execute(db)
  const writers = Array.from({ length: 20 }, (_, who) =>
    db.transaction().execute(async (transaction) => {
      for (let step = 0; step < 5; step += 1) {
        await sql`insert into t values (${who}, ${step})`.execute(transaction)
      }
      if (who % 2 === 1) throw new Error('gives up')
    }),
  )
  const ended = await Promise.allSettled(writers)
  assert.equal(ended.filter(({ status }) => status === 'rejected').length, 10)
  const { rows } = await sql<{ who: number }>`select who from t order by rowid`.execute(db)
  assert.deepEqual(
    rows.map(({ who }) => who),
    Array.from({ length: 50 }, (_, index) => 2 * Math.floor(index / 5)),
  )
  await db.destroy()
})

test('numbers, texts, bytes, nothing and times come back as they went', async () => {
  const sqlite = await ThreadedSqlite.open(inFile('values.db'))
  const values = [1, -2.5, 2 ** 53 - 1, '血战 \u0000', null]
  const ran = await sqlite.run({ sql: 'select ? as a, ? as b, ? as c, ? as d, ? as e', parameters: values })
  assert.ok(ran.kind === 'rows')
  assert.deepEqual(Object.values(ran.rows[0] as object), values)
  await sqlite.close()
})

test('an error of SQLite keeps its code, and the thread goes on', async () => {
  const sqlite = await ThreadedSqlite.open(inFile('errors.db'))
  const run = (text: string) => sqlite.run({ sql: text, parameters: [] })
  await run('create table t (id integer primary key)')
  await run('insert into t values (1)')
  await assert.rejects(run('insert into t values (1)'), { errcode: 1555, code: 'ERR_SQLITE_ERROR' })
  await assert.rejects(run('select a from nowhere'), /no such table/)
  assert.equal((await run('select * from t')).kind, 'rows')
  await sqlite.close()
})

test('a database that is closed, or whose folder is missing, is an absent one', async () => {
  const sqlite = await ThreadedSqlite.open(inFile('closed.db'))
  await sqlite.close()
  const asked = sqlite.run({ sql: 'select 1', parameters: [] })
  await assert.rejects(asked, { code: 'STORE_DOWN', outcome: 'not-done' })
  await assert.rejects(ThreadedSqlite.open(inFile('no/such/folder.db')), { errcode: 14 })
})

test('a process that forgets to close its database ends all the same', () => {
  const module = (name: string): string =>
    JSON.stringify(new URL(`../../src/store/${name}`, import.meta.url).href)
  const script = `
    const { ThreadedSqlite } = await import(${module('sqlite-threaded.ts')})
    const sqlite = await ThreadedSqlite.open(${JSON.stringify(inFile('forgotten.db'))})
    const { rows } = await sqlite.run({ sql: 'select 7 as seven', parameters: [] })
    console.log(rows[0].seven)`
  const ended = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    timeout: 60_000,
  })
  assert.deepEqual([ended.status, ended.stdout, ended.stderr], [0, '7\n', ''])
})
