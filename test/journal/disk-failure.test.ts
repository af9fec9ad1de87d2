// A disk that is full, fails or comes back: what is refused, and that it stays refused.

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { FileJournal } from '../../src/journal/file-journal.ts'
import type { FileJournalOptions } from '../../src/journal/file-journal-options.ts'
import type { JournalState } from '../../src/room/journal-port.ts'
import { ManualClock } from './manual-clock.ts'
import { codeOf, fill, mustAppend, recordOf, type TestEvent, unfinishedOf } from './records.ts'
import { eventually, openedJournal, scratchFolder } from './scratch-folder.ts'
import { type DiskOperation, SimulatedDisk } from './simulated-disk.ts'

const LONGEST_RETRY_MS = 10_000

type Bench = {
  readonly disk: SimulatedDisk
  readonly clock: ManualClock
  readonly journal: FileJournal<TestEvent>
  readonly states: JournalState[]
}

async function benchOf(t: TestContext, options: Partial<FileJournalOptions> = {}): Promise<Bench> {
  const disk = new SimulatedDisk()
  const clock = new ManualClock()
  const journal = await openedJournal(t, { folder: await scratchFolder(t), files: disk, clock, ...options })
  const states: JournalState[] = []
  journal.onStateChange((state) => states.push(state))
  return { disk, clock, journal, states }
}

async function heal({ disk, clock, journal }: Bench): Promise<void> {
  disk.failing.clear()
  disk.capacityBytes = Number.POSITIVE_INFINITY
  await eventually('the journal is open again', () => {
    clock.advance(LONGEST_RETRY_MS)
    return journal.state().kind === 'open'
  })
}

const faults: { name: string; operation: DiskOperation; code: string }[] = [
  { name: 'a full disk', operation: 'write', code: 'ENOSPC' },
  { name: 'a write error', operation: 'write', code: 'EIO' },
  { name: 'a failed fdatasync', operation: 'sync', code: 'EIO' },
  { name: 'a disk that became read-only', operation: 'write', code: 'EROFS' },
]

for (const { name, operation, code } of faults) {
  test(`${name} refuses what is in flight, what waits and what comes`, async (t) => {
    const bench = await benchOf(t)
    const { journal, disk } = bench
    await fill(journal, 'a', 3)
    disk.failing.set(operation, code)
    const inFlight = journal.append(recordOf('a', 4))
    await eventually('the batch is being written', () => (disk.calls.get('write') ?? 0) > 4)
    const waiting = journal.append(recordOf('b', 1))
    const refused = { ok: false, error: { code: 'UNAVAILABLE', reason: code } }
    assert.deepEqual(await Promise.all([inFlight, waiting]), [refused, refused])
    assert.deepEqual(await journal.append(recordOf('a', 4)), refused)
    assert.deepEqual(await journal.finish('a'), refused)
    assert.equal(bench.states[0]?.kind, 'failed')
    assert.equal(journal.depth().queuedRecords, 0)
    assert.equal((await journal.read('a')).length, 3, 'can still be read')
  })

  test(`${name}: after it, the same sequence is expected and the refused records stay out`, async (t) => {
    const bench = await benchOf(t)
    const { journal, disk } = bench
    await fill(journal, 'a', 3)
    disk.failing.set(operation, code)
    assert.equal(codeOf(await journal.append(recordOf('a', 4, { atMs: 666 }))), 'UNAVAILABLE')
    assert.equal(codeOf(await journal.append(recordOf('b', 1, { atMs: 666 }))), 'UNAVAILABLE')
    await heal(bench)
    assert.deepEqual(bench.states.at(-1), { kind: 'open' })
    const fourth = recordOf('a', 4)
    await mustAppend(journal, fourth)
    const again = await openedJournal(t, { folder: await scratchFolder(t), files: disk.killProcess() })
    const tables = await unfinishedOf(again)
    assert.deepEqual([...tables.keys()], ['a'])
    assert.equal(tables.get('a')?.kind, 'intact')
    assert.deepEqual(tables.get('a')?.records[3], fourth)
  })
}

test('refused bytes that could not be cut off are void all the same', async (t) => {
  const bench = await benchOf(t)
  const { journal, disk } = bench
  await fill(journal, 'a', 3)
  disk.failing.set('sync', 'EIO').set('truncate', 'EIO')
  assert.equal(codeOf(await journal.append(recordOf('a', 4, { atMs: 666 }))), 'UNAVAILABLE')
  disk.failing.delete('sync')
  await eventually('open again', () => {
    bench.clock.advance(LONGEST_RETRY_MS)
    return journal.state().kind === 'open'
  })
  const first = disk.contents().get('00000001.log')!
  assert.ok(first.includes('"atMs":666'), 'the refused record is on the disk')
  await mustAppend(journal, recordOf('b', 1))
  const files = disk.killProcess().contents()
  for (const withCheckpoint of [true, false]) {
    const survivor = new SimulatedDisk(files)
    if (!withCheckpoint) await survivor.remove('checkpoint')
    const again = await openedJournal(t, { folder: await scratchFolder(t), files: survivor })
    assert.equal((await unfinishedOf(again)).get('a')?.records.length, 3)
    assert.equal((await again.read('a')).length, 3)
    await mustAppend(again, recordOf('a', 4))
  }
})

