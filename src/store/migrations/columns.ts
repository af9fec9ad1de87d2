// The words that migrations are written in. MySQL commits every change of the schema at once, so a migration that was
// cut off has to be able to run again: what is there already stays.

import { type CreateTableBuilder, type Kysely, sql } from 'kysely'
import type { Database } from '../schema.ts'

/** ER_DUP_KEYNAME, ER_DUP_FIELDNAME: an earlier run came so far. */
const THERE_ALREADY: readonly unknown[] = [1061, 1060]

/** A replay may be longer than MySQL's TEXT (64 KiB). */
export const LONG_TEXT = sql`longtext`

// Kysely types migrations by an unknown schema: they must go on working when schema.ts moves on.
export type Db = Kysely<Database>
export type Builder = CreateTableBuilder<string>
type TextType = `varchar(${number})`

export function table(db: Db, name: string): Builder {
  return db.schema
    .createTable(name)
    .ifNotExists()
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
}

export const number = (builder: Builder, name: string, value = 0): Builder =>
  builder.addColumn(name, 'bigint', (column) => column.notNull().defaultTo(value))

export const numbers = (builder: Builder, names: readonly string[]): Builder =>
  names.reduce((built, name) => number(built, name), builder)

export const short = (builder: Builder, name: string, type: TextType): Builder =>
  builder.addColumn(name, type, (column) => column.notNull().defaultTo(''))

export const shorts = (builder: Builder, names: readonly string[], type: TextType): Builder =>
  names.reduce((built, name) => short(built, name, type), builder)

async function unlessThere(change: Promise<void>): Promise<void> {
  try {
    await change
  } catch (error) {
    const errno = typeof error === 'object' && error !== null && 'errno' in error ? error.errno : undefined
    if (!THERE_ALREADY.includes(errno)) throw error
  }
}

export async function index(
  db: Db,
  tableName: string,
  columns: readonly string[],
  unique = false,
): Promise<void> {
  const builder = db.schema
    .createIndex(`${tableName}_${columns.join('_')}`)
    .on(tableName)
    .columns([...columns])
  await unlessThere((unique ? builder.unique() : builder).execute())
}

/** A column that rows written by hand leave empty and that is unique among the others. */
export async function addWriteKey(db: Db, tableName: string): Promise<void> {
  await unlessThere(db.schema.alterTable(tableName).addColumn('write_key', sql`varchar(96)`).execute())
  await index(db, tableName, ['write_key'], true)
}
