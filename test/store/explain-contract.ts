// The statistics on many rows: every statement has to find an index for each of its ranges.

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type RawBuilder, sql } from 'kysely'
import { must } from '../../src/lib/assert.ts'
import { QUERIES } from '../../src/store/statistics.ts'
import type { OpenStore } from './contract/store-bed.ts'

const USERS = 20_000
const LOGINS_PER_USER = 10
const DAYS = 60
const DAY = 86_400
const START = Date.UTC(2032, 0, 1, 16) / 1000

type Plan = { readonly type: string; readonly key: string | null; readonly rows: number }

/** MariaDB makes the rows itself: sequences are its own. */
async function fill({ db }: OpenStore): Promise<void> {
  await sql`insert into register (uid, register_at)
    select seq, ${START} + (seq * 7919) % ${DAYS * DAY} from seq_1_to_${sql.raw(String(USERS))}`.execute(db)
  await sql`insert into login (uid, login_at)
    select 1 + seq % ${USERS}, ${START} + (seq * 104729) % ${DAYS * DAY}
    from seq_1_to_${sql.raw(String(USERS * LOGINS_PER_USER))}`.execute(db)
  await sql`insert into card_consume (user_id, card_count, consume_at)
    select seq, 2, ${START} + (seq * 7919) % ${DAYS * DAY} from seq_1_to_${sql.raw(String(USERS))}`.execute(
    db,
  )
  await sql`insert into desk (table_id, creator, player0, player1, player2, player3, created_at, extras)
    select seq, 1 + seq % ${USERS}, 1 + seq % ${USERS}, 2 + seq % ${USERS}, 3 + seq % ${USERS}, 4 + seq % ${USERS},
    ${START} + (seq * 7919) % ${DAYS * DAY}, '{}' from seq_1_to_${sql.raw(String(USERS))}`.execute(db)
  await sql`analyze table register, login, card_consume, desk`.execute(db)
}

async function planOf(open: OpenStore, query: RawBuilder<unknown>): Promise<readonly Plan[]> {
  const { rows } = await sql<Plan>`explain ${query}`.execute(open.db)
  return rows
}

const dayAt = (number: number) => ({ from: START + number * DAY, to: START + (number + 1) * DAY })

export function explainContract(name: string, openStore: () => Promise<OpenStore>): void {
  describe(name, () => {
    let open: OpenStore

    before(async () => {
      open = await openStore()
      await fill(open)
    })
    after(() => open.store.close())

    for (const [what, query, keys] of [
      [
        'registrations',
        QUERIES.registrations(dayAt(30), 0),
        ['register_register_at', 'register_register_at_uid'],
      ],
      ['activation', QUERIES.activation(dayAt(30), 0), ['login_login_at_uid']],
      ['consumption', QUERIES.consumption(dayAt(30), 0), ['card_consume_consume_at_card_count']],
      [
        'retention',
        QUERIES.returned(dayAt(30), dayAt(37), 7),
        ['register_register_at', 'register_register_at_uid', 'login_uid_login_at'],
      ],
      ['desks of a seat', QUERIES.desksOfSeat(3, 77, dayAt(30)), ['desk_player3', 'desk_player3_created_at']],
    ] as const) {
      test(`${what} walks along an index that fits, not over the table`, async () => {
        const plan = await planOf(open, query)
        assert.ok(plan.length > 0)
        for (const { type, key, rows } of plan) {
          assert.ok(['range', 'ref', 'eq_ref', 'index_subquery'].includes(type), JSON.stringify(plan))
          assert.ok((keys as readonly (string | null)[]).includes(key), JSON.stringify(plan))
          assert.ok(rows < (USERS * LOGINS_PER_USER) / 10, JSON.stringify(plan))
        }
      })
    }

    test('the numbers are those of a slow count', async () => {
      const range = { from: dayAt(30).from, to: dayAt(30).to - 1 }
      const [retention] = await open.store.statistics.retention(range)
      const slow = await sql<{ count: number }>`select count(distinct r.uid) as count from register r, login l
        where l.uid = r.uid and (r.register_at div 1) >= ${dayAt(30).from} and (r.register_at div 1) < ${dayAt(30).to}
        and l.login_at >= ${dayAt(31).from} and l.login_at < ${dayAt(31).to}`.execute(open.db)
      assert.equal(must(retention, 'the day').returned[1].login, must(slow.rows[0], 'the count').count)
      assert.equal(retention?.register, (await open.store.statistics.registrations(range))[0]?.value)
      assert.ok(retention !== undefined && retention.register > 100)
    })
  })
}
