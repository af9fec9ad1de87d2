// Many desks in one statement: a round trip for each of them would be most of a batch's time.

import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { BySeat } from '../repositories.ts'
import type { Database } from '../schema.ts'
import { chunksOf } from './insert-new.ts'

type Db = Kysely<Database>
type Scored = { readonly id: number; readonly totals: BySeat<number> }
type Closed = Scored & { readonly dismissAt: number; readonly round: number }

const STILL_OPEN = 0

/** The value of each desk, found by its id. */
function byId<T extends Scored>(desks: readonly T[], valueOf: (desk: T) => number): RawBuilder<number> {
  const cases = desks.map((desk) => sql`when ${desk.id} then ${valueOf(desk)}`)
  return sql<number>`case ${sql.ref('id')} ${sql.join(cases, sql` `)} end`
}

const scoresOf = (desks: readonly Scored[]) => ({
  scoreChange0: byId(desks, ({ totals }) => totals[0]),
  scoreChange1: byId(desks, ({ totals }) => totals[1]),
  scoreChange2: byId(desks, ({ totals }) => totals[2]),
  scoreChange3: byId(desks, ({ totals }) => totals[3]),
})

/** By id, so that two processes lock desks in the same order; of several of one desk the last. */
const lastOfEach = <T extends Scored>(desks: readonly T[]): readonly T[] =>
  [...new Map(desks.map((desk) => [desk.id, desk])).values()].sort((a, b) => a.id - b.id)

const idsOf = (desks: readonly Scored[]): number[] => desks.map(({ id }) => id)

/** The last totals of each desk that is not over: an older round told again must not change the end. */
export async function updateScores(db: Db, rounds: readonly Scored[]): Promise<void> {
  for (const desks of chunksOf(lastOfEach(rounds))) {
    await db
      .updateTable('desk')
      .set(scoresOf(desks))
      .where('id', 'in', idsOf(desks))
      .where('dismissAt', '=', STILL_OPEN)
      .execute()
  }
}

export async function closeDesks(db: Db, closed: readonly Closed[]): Promise<void> {
  for (const desks of chunksOf(lastOfEach(closed))) {
    const dismissAt = byId(desks, (desk) => desk.dismissAt)
    const round = byId(desks, (desk) => desk.round)
    await db
      .updateTable('desk')
      .set({ ...scoresOf(desks), dismissAt, round })
      .where('id', 'in', idsOf(desks))
      .execute()
  }
}
