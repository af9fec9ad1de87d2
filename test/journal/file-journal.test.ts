import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cp, readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { openFileJournal } from '../../src/journal/file-journal.ts'
import type { FsyncMode } from '../../src/journal/file-journal-options.ts'
import { journalContract } from './journal-contract.ts'
import { codeOf, fill, mustAppend, recordOf, unfinishedOf } from './records.ts'
import { openedJournal, scratchFolder } from './scratch-folder.ts'

const MODES: readonly FsyncMode[] = ['batch', 'interval', 'off']

for (const fsync of MODES) {
  journalContract(`file, fsync ${fsync}`, async (t, limits) => {
    const folder = await scratchFolder(t)
    return await openedJournal(t, { folder, fsync, limits })
  })

  test(`fsync ${fsync}: unfinished tables come back after a close and go on`, async (t) => {
    const folder = await scratchFolder(t)
    const first = await openedJournal(t, { folder, fsync })
    const a = await fill(first, 'a', 4)
    await fill(first, 'over', 3)
    await first.finish('over')
    await first.close()

    const second = await openedJournal(t, { folder, fsync })
    assert.deepEqual(
      [...(await unfinishedOf(second)).values()],
      [{ kind: 'intact', tableId: 'a', records: a }],
    )
    assert.equal((await second.read('over')).length, 3)
    assert.equal(codeOf(await second.append(recordOf('a', 4))), 'WRONG_SEQUENCE')
    await mustAppend(second, recordOf('a', 5))
    assert.equal((await second.read('a')).length, 5)
  })
}

test('many tables share segments, survive rotation and five restarts', async (t) => {
  const folder = await scratchFolder(t)
  const tableIds = Array.from({ length: 20 }, (_, index) => `table-${index}`)
  for (let life = 0; life < 5; life += 1) {
    const journal = await openedJournal(t, { folder, segmentBytes: 2_000 })
    const tables = await unfinishedOf(journal)
    for (const tableId of life === 0 ? [] : tableIds) {
      assert.equal(tables.get(tableId)?.kind, 'intact')
      assert.equal(tables.get(tableId)?.records.length, life * 10)
    }
    for (let step = 1; step <= 10; step += 1) {
      await Promise.all(tableIds.map((tableId) => mustAppend(journal, recordOf(tableId, life * 10 + step))))
    }
    assert.ok(journal.depth().segments > 5)
    await journal.close()
  }
})

test('records that wait for a write share the next batch', async (t) => {
  const batches: number[] = []
  const folder = await scratchFolder(t)
  const observer = { batchCommitted: ({ records }: { records: number }) => void batches.push(records) }
  const journal = await openedJournal(t, { folder, observer })
  await Promise.all(
    Array.from({ length: 100 }, (_, index) => mustAppend(journal, recordOf(`table-${index}`, 1))),
  )
  assert.deepEqual(batches, [100])
})

test('a start reads what lies behind the checkpoint, not the kept history', async (t) => {
  const folder = await scratchFolder(t)
  const options = { folder, segmentBytes: 20_000 }
  const first = await openedJournal(t, options)
  await fill(first, 'live', 3)
  for (let table = 0; table < 30; table += 1) {
    await fill(first, `over-${table}`, 50)
    await first.finish(`over-${table}`)
  }
  const kept = first.depth().bytes
  const killed = await scratchFolder(t)
  await cp(folder, killed, { recursive: true })

  const starts: { segmentsRead: number; bytesRead: number; liveTables: number }[] = []
  const second = await openedJournal(t, {
    ...options,
    folder: killed,
    observer: { opened: (start) => void starts.push(start) },
  })
  assert.ok(kept > 200_000)
  assert.equal(starts[0]?.liveTables, 1)
  assert.ok(starts[0].segmentsRead <= 2, `${starts[0].segmentsRead} segments read`)
  assert.equal((await unfinishedOf(second)).get('live')?.records.length, 3)
  assert.equal((await second.read('over-0')).length, 50)
  assert.equal((await second.read('over-29')).length, 50)
})

test('the start without a checkpoint reads all segments and finds the same', async (t) => {
  const folder = await scratchFolder(t)
  const first = await openedJournal(t, { folder, segmentBytes: 2_000 })
  const live = await fill(first, 'live', 30)
  await fill(first, 'over', 30)
  await first.finish('over')
  await first.close()
  await writeFile(path.join(folder, 'checkpoint'), 'deadbeef\n{"last":')

  const damage: string[] = []
  const observer = { damageFound: ({ kind }: { kind: string }) => void damage.push(kind) }
  const second = await openedJournal(t, { folder, observer })
  assert.deepEqual(
    [...(await unfinishedOf(second)).values()],
    [{ kind: 'intact', tableId: 'live', records: live }],
  )
  assert.deepEqual(damage, ['BAD_CHECKPOINT'])
})

test('a lost index costs a replay time, not records', async (t) => {
  const folder = await scratchFolder(t)
  const first = await openedJournal(t, { folder, segmentBytes: 2_000 })
  const records = await fill(first, 'over', 40)
  await first.finish('over')
  await first.close()
  for (const name of await readdir(folder)) {
    if (name.endsWith('.index')) await writeFile(path.join(folder, name), 'no index')
  }
  const second = await openedJournal(t, { folder })
  assert.deepEqual(await second.read('over'), records)
})

test('a full queue refuses at once and takes the same record later', async (t) => {
  const folder = await scratchFolder(t)
  const journal = await openedJournal(t, { folder, limits: { maxQueuedRecords: 3 } })
  const results = await Promise.all([1, 2, 3, 4].map((seq) => journal.append(recordOf('a', seq))))
  assert.deepEqual(results.map(codeOf), ['ok', 'ok', 'ok', 'BACKLOG_FULL'])
  await mustAppend(journal, recordOf('a', 4))
})

test('two openers: the second is refused until the first closes', async (t) => {
  const folder = await scratchFolder(t)
  const first = await openedJournal(t, { folder })
  await assert.rejects(openFileJournal({ folder }), { name: 'JournalOpenError', code: 'LOCKED' })
  await mustAppend(first, recordOf('a', 1))
  await first.close()
  const second = await openedJournal(t, { folder })
  assert.equal((await second.read('a')).length, 1)
  await second.close()
})

test('two openers: another process is refused too', async (t) => {
  const folder = await scratchFolder(t)
  await openedJournal(t, { folder })
  const program = `
    const { openFileJournal } = await import(${JSON.stringify(import.meta.resolve('../../src/journal/file-journal.ts'))})
    try { await openFileJournal({ folder: process.argv[1] }); console.log('opened') } catch (error) { console.log(error.code) }`
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--input-type=module',
    '-e',
    program,
    folder,
  ])
  assert.equal(stdout.trim(), 'LOCKED')
})

test('a folder that is a file is refused with a code', async (t) => {
  const folder = path.join(await scratchFolder(t), 'taken')
  await writeFile(folder, '')
  await assert.rejects(openFileJournal({ folder }), { name: 'JournalOpenError', code: 'UNWRITABLE' })
})

test('a segment of a later format is refused, not misread', async (t) => {
  const folder = await scratchFolder(t)
  const { FrameBuffer, FrameKind } = await import('../../src/journal/frame.ts')
  const frames = new FrameBuffer(512)
  frames.add(
    { kind: FrameKind.segment, tableId: '', seq: 0, count: 0, epoch: 0 },
    JSON.stringify({ format: 2, segment: 1, previous: null }),
    512,
  )
  await writeFile(path.join(folder, '00000001.log'), frames.view())
  await assert.rejects(openFileJournal({ folder }), { code: 'UNKNOWN_FORMAT' })
})
