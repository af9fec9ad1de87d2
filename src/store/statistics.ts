// Statistics from the rows themselves. A day is one branch of a union, a range of an index each: the database never
// computes on a column, and no row of the big tables is read but through an index that covers it.

import { type Kysely, type RawBuilder, sql } from 'kysely'
import { must } from '../lib/assert.ts'
import { type Day, dayAfter, daysOf } from './calendar.ts'
import type { Database } from './schema.ts'
import {
  type DailyStats,
  type DayValue,
  type OnlineSample,
  type PlayerStats,
  RETENTION_DAYS,
  type Retention,
  type RetentionDay,
  type Statistics,
  type StatsRange,
} from './statistics-repository.ts'

type Db = Kysely<Database>
type Counted = { n: number; value: number | string | null }
/** By `day<number>`; null where nobody came on any of the days. */
type Returned = Readonly<Record<string, number | string | null>>
type DeskScore = { deskNo: string; createdAt: number; score: number }

/** A year and the days that its two ends touch. */
const MAX_DAYS = 367
/** Branches of one union: far below SQLite's limit of 500. */
const DAYS_PER_QUERY = 31
const MAX_SAMPLES = 10_000
const PLAYER_DAYS = 30
const PERCENT = 100
/** Two decimals, as nanoserver. */
const ROUNDING = 100
const SEATS = [0, 1, 2, 3] as const

const dayColumn = (n: number) => sql.ref(`day${n}`)
const hasLoggedIn = ({ from, to }: Day, n: number) =>
  sql`max(case when l.login_at >= ${from} and l.login_at < ${to} then 1 else 0 end) as ${dayColumn(n)}`

export const QUERIES = {
  registrations: ({ from, to }: Day, n: number) =>
    sql<Counted>`select ${sql.lit(n)} as n, count(*) as value from register
      where register_at >= ${from} and register_at < ${to}`,
  activation: ({ from, to }: Day, n: number) =>
    sql<Counted>`select ${sql.lit(n)} as n, count(distinct uid) as value from login
      where login_at >= ${from} and login_at < ${to}`,
  consumption: ({ from, to }: Day, n: number) =>
    sql<Counted>`select ${sql.lit(n)} as n, sum(card_count) as value from card_consume
      where consume_at >= ${from} and consume_at < ${to}`,
  /** Each player's logins are walked along once; of those on one of the days only whether there is one. In order. */
  returned: (registered: Day, later: readonly Day[]) =>
    sql<Returned>`select ${sql.join(later.map((_, n) => sql`sum(${dayColumn(n)}) as ${dayColumn(n)}`))}
      from (select r.id, ${sql.join(later.map(hasLoggedIn))} from register r
        join login l on l.uid = r.uid and l.login_at >= ${later[0]?.from} and l.login_at < ${later.at(-1)?.to}
        where r.register_at >= ${registered.from} and r.register_at < ${registered.to} group by r.id) as of_days`,
  desksOfSeat: (seat: (typeof SEATS)[number], uid: number, { from, to }: Day) =>
    sql<DeskScore>`select desk_no, created_at, ${sql.ref(`score_change${seat}`)} as score from desk
      where ${sql.ref(`player${seat}`)} = ${uid} and created_at >= ${from} and created_at < ${to}`,
  desksEver: (seat: (typeof SEATS)[number], uid: number) =>
    sql<Counted>`select ${sql.lit(seat)} as n, count(*) as value from desk where ${sql.ref(`player${seat}`)} = ${uid}`,
} as const

const unionOf = <T>(branches: readonly RawBuilder<T>[]): RawBuilder<T> =>
  sql<T>`${sql.join(branches, sql` union all `)}`

/** A sum comes as a decimal text from MySQL, and as null where nothing is summed. */
const valueOf = ({ value }: Counted): number => Number(value ?? 0)

export class SqlStatistics implements Statistics {
  readonly #db: Db
  readonly #timeZone: string

  constructor(db: Db, timeZone: string) {
    this.#db = db
    this.#timeZone = timeZone
  }