test('a disk with room for half a batch keeps none of it', async (t) => {
  const bench = await benchOf(t)
  const { journal, disk } = bench
  await fill(journal, 'a', 1)
  const used = [...disk.contents().values()].reduce((sum, { length }) => sum + length, 0)
  disk.capacityBytes = used + 200
  const results = await Promise.all([2, 3, 4].map((seq) => journal.append(recordOf('a', seq))))
  assert.deepEqual(results.map(codeOf), ['UNAVAILABLE', 'UNAVAILABLE', 'UNAVAILABLE'])
  await heal(bench)
  await mustAppend(journal, recordOf('a', 2))
  const again = await openedJournal(t, { folder: await scratchFolder(t), files: disk.killProcess() })
  assert.equal((await unfinishedOf(again)).get('a')?.records.length, 2)
})

test('retries wait longer each time, up to ten seconds, and are counted', async (t) => {
  const bench = await benchOf(t)
  const { journal, disk, clock } = bench
  disk.failing.set('write', 'ENOSPC')
  await journal.append(recordOf('a', 1))
  const waitsMs: number[] = []
  for (let attempt = 1; attempt <= 8; attempt += 1) {
    const fromMs = clock.nowMs()
    await eventually(`attempt ${attempt}`, () => {
      clock.advance(50)
      const state = journal.state()
      return state.kind === 'failed' && state.attempts === attempt
    })
    waitsMs.push(clock.nowMs() - fromMs)
  }
  assert.ok(waitsMs[0]! >= 250)
  assert.ok(waitsMs[3]! >= 2_000)
  assert.ok(waitsMs[7]! >= LONGEST_RETRY_MS)
  const state = journal.state()
  assert.ok(state.kind === 'failed' && state.sinceMs < clock.nowMs() - 20_000, 'since the first failure')
})

test('a rotation that fails refuses the batch, not the journal for ever', async (t) => {
  const bench = await benchOf(t, { segmentBytes: 300 })
  const { journal, disk } = bench
  await fill(journal, 'a', 2)
  disk.failing.set('create', 'EMFILE')
  assert.deepEqual(await journal.append(recordOf('a', 3)), {
    ok: false,
    error: { code: 'UNAVAILABLE', reason: 'EMFILE' },
  })
  await heal(bench)
  await mustAppend(journal, recordOf('a', 3))
  assert.equal((await journal.read('a')).length, 3)
})

test('a failed journal can be closed, and opened again with what was acknowledged', async (t) => {
  const bench = await benchOf(t)
  await fill(bench.journal, 'a', 2)
  bench.disk.failing.set('write', 'EIO').set('sync', 'EIO')
  assert.equal(codeOf(await bench.journal.append(recordOf('a', 3))), 'UNAVAILABLE')
  await bench.journal.close()
  assert.deepEqual(bench.journal.state(), { kind: 'closed' })
  const again = await openedJournal(t, { folder: await scratchFolder(t), files: bench.disk.killProcess() })
  assert.equal((await unfinishedOf(again)).get('a')?.records.length, 2)
})

test('a start on a full disk opens failed, can be read, and heals', async (t) => {
  const first = await benchOf(t)
  await fill(first.journal, 'a', 2)
  const disk = first.disk.killProcess()
  disk.capacityBytes = 0
  const clock = new ManualClock()
  const journal = await openedJournal(t, { folder: await scratchFolder(t), files: disk, clock })
  const state = journal.state()
  assert.ok(state.kind === 'failed' && state.reason === 'ENOSPC')
  assert.equal((await unfinishedOf(journal)).get('a')?.records.length, 2)
  assert.equal(codeOf(await journal.append(recordOf('a', 3))), 'UNAVAILABLE')
  await heal({ disk, clock, journal, states: [] })
  await mustAppend(journal, recordOf('a', 3))
})

test('a checkpoint that cannot be written is reported and costs no record', async (t) => {
  const failed: string[] = []
  const observer = { upkeepFailed: (work: string) => void failed.push(work) }
  const bench = await benchOf(t, { segmentBytes: 500, observer })
  bench.disk.failing.set('rename', 'EIO')
  await fill(bench.journal, 'a', 12)
  await eventually('reported', () => failed.includes('CHECKPOINT') && failed.includes('INDEX'))
  assert.equal(bench.journal.state().kind, 'open')
  assert.equal((await bench.journal.read('a')).length, 12)
  const again = await openedJournal(t, { folder: await scratchFolder(t), files: bench.disk.killProcess() })
  assert.equal((await unfinishedOf(again)).get('a')?.records.length, 12)
})

test('fsync interval: syncs in its own time, and a failed sync is a failed journal', async (t) => {
  const bench = await benchOf(t, { fsync: 'interval', syncIntervalMs: 100 })
  const { journal, disk, clock } = bench
  await eventually('the start has settled', () => (disk.calls.get('rename') ?? 0) > 0)
  const syncs = (): number => disk.calls.get('sync') ?? 0
  const before = syncs()
  await fill(journal, 'a', 5)
  assert.equal(syncs(), before)
  clock.advance(100)
  await eventually('synced', () => syncs() === before + 1)
  await mustAppend(journal, recordOf('a', 6))
  disk.failing.set('sync', 'EIO')
  clock.advance(100)
  await eventually('failed', () => journal.state().kind === 'failed')
  assert.equal((await journal.read('a')).length, 6)
})

test('a folder that cannot be read is refused with a code, and its lock is given back', async (t) => {
  const disk = new SimulatedDisk()
  const folder = await scratchFolder(t)
  disk.failing.set('list', 'EACCES')
  await assert.rejects(openedJournal(t, { folder, files: disk }), {
    name: 'JournalOpenError',
    code: 'UNREADABLE',
  })
  disk.failing.clear()
  const journal = await openedJournal(t, { folder, files: disk })
  await mustAppend(journal, recordOf('a', 1))
})
