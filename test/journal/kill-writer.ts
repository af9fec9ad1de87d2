// The process that kill.test.ts kills: goes on with every table it finds and says on stdout what was acknowledged.

import { writeSync } from 'node:fs'
import { openFileJournal } from '../../src/journal/file-journal.ts'
import { recordOf, type TestEvent } from './records.ts'

const STDOUT = 1
const TABLES = 12
/** A table finishes after so many records and makes room for a new one. */
const RECORDS_OF_A_TABLE = 150

const [folder, life] = process.argv.slice(2)
const journal = await openFileJournal<TestEvent>({ folder: folder!, segmentBytes: 65_536 })
const tables: { tableId: string; nextSeq: number }[] = []
for await (const { kind, tableId, records } of journal.unfinished()) {
  if (kind === 'quarantined') throw new Error(`${tableId} is quarantined`)
  tables.push({ tableId, nextSeq: records.length + 1 })
}
while (tables.length < TABLES) tables.push({ tableId: `life-${life}-${tables.length}`, nextSeq: 1 })

async function play(first: { tableId: string; nextSeq: number }): Promise<never> {
  let table = first
  for (let generation = 0; ; generation += 1) {
    for (; table.nextSeq <= RECORDS_OF_A_TABLE; table.nextSeq += 1) {
      const result = await journal.append(recordOf(table.tableId, table.nextSeq))
      if (!result.ok) throw new Error(result.error.code)
      writeSync(STDOUT, `${table.tableId} ${table.nextSeq}\n`)
    }
    await journal.finish(table.tableId)
    writeSync(STDOUT, `${table.tableId} finished\n`)
    table = { tableId: `${first.tableId}.${life}.${generation}`, nextSeq: 1 }
  }
}

await Promise.all(tables.map(play))
