// Desks: one row per table that was dealt, the frame of its rounds.

import { type Kysely, type RawBuilder, type Selectable, sql } from 'kysely'
import { must } from '../lib/assert.ts'
import type { Desk, Desks, DeskUpdate, NewDesk } from './repositories.ts'
import type { Database, DeskTable } from './schema.ts'
import { nameColumns, namesOf, playerColumns, playersOf, scoreColumns, scoresOf } from './seat-columns.ts'
import { retried } from './transact.ts'

/** nanoserver's limit of GET /v1/desk/player/:id. */
const LAST_DESKS = 15

const PLAYER_COLUMNS = ['player0', 'player1', 'player2', 'player3'] as const

/** One seat's newest desks along its own index: an `or` over the four seats would read and sort all of a player's. */
const newestOfSeat = (column: (typeof PLAYER_COLUMNS)[number], uid: number) =>
  sql`select * from (select * from desk where ${sql.ref(column)} = ${uid} and round > 0
    order by created_at desc, id desc limit ${sql.lit(LAST_DESKS)}) as ${sql.ref(`of_${column}`)}`

/** Up to four times as many as are wanted, each seat's in order. */
export const newestDesks = (uid: number): RawBuilder<Selectable<DeskTable>> =>
  sql`${sql.join(
    PLAYER_COLUMNS.map((column) => newestOfSeat(column, uid)),
    sql` union all `,
  )}`

const newestFirst = (a: Selectable<DeskTable>, b: Selectable<DeskTable>): number =>
  b.createdAt - a.createdAt || b.id - a.id

function deskOf(row: Selectable<DeskTable>): Desk {
  const { id, tableId, creator, clubId, round, mode, deskNo, createdAt, dismissAt, extras } = row
  return {
    id,
    tableId,
    creator,
    clubId,
    round,
    mode,
    deskNo,
    players: playersOf(row),
    playerNames: namesOf(row),
    scoreChanges: scoresOf(row),
    createdAt,
    dismissAt,
    extras,
  }
}

/** The row of a desk that was just dealt. */
export function newDeskRow(desk: NewDesk) {
  const { players, playerNames, ...rest } = desk
  const scores = scoreColumns([0, 0, 0, 0])
  return { ...rest, ...playerColumns(players), ...nameColumns(playerNames), ...scores, dismissAt: 0 }
}

export class SqlDesks implements Desks {
  readonly #db: Kysely<Database>

  constructor(db: Kysely<Database>) {
    this.#db = db
  }

  async insert(desk: NewDesk): Promise<number> {
    return await retried(async () => {
      const known = await this.#db
        .selectFrom('desk')
        .select('id')
        .where('tableId', '=', desk.tableId)
        .executeTakeFirst()
      if (known !== undefined) return known.id
      const inserted = await this.#db.insertInto('desk').values(newDeskRow(desk)).executeTakeFirstOrThrow()
      return Number(must(inserted.insertId, 'the id of a new desk'))
    })
  }

  async update(deskId: number, update: DeskUpdate): Promise<boolean> {
    const { scoreChanges, players, playerNames, round, dismissAt } = update
    const changes = {
      ...(scoreChanges === undefined ? {} : scoreColumns(scoreChanges)),
      ...(players === undefined ? {} : playerColumns(players)),
      ...(playerNames === undefined ? {} : nameColumns(playerNames)),
      ...(round === undefined ? {} : { round }),
      ...(dismissAt === undefined ? {} : { dismissAt }),
    }
    if (Object.keys(changes).length === 0) return (await this.find(deskId)) !== undefined
    const result = await this.#db.updateTable('desk').set(changes).where('id', '=', deskId).executeTakeFirst()
    return result.numUpdatedRows > 0n
  }

  async find(deskId: number): Promise<Desk | undefined> {
    const row = await this.#db.selectFrom('desk').selectAll().where('id', '=', deskId).executeTakeFirst()
    return row === undefined ? undefined : deskOf(row)
  }

  async lastOfPlayer(uid: number): Promise<readonly Desk[]> {
    const { rows } = await newestDesks(uid).execute(this.#db)
    return rows.toSorted(newestFirst).slice(0, LAST_DESKS).map(deskOf)
  }
}
