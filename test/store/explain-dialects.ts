// How each database says which indexes a query walks along, and which it has.

import assert from 'node:assert/strict'
import { type RawBuilder, sql } from 'kysely'
import type { OpenStore } from './contract/store-bed.ts'

export type IndexColumn = {
  readonly tableName: string
  readonly indexName: string
  readonly columnName: string
  readonly isUnique: number
}

export type Explaining = {
  /** A table with the column `seq` from 1 to `count`. */
  readonly sequence: (count: number) => RawBuilder<unknown>
  readonly analyze: RawBuilder<unknown>
  /** The index for each table that the query reads; throws where it reads one without. */
  readonly indexesOf: (open: OpenStore, query: RawBuilder<unknown>) => Promise<readonly string[]>
  /** Every index, column by column in order. */
  readonly allIndexes: RawBuilder<IndexColumn>
}

type MariaPlan = {
  readonly table: string | null
  readonly type: string
  readonly key: string | null
  readonly rows: number
}

/** A step of a plan that is expected to read more rows than that has not found its index. */
const ROWS_MAX = 20_000

export const MARIADB: Explaining = {
  sequence: (count) => sql.raw(`seq_1_to_${count}`),
  analyze: sql`analyze table register, login, card_consume, desk, history`,
  async indexesOf(open, query) {
    const { rows } = await sql<MariaPlan>`explain ${query}`.execute(open.db)
    const plan = JSON.stringify(rows)
    // What stands in <> is made from the steps below it.
    const reads = rows.filter(({ table }) => table !== null && !table.startsWith('<'))
    for (const { type, rows: count } of reads) {
      assert.ok(['range', 'ref', 'eq_ref', 'const', 'index_subquery'].includes(type), plan)
      assert.ok(count < ROWS_MAX, plan)
    }
    return reads.map(({ key }) => key ?? '')
  },
  allIndexes: sql`select table_name, index_name, column_name, 1 - non_unique as is_unique
    from information_schema.statistics where table_schema = database() order by table_name, index_name, seq_in_index`,
}

const SEARCH = /^SEARCH \S+ (?:EXISTS )?USING (?:COVERING )?(?:INDEX (\S+)|(INTEGER PRIMARY KEY))/

export const SQLITE: Explaining = {
  sequence: (count) =>
    sql`(with recursive s(seq) as (select 1 union all select seq + 1 from s where seq < ${sql.lit(count)})
      select seq from s)`,
  analyze: sql`analyze`,
  async indexesOf(open, query) {
    const { rows } = await sql<{ detail: string }>`explain query plan ${query}`.execute(open.db)
    const plan = JSON.stringify(rows.map(({ detail }) => detail))
    const reads = rows.filter(({ detail }) => /^(?:SCAN|SEARCH) (?!\(subquery|of_)/.test(detail))
    return reads.map(({ detail }) => {
      const [, index, primary] = SEARCH.exec(detail) ?? []
      const name = index ?? primary
      assert.ok(name !== undefined, plan)
      return name
    })
  },
  allIndexes: sql`select m.name as table_name, l.name as index_name, i.name as column_name, l."unique" as is_unique
    from sqlite_master m, pragma_index_list(m.name) l, pragma_index_info(l.name) i where m.type = 'table'
    order by m.name, l.name, i.seqno`,
}
