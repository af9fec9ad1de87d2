import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { FileJournal } from '../../src/journal/file-journal.ts'
import { expiredSegments } from '../../src/journal/retention.ts'
import { ManualClock } from './manual-clock.ts'
import { fill, type TestEvent, unfinishedOf } from './records.ts'
import { eventually, openedJournal, scratchFolder } from './scratch-folder.ts'
import { SimulatedDisk } from './simulated-disk.ts'

const DAY_MS = 86_400_000
const KEEP_DAYS = 7

const segmentsOf = (disk: SimulatedDisk): string[] =>
  [...disk.contents().keys()].filter((name) => name.endsWith('.log')).sort()

type Kept = { disk: SimulatedDisk; clock: ManualClock; folder: string; journal: FileJournal<TestEvent> }

async function opened(t: TestContext, disk = new SimulatedDisk(), clock = new ManualClock()): Promise<Kept> {
  const folder = await scratchFolder(t)
  const journal = await openedJournal(t, {
    folder,
    files: disk,
    clock,
    segmentBytes: 1_000,
    keepDays: KEEP_DAYS,
  })
  return { disk, clock, folder, journal }
}

test('finished tables are kept for keep_days and then deleted, with their indexes', async (t) => {
  const { disk, clock, journal } = await opened(t)
  await fill(journal, 'over', 20)
  await journal.finish('over')
  await fill(journal, 'live', 20)
  const before = segmentsOf(disk).length
  assert.ok(before > 5)
  clock.advance((KEEP_DAYS - 1) * DAY_MS)
  assert.equal((await journal.read('over')).length, 20)
  clock.advance(2 * DAY_MS)
  await eventually('old segments are gone', () => segmentsOf(disk).length < before - 1)
  assert.deepEqual(await journal.read('over'), [])
  assert.equal((await journal.read('live')).length, 20)
  const indexes = (): string[] => [...disk.contents().keys()].filter((name) => name.endsWith('.index'))
  await eventually('so are their indexes', () => indexes().length === segmentsOf(disk).length - 1)
})

test('a table that lives long keeps its own segments only, over deletions and a kill', async (t) => {
  const { disk, clock, journal } = await opened(t)
  const first = await fill(journal, 'long', 8)
  for (let day = 0; day < 10; day += 1) {
    await fill(journal, `day-${day}`, 20)
    await journal.finish(`day-${day}`)
    clock.advance(DAY_MS)
  }
  await eventually('early days are gone', async () => (await journal.read('day-0')).length === 0)
  assert.ok(
    [...disk.contents().values()].some((bytes) => bytes.includes('day-0')),
    'a part of day-0 is kept beside the long table, and is not given out as the whole',
  )
  assert.equal((await journal.read('day-9')).length, 20)
  const survivor = await opened(t, disk.killProcess(), clock)
  assert.deepEqual(
    await unfinishedOf(survivor.journal),
    new Map([['long', { kind: 'intact', tableId: 'long', records: first }]]),
  )
  assert.deepEqual(await survivor.journal.read('long'), first)
})

test('empty segments of a process that keeps restarting do not pile up', async (t) => {
  let { disk } = await opened(t)
  for (let start = 0; start < 10; start += 1) {
    disk = disk.killProcess()
    const { journal } = await opened(t, disk)
    await journal.close()
  }
  assert.ok(segmentsOf(disk).length <= 2, segmentsOf(disk).join(' '))
})

test('segment numbers are not used again when everything was deleted', async (t) => {
  const { disk, clock, journal } = await opened(t)
  await fill(journal, 'over', 20)
  await journal.finish('over')
  await journal.close()
  const last = segmentsOf(disk).at(-1)!
  clock.advance((KEEP_DAYS + 1) * DAY_MS)
  const second = await opened(t, disk.killProcess(), clock)
  await eventually('all are deleted', () => segmentsOf(second.disk).length === 1)
  assert.ok(segmentsOf(second.disk)[0]! > last)
  const third = await opened(t, second.disk.killProcess(), clock)
  await fill(third.journal, 'new', 3)
  assert.equal((await unfinishedOf(third.journal)).get('new')?.kind, 'intact')
})

test('what retention may delete', () => {
  const closed = [
    { number: 1, bytes: 10, lastFinishMs: 100 },
    { number: 2, bytes: 10, lastFinishMs: 200 },
    { number: 3, bytes: 10, lastFinishMs: 100 },
    { number: 4, bytes: 10, lastFinishMs: 100 },
  ]
  const span = { segment: 3, firstSeq: 1, from: 0, to: 10 }
  const tables = [{ nextSeq: 2, epoch: 1, quarantine: null, spans: [span] }]
  const terms = { keepMs: 50, checkpointed: 3 }
  assert.deepEqual(expiredSegments(closed, tables, { ...terms, nowMs: 149 }), [])
  assert.deepEqual(expiredSegments(closed, tables, { ...terms, nowMs: 150 }), [1])
  assert.deepEqual(expiredSegments(closed, tables, { ...terms, nowMs: 250 }), [1, 2])
  assert.deepEqual(expiredSegments(closed, [], { ...terms, nowMs: 250, checkpointed: 4 }), [1, 2, 3, 4])
})
