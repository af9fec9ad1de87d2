// A statement of the database as a span: its text with placeholders, never a value.
import type { StoreObserver } from '../../store/open-store.ts'
import type { Child } from './span-trace.ts'

export type Query = Parameters<StoreObserver['onQuery']>[0] & { readonly system: 'sqlite' | 'mysql' }

const VERB = /^\s*([a-z]+)/i
/** The first table, which is the one that a statement is about. */
const TABLE = /\b(?:from|into|update)\s+[`"]?(\w+)/i

export function queryOf({ sql, system, error }: Query): Omit<Child, 'fromMs' | 'toMs'> {
  const verb = (VERB.exec(sql)?.[1] ?? 'query').toUpperCase()
  const table = TABLE.exec(sql)?.[1]
  return {
    name: table === undefined ? verb : `${verb} ${table}`,
    attributes: {
      'db.system.name': system,
      'db.operation.name': verb,
      ...(table === undefined ? {} : { 'db.collection.name': table }),
      'db.query.text': sql,
    },
    ...(error === undefined ? {} : { failed: kindOf(error) }),
  }
}

/** By the code alone: messages may quote values. */
const kindOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'error'
