import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MemoryJournal } from '../../src/journal/memory.ts'
import { journalContract } from './journal-contract.ts'
import { codeOf, mustAppend, recordOf, type TestEvent } from './records.ts'

journalContract('memory', async (_t, limits) => new MemoryJournal<TestEvent>(limits))

test('a held journal keeps appends in flight until it is released', async () => {
  const journal = new MemoryJournal<TestEvent>()
  journal.hold()
  let isAcknowledged = false
  const append = journal.append(recordOf('a', 1)).then((result) => {
    isAcknowledged = true
    return result
  })
  await new Promise((resolve) => setImmediate(resolve))
  assert.equal(isAcknowledged, false)
  assert.equal(journal.depth().queuedRecords, 1)
  assert.deepEqual(await journal.read('a'), [])
  journal.release()
  assert.equal(codeOf(await append), 'ok')
})

test('a failed journal refuses what was held and, once healed, expects the same sequence again', async () => {
  const journal = new MemoryJournal<TestEvent>()
  await mustAppend(journal, recordOf('a', 1))
  journal.hold()
  const held = journal.append(recordOf('a', 2))
  journal.fail('ENOSPC')
  assert.deepEqual(await held, { ok: false, error: { code: 'UNAVAILABLE', reason: 'ENOSPC' } })
  assert.equal(codeOf(await journal.append(recordOf('a', 2))), 'UNAVAILABLE')
  journal.heal()
  journal.release()
  await mustAppend(journal, recordOf('a', 2))
  assert.equal((await journal.read('a')).length, 2)
})

test('only the latest finished tables stay readable', async () => {
  const journal = new MemoryJournal<TestEvent>({ keepFinished: 2 })
  for (const tableId of ['a', 'b', 'c']) {
    await mustAppend(journal, recordOf(tableId, 1))
    await journal.finish(tableId)
  }
  const counts = await Promise.all(
    ['a', 'b', 'c'].map(async (tableId) => (await journal.read(tableId)).length),
  )
  assert.deepEqual(counts, [0, 1, 1])
})
