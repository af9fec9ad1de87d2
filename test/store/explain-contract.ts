// The reads that grow with the tables, on many rows: every statement has to find an index for each of its ranges.

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type RawBuilder, sql } from 'kysely'
import { must } from '../../src/lib/assert.ts'
import { newestDesks } from '../../src/store/desks.ts'
import { QUERIES } from '../../src/store/statistics.ts'
import type { OpenStore } from './contract/store-bed.ts'
import type { Explaining } from './explain-dialects.ts'

const USERS = 20_000
const LOGINS_PER_USER = 10
const DAYS = 60
const DAY = 86_400
const START = Date.UTC(2032, 0, 1, 16) / 1000

/** The database makes the rows itself. */
async function fill({ db }: OpenStore, { sequence, analyze }: Explaining): Promise<void> {
  await sql`insert into register (uid, register_at)
    select seq, ${START} + (seq * 7919) % ${DAYS * DAY} from ${sequence(USERS)} as s`.execute(db)
  await sql`insert into login (uid, login_at)
    select 1 + seq % ${USERS}, ${START} + (seq * 104729) % ${DAYS * DAY}
    from ${sequence(USERS * LOGINS_PER_USER)} as s`.execute(db)
  await sql`insert into card_consume (user_id, card_count, consume_at)
    select seq, 2, ${START} + (seq * 7919) % ${DAYS * DAY} from ${sequence(USERS)} as s`.execute(db)
  await sql`insert into desk (table_id, round, creator, player0, player1, player2, player3, created_at, extras)
    select seq, 4, 1 + seq % ${USERS}, 1 + seq % ${USERS}, 2 + seq % ${USERS}, 3 + seq % ${USERS},
    4 + seq % ${USERS}, ${START} + (seq * 7919) % ${DAYS * DAY}, '{}' from ${sequence(USERS)} as s`.execute(
    db,
  )
  await sql`insert into history (desk_id, round, snapshot)
    select seq, 1, '{}' from ${sequence(USERS)} as s`.execute(db)
  await analyze.execute(db)
}

const dayAt = (number: number) => ({ from: START + number * DAY, to: START + (number + 1) * DAY })
const PLAYER = 77

const READS: readonly (readonly [string, RawBuilder<unknown>, readonly string[]])[] = [
  ['registrations', QUERIES.registrations(dayAt(30), 0), ['register_register_at_uid']],
  ['activation', QUERIES.activation(dayAt(30), 0), ['login_login_at_uid']],
  ['consumption', QUERIES.consumption(dayAt(30), 0), ['card_consume_consume_at_card_count']],
  [
    'retention',
    QUERIES.returned(dayAt(30), [dayAt(31), dayAt(37), dayAt(60)]),
    ['register_register_at_uid', 'login_uid_login_at'],
  ],
  ['desks of a seat', QUERIES.desksOfSeat(3, PLAYER, dayAt(30)), ['desk_player3_created_at']],
  ['all desks of a seat', QUERIES.desksEver(2, PLAYER), ['desk_player2_created_at']],
  [
    "a player's newest desks",
    newestDesks(PLAYER),
    [0, 1, 2, 3].map((seat) => `desk_player${seat}_created_at`),
  ],
  [
    "a desk's rounds",
    sql`select id, round from history where desk_id = ${PLAYER} order by round`,
    ['history_desk_id_round'],
  ],
]

export function explainContract(
  name: string,
  explaining: Explaining,
  openStore: () => Promise<OpenStore>,
): void {
  describe(name, () => {
    let open: OpenStore

    before(async () => {
      open = await openStore()
      await fill(open, explaining)
    })
    after(() => open.store.close())

    for (const [what, query, keys] of READS) {
      test(`${what}: along the indexes made for it, never over a table`, async () => {
        const walked = await explaining.indexesOf(open, query)
        assert.deepEqual(new Set(walked), new Set(keys))
      })
    }

    test('no index is the beginning of another, which would do its work', async () => {
      const { rows } = await explaining.allIndexes.execute(open.db)
      const indexes = new Map<string, { table: string; columns: string[]; isUnique: boolean }>()
      for (const { tableName, indexName, columnName, isUnique } of rows) {
        const known = indexes.get(`${tableName}.${indexName}`)
        if (known) known.columns.push(columnName)
        else
          indexes.set(`${tableName}.${indexName}`, {
            table: tableName,
            columns: [columnName],
            isUnique: isUnique === 1,
          })
      }
      assert.ok(indexes.size > 40, String(indexes.size))
      const begins = (short: readonly string[], long: readonly string[]) =>
        short.length < long.length && short.every((column, at) => column === long[at])
      const idle = [...indexes].filter(
        ([, { table, columns, isUnique }]) =>
          !isUnique &&
          [...indexes.values()].some((other) => other.table === table && begins(columns, other.columns)),
      )
      assert.deepEqual(
        idle.map(([index]) => index),
        [],
      )
    })

    test("a player's newest desks are those of a slow search", async () => {
      const slow = await sql<{
        id: number
      }>`select id from desk where player0 = ${PLAYER} or player1 = ${PLAYER}
        or player2 = ${PLAYER} or player3 = ${PLAYER} order by created_at desc, id desc limit 15`.execute(
        open.db,
      )
      const desks = await open.store.desks.lastOfPlayer(PLAYER)
      assert.equal(desks.length, 4)
      assert.deepEqual(
        desks.map(({ id }) => id),
        slow.rows.map(({ id }) => id),
      )
    })

    test('the numbers are those of a slow count', async () => {
      const range = { from: dayAt(30).from, to: dayAt(30).to - 1 }
      const [retention] = await open.store.statistics.retention(range)
      const slow = await sql<{ count: number }>`select count(distinct r.uid) as count from register r, login l
        where l.uid = r.uid and (r.register_at + 0) >= ${dayAt(30).from} and (r.register_at + 0) < ${dayAt(30).to}
        and l.login_at >= ${dayAt(31).from} and l.login_at < ${dayAt(31).to}`.execute(open.db)
      assert.equal(must(retention, 'the day').returned[1].login, must(slow.rows[0], 'the count').count)
      assert.equal(retention?.register, (await open.store.statistics.registrations(range))[0]?.value)
      assert.equal(retention?.register, await open.store.statistics.registered(range))
      assert.ok(retention !== undefined && retention.register > 100)
    })
  })
}
