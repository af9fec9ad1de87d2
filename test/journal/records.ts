// Records for the journal's tests: what is in an event does not matter to it.

import assert from 'node:assert/strict'
import type { Result } from '../../src/lib/result.ts'
import type {
  JournalFailure,
  JournalRecord,
  TableJournal,
  UnfinishedTable,
} from '../../src/room/journal-port.ts'

export type TestEvent = { readonly type: string; readonly n: number; readonly text?: string }

export function recordOf(
  tableId: string,
  seq: number,
  more: Partial<JournalRecord<TestEvent>> = {},
): JournalRecord<TestEvent> {
  return {
    tableId,
    seq,
    epoch: 1,
    atMs: 1_000 + seq,
    rulesVersion: 1,
    cause: { kind: 'player', seat: seq % 4, clientSeq: seq },
    events: [{ type: 'chu', n: seq }],
    ...more,
  }
}

export async function mustAppend(
  journal: TableJournal<TestEvent>,
  record: JournalRecord<TestEvent>,
): Promise<void> {
  assert.deepEqual(await journal.append(record), { ok: true, value: undefined })
}

/** Appends the records 1..count of a table one after another and returns them. */
export async function fill(
  journal: TableJournal<TestEvent>,
  tableId: string,
  count: number,
): Promise<JournalRecord<TestEvent>[]> {
  const records = Array.from({ length: count }, (_, index) => recordOf(tableId, index + 1))
  for (const record of records) await mustAppend(journal, record)
  return records
}

export async function unfinishedOf(
  journal: TableJournal<TestEvent>,
): Promise<Map<string, UnfinishedTable<TestEvent>>> {
  const tables = new Map<string, UnfinishedTable<TestEvent>>()
  for await (const table of journal.unfinished()) {
    assert.ok(!tables.has(table.tableId), `${table.tableId} is listed once`)
    tables.set(table.tableId, table)
  }
  return tables
}

/** `ok`, or the code of the refusal. */
export const codeOf = (result: Result<void, JournalFailure>): string => (result.ok ? 'ok' : result.error.code)
