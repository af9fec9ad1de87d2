// Fifty tables in play while MariaDB is killed and started again: every finished round is a row, once, and every card
// is accounted for. XUEZHAN_LONG=1 keeps the database away for a minute instead of six seconds.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { systemClock } from '../../src/lib/clock.ts'
import { historyOf } from '../../src/room/history.ts'
import { roundsOf } from '../../src/room/round-log.ts'
import { MYSQL_DEFAULTS } from '../../src/store/mysql/mysql-options.ts'
import { type OpenedStore, openMysql } from '../../src/store/open-store.ts'
import { Spool } from '../../src/store/write-behind/spool.ts'
import { WriteBehind } from '../../src/store/write-behind/write-behind.ts'
import { newPayers } from '../support/bot-hall-payers.ts'
import { BotHall } from '../support/bot-hall.ts'
import { findMariaDb, MariaDb } from '../support/mariadb.ts'
import { until } from '../support/until.ts'
import { countingObserver, quietSpool } from '../store/write-behind/jobs.ts'

const TABLES = 50
const ROUNDS = 2
const AWAY_MS = process.env['XUEZHAN_LONG'] === '1' ? 60_000 : 6000
/** Tables are in play, and the first matches are over. */
const ROWS_BEFORE = 60
const DEADLINE_MS = 120_000

/** Rounds of a table as the journal tells them: number and points by seat. */
async function toldBy(hall: BotHall, tableId: string): Promise<string[]> {
  const records = await hall.journal.read(tableId)
  const rounds = roundsOf(records.flatMap(({ events }) => events)).map(historyOf)
  return rounds.map(({ number, scoreChanges }) => `${number}: ${scoreChanges.join(' ')}`)
}

async function writtenIn({ db }: OpenedStore): Promise<Map<string, string[]>> {
  const desks = await db.selectFrom('desk').select(['id', 'tableId', 'round', 'dismissAt']).execute()
  const rows = await db.selectFrom('history').selectAll().orderBy('round').execute()
  const byDesk = Map.groupBy(rows, ({ deskId }) => deskId)
  assert.equal(new Set(desks.map(({ tableId }) => tableId)).size, desks.length, 'a desk is there twice')
  return new Map(
    desks.map(({ id, tableId, round, dismissAt }) => {
      const own = byDesk.get(id) ?? []
      assert.ok(dismissAt > 0, `${tableId} is open`)
      assert.equal(round, own.length, `${tableId} counts its rounds`)
      const points = own.map((row) => [
        row.scoreChange0,
        row.scoreChange1,
        row.scoreChange2,
        row.scoreChange3,
      ])
      return [tableId, points.map((changes, at) => `${own[at]!.round}: ${changes.join(' ')}`)]
    }),
  )
}

/** Each account had so many cards, and paid one for each of its matches. */
async function auditCards({ db }: OpenedStore, hall: BotHall, cards: number): Promise<void> {
  const charges = await db
    .selectFrom('cardLedger')
    .select('reference')
    .where('reason', '=', 'charge')
    .execute()
  const expected = [...hall.tables.keys()].map((tableId) => `desk:${tableId}`)
  assert.deepEqual(charges.map(({ reference }) => reference).toSorted(), expected.toSorted())
  const consumed = await db.selectFrom('cardConsume').select('extra').execute()
  assert.equal(consumed.length, expected.length)
  const matches = Map.groupBy(hall.tables.values(), (uid) => uid)
  for (const { id, coin } of await db.selectFrom('user').select(['id', 'coin']).execute()) {
    assert.equal(coin, cards - (matches.get(id)?.length ?? 0), `the cards of ${id}`)
  }
}

const programs = findMariaDb('an outage of the database under fifty tables')

test(`MariaDB is away for ${AWAY_MS / 1000} s under ${TABLES} tables: no round is missing, none is there twice, every card is right`, {
  timeout: AWAY_MS + 2 * DEADLINE_MS,
  skip: 'missing' in programs && programs.missing,
}, async (t) => {
  assert.ok('server' in programs)
  const folder = mkdtempSync(join(tmpdir(), 'xuezhan-outage-'))
  const server = await MariaDb.start(programs)
  const parts = new AsyncDisposableStack()
  t.after(() => parts.disposeAsync())
  parts.defer(() => rmSync(folder, { recursive: true, force: true }))
  parts.defer(() => server.stop())
  await server.createDatabase('outage')
  const { port, user, password } = server
  const opened = await openMysql({
    ...MYSQL_DEFAULTS,
    host: '127.0.0.1',
    port,
    database: 'outage',
    user,
    password,
  })
  parts.defer(() => opened.store.close())
  const { uids, cards } = await newPayers(opened.store, TABLES)
  const options = { folder: join(folder, 'queue'), maxBytes: 1e9, segmentBytes: 1e6, sync: true }
  const spool = await Spool.open(options, quietSpool)
  const { seen, observer } = countingObserver()
  const queue = new WriteBehind({ db: opened.db, spool, clock: systemClock, observer })
  parts.defer(async () => void (await queue.close(0)))
  queue.start()
  const hall = await BotHall.open({
    folder: join(folder, 'journal'),
    queue,
    uids,
    rounds: ROUNDS,
    thinkMs: [0, 20],
  })
  parts.defer(() => hall.close())
  const playing = hall.play()
  playing.catch(() => undefined)
  await until('matches are written', () => seen.rows > ROWS_BEFORE, DEADLINE_MS)
  await server.kill()
  await until('the queue sees it', () => seen.retries > 0, DEADLINE_MS)
  await pause(AWAY_MS)
  const waiting = queue.levels.depth
  await server.launch()
  hall.finish()
  await playing
  await until('everything is written', () => hall.records.depth + queue.levels.depth === 0, DEADLINE_MS)
  const told = new Map<string, string[]>()
  for (const tableId of hall.tables.keys()) told.set(tableId, await toldBy(hall, tableId))
  const rounds = [...told.values()].reduce((sum, own) => sum + own.length, 0)
  t.diagnostic(`${told.size} matches, ${rounds} rounds; ${waiting} rows waited on disk`)
  assert.ok(waiting > TABLES, 'the tables did not play on')
  assert.deepEqual([seen.dropped, seen.rejected], [0, []])
  const byId = (rows: Map<string, string[]>) => [...rows].sort(([a], [b]) => (a < b ? -1 : 1))
  assert.deepEqual(byId(await writtenIn(opened)), byId(told))
  await auditCards(opened, hall, cards)
})
