// Histories: one row per finished round, with its replay.

import type { Kysely, Selectable } from 'kysely'
import { must } from '../lib/assert.ts'
import type { Histories, History, HistoryLite, NewHistory } from './repositories.ts'
import type { Database, HistoryTable } from './schema.ts'
import { nameColumns, namesOf, scoreColumns, scoresOf } from './seat-columns.ts'
import { retried } from './transact.ts'

const LITE_COLUMNS = [
  'id',
  'deskId',
  'round',
  'mode',
  'beginAt',
  'endAt',
  'playerName0',
  'playerName1',
  'playerName2',
  'playerName3',
  'scoreChange0',
  'scoreChange1',
  'scoreChange2',
  'scoreChange3',
] as const

function liteOf(row: Omit<Selectable<HistoryTable>, 'snapshot'>): HistoryLite {
  const { id, deskId, round, mode, beginAt, endAt } = row
  return { id, deskId, round, mode, beginAt, endAt, playerNames: namesOf(row), scoreChanges: scoresOf(row) }
}

export function historyRow(history: NewHistory) {
  const { playerNames, scoreChanges, ...rest } = history
  return { ...rest, ...nameColumns(playerNames), ...scoreColumns(scoreChanges) }
}

export class SqlHistories implements Histories {
  readonly #db: Kysely<Database>

  constructor(db: Kysely<Database>) {
    this.#db = db
  }

  async insert(history: NewHistory): Promise<number> {
    const row = historyRow(history)
    return await retried(async () => {
      const known = await this.#db
        .selectFrom('history')
        .select('id')
        .where('deskId', '=', history.deskId)
        .where('round', '=', history.round)
        .executeTakeFirst()
      if (known !== undefined) return known.id
      const inserted = await this.#db.insertInto('history').values(row).executeTakeFirstOrThrow()
      return Number(must(inserted.insertId, 'the id of a new history'))
    })
  }

  async list(deskId: number): Promise<readonly HistoryLite[]> {
    const rows = await this.#db
      .selectFrom('history')
      .select(LITE_COLUMNS)
      .where('deskId', '=', deskId)
      .orderBy('round')
      .execute()
    return rows.map(liteOf)
  }

  async get(id: number): Promise<History | undefined> {
    const row = await this.#db.selectFrom('history').selectAll().where('id', '=', id).executeTakeFirst()
    return row === undefined ? undefined : { ...liteOf(row), snapshot: row.snapshot }
  }
}