  async registered({ from, to }: StatsRange): Promise<number> {
    const { rows } = await QUERIES.registrations({ from, to: to + 1 }, 0).execute(this.#db)
    return valueOf(must(rows[0], 'the count'))
  }

  async registrations(range: StatsRange): Promise<readonly DayValue[]> {
    return await this.#perDay(range, QUERIES.registrations)
  }

  async activation(range: StatsRange): Promise<readonly DayValue[]> {
    return await this.#perDay(range, QUERIES.activation)
  }

  async consumption(range: StatsRange): Promise<readonly DayValue[]> {
    return await this.#perDay(range, QUERIES.consumption)
  }

  async retention(range: StatsRange): Promise<readonly Retention[]> {
    const rows: Retention[] = []
    for (const day of daysOf(range, MAX_DAYS, this.#timeZone)) rows.push(await this.#retentionOf(day))
    return rows
  }

  async onlineNow(): Promise<OnlineSample | undefined> {
    return await this.#db
      .selectFrom('online')
      .select(['time', 'userCount', 'deskCount'])
      .orderBy('time', 'desc')
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst()
  }

  async online({ from, to }: StatsRange): Promise<readonly OnlineSample[]> {
    return await this.#db
      .selectFrom('online')
      .select(['time', 'userCount', 'deskCount'])
      .where('time', '>=', from)
      .where('time', '<=', to)
      .orderBy('time')
      .orderBy('id')
      .limit(MAX_SAMPLES)
      .execute()
  }

  async player(uid: number, now: number): Promise<PlayerStats | undefined> {
    const user = await this.#db
      .selectFrom('user')
      .select('registerAt')
      .where('id', '=', uid)
      .executeTakeFirst()
    if (user === undefined) return undefined
    const { registerAt } = user
    const arrived = await this.#arrivals(uid)
    const ever = await unionOf(SEATS.map((seat) => QUERIES.desksEver(seat, uid))).execute(this.#db)
    const totalMatch = ever.rows.reduce((sum, row) => sum + valueOf(row), 0)
    const first = dayAfter(now, 1 - PLAYER_DAYS, this.#timeZone)
    const range = { from: Math.max(first.from, registerAt), to: now }
    const days = await this.#playerDays(uid, daysOf(range, PLAYER_DAYS, this.#timeZone))
    return { registerAt, ...arrived, totalMatch, days }
  }

  async #perDay(
    range: StatsRange,
    query: (day: Day, n: number) => RawBuilder<Counted>,
  ): Promise<readonly DayValue[]> {
    const days = daysOf(range, MAX_DAYS, this.#timeZone)
    const values: DayValue[] = []
    for (let start = 0; start < days.length; start += DAYS_PER_QUERY) {
      const part = days.slice(start, start + DAYS_PER_QUERY)
      const { rows } = await unionOf(part.map(query)).execute(this.#db)
      const byNumber = new Map(rows.map((row) => [row.n, valueOf(row)]))
      values.push(...part.map(({ from }, n) => ({ date: from, value: byNumber.get(n) ?? 0 })))
    }
    return values
  }

  async #retentionOf(day: Day): Promise<Retention> {
    const later = RETENTION_DAYS.map((offset) => dayAfter(day.from, offset, this.#timeZone))
    const registered = await QUERIES.registrations(day, 0).execute(this.#db)
    const register = valueOf(must(registered.rows[0], 'the count'))
    const { rows } = await QUERIES.returned(day, later).execute(this.#db)
    const returnedOn = (offset: RetentionDay) => {
      const login = Number(rows[0]?.[`day${RETENTION_DAYS.indexOf(offset)}`] ?? 0)
      const share = register === 0 ? 0 : (login / register) * PERCENT
      return { login, rate: Math.round(share * ROUNDING) / ROUNDING }
    }
    const returned = Object.fromEntries(RETENTION_DAYS.map((offset) => [offset, returnedOn(offset)]))
    return { date: day.from, register, returned: returned as Retention['returned'] }
  }

  async #arrivals(uid: number): Promise<Omit<PlayerStats, 'registerAt' | 'totalMatch' | 'days'>> {
    const registered = await this.#db
      .selectFrom('register')
      .select('ip')
      .where('uid', '=', uid)
      .orderBy('id')
      .limit(1)
      .executeTakeFirst()
    const login = await this.#db
      .selectFrom('login')
      .select(['loginAt', 'ip'])
      .where('uid', '=', uid)
      .orderBy('loginAt', 'desc')
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst()
    return {
      registerIp: registered?.ip ?? '',
      latestLoginAt: login?.loginAt ?? 0,
      latestLoginIp: login?.ip ?? '',
    }
  }

  async #playerDays(uid: number, days: readonly Day[]): Promise<readonly DailyStats[]> {
    const [first] = days
    if (first === undefined) return []
    const whole = { from: first.from, to: must(days.at(-1), 'the last day').to }
    const played = await unionOf(SEATS.map((seat) => QUERIES.desksOfSeat(seat, uid, whole))).execute(this.#db)
    const made = await this.#db
      .selectFrom('desk')
      .select('createdAt')
      .where('creator', '=', uid)
      .where('createdAt', '>=', whole.from)
      .where('createdAt', '<', whole.to)
      .execute()
    const isIn = (day: Day) => (row: { createdAt: number }) =>
      row.createdAt >= day.from && row.createdAt < day.to
    return days.map((day) => {
      const desks = played.rows.filter(isIn(day)).toSorted((a, b) => a.createdAt - b.createdAt)
      return {
        date: day.from,
        score: desks.reduce((sum, { score }) => sum + score, 0),
        asCreator: made.filter(isIn(day)).length,
        win: desks.filter(({ score }) => score > 0).length,
        deskNos: desks.map(({ deskNo }) => deskNo),
      }
    })
  }
}
