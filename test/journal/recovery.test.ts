// Torn writes and rotten bytes: what recovery makes of a journal at every byte of it.

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { JournalDamage } from '../../src/journal/journal-observer.ts'
import { recover } from '../../src/journal/recovery.ts'
import { TableHistory } from '../../src/journal/table-history.ts'
import type { JournalRecord, UnfinishedTable } from '../../src/room/journal-port.ts'
import { fill, mustAppend, recordOf, type TestEvent } from './records.ts'
import { openedJournal, scratchFolder } from './scratch-folder.ts'
import { SimulatedDisk } from './simulated-disk.ts'

type Written = {
  readonly files: Map<string, Buffer>
  readonly records: Map<string, JournalRecord<TestEvent>[]>
}

type Found = { readonly tables: Map<string, UnfinishedTable<TestEvent>>; readonly damage: JournalDamage[] }

const FIRST = '00000001.log'
const SECOND = '00000002.log'

/** Two tables, record by record in turn, each in a batch of its own; the process dies without closing. */
async function killedJournal(t: TestContext, steps: number, segmentBytes?: number): Promise<Written> {
  const disk = new SimulatedDisk()
  const folder = await scratchFolder(t)
  const journal = await openedJournal(t, { folder, files: disk, ...(segmentBytes ? { segmentBytes } : {}) })
  const records = new Map<string, JournalRecord<TestEvent>[]>([
    ['a', []],
    ['b', []],
  ])
  for (let seq = 1; seq <= steps; seq += 1) {
    for (const [tableId, written] of records) {
      const record = recordOf(tableId, seq)
      await mustAppend(journal, record)
      written.push(record)
    }
  }
  return { files: disk.killProcess().contents(), records }
}

async function find(files: ReadonlyMap<string, Buffer>): Promise<Found> {
  const disk = new SimulatedDisk(files)
  const damage: JournalDamage[] = []
  const observer = { damageFound: (found: JournalDamage) => void damage.push(found) }
  const recovered = await recover(disk, observer, 0)
  const tables = new Map<string, UnfinishedTable<TestEvent>>()
  for await (const table of new TableHistory<TestEvent>({
    files: disk,
    ...recovered,
    observer,
  }).unfinished()) {
    tables.set(table.tableId, table)
  }
  return { tables, damage }
}

const withFile = (files: ReadonlyMap<string, Buffer>, name: string, bytes: Buffer): Map<string, Buffer> =>
  new Map(files).set(name, bytes)

/** Whatever was lost, what is there is an unbroken run of what was written. */
function assertPrefixes(found: Found, written: Written, hint: string): void {
  for (const [tableId, table] of found.tables) {
    const expected = written.records.get(tableId)?.slice(0, table.records.length)
    assert.deepEqual(table.records, expected, `${hint}, table ${tableId}`)
  }
}

const countIn = (found: Found, tableId: string): number => found.tables.get(tableId)?.records.length ?? 0

test('a journal cut at any byte loses exactly the records that were cut', async (t) => {
  const written = await killedJournal(t, 6)
  const whole = written.files.get(FIRST)!
  let fewest = Number.POSITIVE_INFINITY
  for (let bytes = whole.length; bytes >= 0; bytes -= 1) {
    const found = await find(withFile(written.files, FIRST, whole.subarray(0, bytes)))
    assertPrefixes(found, written, `cut at ${bytes}`)
    for (const table of found.tables.values()) assert.equal(table.kind, 'intact', `cut at ${bytes}`)
    const count = countIn(found, 'a') + countIn(found, 'b')
    assert.ok(
      (count <= fewest && count >= fewest - 1) || fewest === Number.POSITIVE_INFINITY,
      `cut at ${bytes}`,
    )
    fewest = count
    for (const { kind } of found.damage) assert.equal(kind, 'TORN_TAIL')
  }
  assert.equal(fewest, 0)
})

test('a torn tail is reported with its bytes and cut off the file', async (t) => {
  const written = await killedJournal(t, 3)
  const whole = written.files.get(FIRST)!
  const torn = whole.subarray(0, -3)
  const disk = new SimulatedDisk(withFile(written.files, FIRST, torn))
  const damage: JournalDamage[] = []
  await recover(disk, { damageFound: (found) => void damage.push(found) }, 0)
  const [report] = damage
  assert.equal(damage.length, 1)
  assert.deepEqual(
    { ...report, from: 0 },
    { kind: 'TORN_TAIL', segment: 1, from: 0, to: torn.length, tableId: null },
  )
  assert.equal(disk.contents().get(FIRST)?.length, report?.from)
  assert.deepEqual((await find(disk.contents())).damage, [])
})

test('a flipped byte anywhere is reported, never applied, and costs other tables nothing', async (t) => {
  const written = await killedJournal(t, 5)
  const whole = written.files.get(FIRST)!
  const sound = await find(written.files)
  assert.equal(countIn(sound, 'a') + countIn(sound, 'b'), 10)
  for (let at = 0; at < whole.length; at += 1) {
    const rotten = Buffer.from(whole)
    rotten[at]! ^= 0x55
    const found = await find(withFile(written.files, FIRST, rotten))
    const hint = `byte ${at} of ${whole.length}`
    assert.ok(found.damage.length > 0, `${hint} is reported`)
    assertPrefixes(found, written, hint)
    const whole1 = [...found.tables.values()].filter(
      ({ kind, records }) => kind === 'intact' && records.length === 5,
    )
    assert.ok(whole1.length >= 1, `${hint}: one table at least is not touched`)
    for (const table of found.tables.values()) {
      const isShort = table.records.length < 5
      const isTorn = found.damage.some(({ kind }) => kind === 'TORN_TAIL')
      if (isShort && !isTorn) assert.equal(table.kind, 'quarantined', hint)
    }
  }
})

test('a hole in an older segment quarantines its table before the hole; others go on', async (t) => {
  const written = await killedJournal(t, 12, 600)
  const first = Buffer.from(written.files.get(FIRST)!)
  const at = first.indexOf('"clientSeq":2')
  assert.ok(at > 0)
  first[at]! ^= 1
  const found = await find(withFile(written.files, FIRST, first))
  const a = found.tables.get('a')
  assert.deepEqual(a, {
    kind: 'quarantined',
    tableId: 'a',
    reason: 'HOLE',
    records: written.records.get('a')!.slice(0, 1),
  })
  assert.equal(found.tables.get('b')?.kind, 'intact')
  assert.equal(countIn(found, 'b'), 12)
  assert.deepEqual(
    found.damage.map(({ kind, tableId, segment }) => ({ kind, tableId, segment })),
    [{ kind: 'BAD_BODY', tableId: 'a', segment: 1 }],
  )
})

test('a segment that is gone quarantines the tables that had records in it', async (t) => {
  const written = await killedJournal(t, 12, 600)
  assert.ok(written.files.size > 4)
  for (const withCheckpoint of [true, false]) {
    const files = new Map(written.files)
    files.delete(SECOND)
    if (!withCheckpoint) files.delete('checkpoint')
    const found = await find(files)
    assertPrefixes(found, written, `checkpoint ${withCheckpoint}`)
    for (const tableId of ['a', 'b']) assert.equal(found.tables.get(tableId)?.kind, 'quarantined', tableId)
  }
})

test('a table that ended in unreadable bytes is not taken for complete', async (t) => {
  const disk = new SimulatedDisk()
  const journal = await openedJournal(t, { folder: await scratchFolder(t), files: disk })
  await fill(journal, 'ends-here', 3)
  await fill(journal, 'goes-on', 1)
  const bytes = disk.contents().get(FIRST)!
  const from = bytes.indexOf('ends-here', bytes.indexOf('"n":2'))
  await mustAppend(journal, recordOf('goes-on', 2))
  const files = disk.killProcess().contents()
  const rotten = Buffer.from(files.get(FIRST)!)
  rotten[from]! ^= 1
  const found = await find(withFile(files, FIRST, rotten))
  assert.equal(found.tables.get('goes-on')?.kind, 'intact')
  const ended = found.tables.get('ends-here')
  assert.ok(ended?.kind === 'quarantined')
  assert.equal(ended.reason, 'MAY_BE_INCOMPLETE')
  assert.equal(ended.records.length, 2)
})

test('a torn batch before a segment without a header quarantined every table', async (t) => {
  const written = await killedJournal(t, 3)
  const whole = written.files.get(FIRST)!
  const files = new Map(written.files)
  files.set(FIRST, Buffer.concat([whole, whole.subarray(whole.length - 100, whole.length - 20)]))
  for (const headerBytes of [0, 10]) {
    files.set(SECOND, whole.subarray(0, headerBytes))
    const found = await find(files)
    assertPrefixes(found, written, `${headerBytes} bytes of the header`)
    for (const tableId of ['a', 'b']) assert.equal(found.tables.get(tableId)?.kind, 'intact')
    assert.equal(countIn(found, 'a') + countIn(found, 'b'), 6)
  }
})

test('a quarantined table stays so over restarts, refuses records, and can be finished', async (t) => {
  const written = await killedJournal(t, 12, 600)
  const first = Buffer.from(written.files.get(FIRST)!)
  first[first.indexOf('"clientSeq":2')]! ^= 1
  let disk = new SimulatedDisk(withFile(written.files, FIRST, first))
  const folder = await scratchFolder(t)
  for (let start = 0; start < 3; start += 1) {
    const journal = await openedJournal(t, { folder, files: disk })
    const kinds = new Map<string, string>()
    for await (const table of journal.unfinished()) kinds.set(table.tableId, table.kind)
    assert.equal(kinds.get('a'), 'quarantined')
    assert.equal(journal.depth().quarantinedTables, 1)
    assert.deepEqual(await journal.append(recordOf('a', 2)), {
      ok: false,
      error: { code: 'TABLE_QUARANTINED', reason: 'HOLE' },
    })
    await journal.close()
    disk = disk.killProcess()
  }
  const journal = await openedJournal(t, { folder, files: disk })
  assert.deepEqual(await journal.finish('a'), { ok: true, value: undefined })
  assert.equal(journal.depth().quarantinedTables, 0)
})

test('a start that is killed at any of its steps harms nothing', async (t) => {
  const written = await killedJournal(t, 4, 500)
  const folder = await scratchFolder(t)
  let steps = 0
  for (let deadAfter = 0; ; deadAfter += 1) {
    const disk = new SimulatedDisk(written.files)
    disk.dieAfter(deadAfter)
    const journal = await openedJournal(t, { folder, files: disk }).catch(() => null)
    await journal?.close()
    const found = await find(disk.contents())
    assertPrefixes(found, written, `killed after ${deadAfter} operations`)
    assert.equal(countIn(found, 'a') + countIn(found, 'b'), 8)
    for (const table of found.tables.values()) assert.equal(table.kind, 'intact')
    if (!disk.isDead) break
    steps += 1
  }
  assert.ok(steps > 5)
})
