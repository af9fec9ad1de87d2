// What every journal promises a room, whatever it writes to.

import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import type { TableJournal } from '../../src/room/journal-port.ts'
import { codeOf, fill, mustAppend, recordOf, type TestEvent, unfinishedOf } from './records.ts'

const LARGE_BYTES = 10_000

export type JournalUnderTest = (
  t: TestContext,
  limits: { maxRecordBytes: number },
) => Promise<TableJournal<TestEvent>>

export function journalContract(name: string, open: JournalUnderTest): void {
  const opened = (t: TestContext): Promise<TableJournal<TestEvent>> =>
    open(t, { maxRecordBytes: LARGE_BYTES })

  describe(`journal contract: ${name}`, () => {
    test('is empty and open at first', async (t) => {
      const journal = await opened(t)
      assert.deepEqual([...(await unfinishedOf(journal))], [])
      assert.deepEqual(await journal.read('nobody'), [])
      assert.deepEqual(journal.state(), { kind: 'open' })
    })

    test('gives back what was appended, as JSON gives it back', async (t) => {
      const journal = await opened(t)
      const first = recordOf('牌桌-1', 1, {
        cause: { kind: 'start' },
        events: [{ type: '发牌', n: 1, text: '血战' }],
      })
      const second = recordOf('牌桌-1', 2, { cause: { kind: 'player', seat: 3, clientSeq: null } })
      await mustAppend(journal, first)
      await mustAppend(journal, second)
      assert.deepEqual(await journal.read('牌桌-1'), [first, second])
    })

    test('keeps tables apart', async (t) => {
      const journal = await opened(t)
      const [a, b] = await Promise.all([fill(journal, 'a', 5), fill(journal, 'b', 3)])
      assert.deepEqual(await journal.read('a'), a)
      assert.deepEqual(await journal.read('b'), b)
    })

    test('counts the sequence in events, not in records', async (t) => {
      const journal = await opened(t)
      const events = [1, 2, 3].map((n) => ({ type: 'hu', n }))
      await mustAppend(journal, recordOf('a', 1, { events }))
      assert.equal(codeOf(await journal.append(recordOf('a', 2))), 'WRONG_SEQUENCE')
      await mustAppend(journal, recordOf('a', 4))
    })

    for (const { wrong, seq } of [
      { wrong: 'a repeated record', seq: 2 },
      { wrong: 'a skipped record', seq: 4 },
      { wrong: 'a second beginning', seq: 1 },
    ]) {
      test(`refuses ${wrong} and says what it expects`, async (t) => {
        const journal = await opened(t)
        const kept = await fill(journal, 'a', 2)
        assert.deepEqual(await journal.append(recordOf('a', seq)), {
          ok: false,
          error: { code: 'WRONG_SEQUENCE', expectedSeq: 3 },
        })
        assert.deepEqual(await journal.read('a'), kept)
        await mustAppend(journal, recordOf('a', 3))
      })
    }

    test('takes records of one table in one go, in order', async (t) => {
      const journal = await opened(t)
      const records = [1, 2, 3, 4].map((seq) => recordOf('a', seq))
      const results = await Promise.all(records.map((record) => journal.append(record)))
      assert.deepEqual(results.map(codeOf), ['ok', 'ok', 'ok', 'ok'])
      assert.deepEqual(await journal.read('a'), records)
    })

    test('lets one of two writers of the same sequence win', async (t) => {
      const journal = await opened(t)
      const results = await Promise.all([journal.append(recordOf('a', 1)), journal.append(recordOf('a', 1))])
      assert.deepEqual(results.map(codeOf), ['ok', 'WRONG_SEQUENCE'])
      assert.equal((await journal.read('a')).length, 1)
    })

    test('refuses an owner of an earlier epoch', async (t) => {
      const journal = await opened(t)
      await mustAppend(journal, recordOf('a', 1, { epoch: 1 }))
      await mustAppend(journal, recordOf('a', 2, { epoch: 2, cause: { kind: 'recovered' } }))
      assert.deepEqual(await journal.append(recordOf('a', 3, { epoch: 1 })), {
        ok: false,
        error: { code: 'STALE_EPOCH', currentEpoch: 2 },
      })
    })

    test('refuses a huge record and goes on with the table', async (t) => {
      const journal = await opened(t)
      await mustAppend(journal, recordOf('a', 1))
      const huge = recordOf('a', 2, { events: [{ type: 'chu', n: 2, text: 'x'.repeat(LARGE_BYTES + 1) }] })
      const refused = await journal.append(huge)
      assert.equal(codeOf(refused), 'RECORD_TOO_LARGE')
      assert.ok(!refused.ok && refused.error.code === 'RECORD_TOO_LARGE' && refused.error.bytes > LARGE_BYTES)
      await mustAppend(journal, recordOf('a', 2))
    })

    test('throws at a record without events: it would fence nobody', async (t) => {
      const journal = await opened(t)
      await assert.rejects(journal.append(recordOf('a', 1, { events: [] })), { code: 'INVARIANT' })
    })

    test('a finished table is not unfinished, but can be read', async (t) => {
      const journal = await opened(t)
      const a = await fill(journal, 'a', 3)
      const b = await fill(journal, 'b', 2)
      assert.equal(codeOf(await journal.finish('a')), 'ok')
      assert.deepEqual(
        [...(await unfinishedOf(journal)).values()],
        [{ kind: 'intact', tableId: 'b', records: b }],
      )
      assert.deepEqual(await journal.read('a'), a)
    })

    test('a finished table takes no record of a room that did not notice', async (t) => {
      const journal = await opened(t)
      await fill(journal, 'a', 3)
      await journal.finish('a')
      assert.equal(codeOf(await journal.append(recordOf('a', 4))), 'WRONG_SEQUENCE')
    })

    test('finishing twice, or what nobody began, is no error', async (t) => {
      const journal = await opened(t)
      await fill(journal, 'a', 1)
      const results = await Promise.all([journal.finish('a'), journal.finish('a'), journal.finish('nobody')])
      assert.deepEqual(results.map(codeOf), ['ok', 'ok', 'ok'])
      assert.equal(codeOf(await journal.finish('a')), 'ok')
    })

    test('finishes behind the appends in flight', async (t) => {
      const journal = await opened(t)
      const results = await Promise.all([
        journal.append(recordOf('a', 1)),
        journal.append(recordOf('a', 2)),
        journal.finish('a'),
        journal.append(recordOf('a', 3)),
      ])
      assert.deepEqual(results.map(codeOf), ['ok', 'ok', 'ok', 'WRONG_SEQUENCE'])
      assert.equal((await journal.read('a')).length, 2)
    })

    test('closing acknowledges the appends in flight and refuses later ones', async (t) => {
      const journal = await opened(t)
      const inFlight = [1, 2, 3].map((seq) => journal.append(recordOf('a', seq)))
      const closed = journal.close()
      const late = await journal.append(recordOf('a', 4))
      assert.deepEqual((await Promise.all(inFlight)).map(codeOf), ['ok', 'ok', 'ok'])
      assert.deepEqual(late, { ok: false, error: { code: 'UNAVAILABLE', reason: 'CLOSED' } })
      await closed
      await journal.close()
      assert.deepEqual(journal.state(), { kind: 'closed' })
      assert.equal(codeOf(await journal.finish('a')), 'UNAVAILABLE')
    })

    test('tells listeners of its states until they leave', async (t) => {
      const journal = await opened(t)
      const heard: string[] = []
      journal.onStateChange((state) => heard.push(state.kind))
      const leave = journal.onStateChange((state) => heard.push(`left ${state.kind}`))
      leave()
      await journal.close()
      assert.deepEqual(heard, ['closed'])
    })

    test('counts what it did', async (t) => {
      const journal = await opened(t)
      await fill(journal, 'a', 3)
      await journal.append(recordOf('a', 9))
      const depth = journal.depth()
      assert.equal(depth.records, 3)
      assert.equal(depth.refusedRecords, 1)
      assert.equal(depth.liveTables, 1)
      assert.equal(depth.queuedRecords, 0)
      assert.equal(depth.queuedBytes, 0)
      assert.equal(depth.oldestQueuedMs, 0)
      assert.ok(depth.bytes > 0)
      assert.ok(depth.batches >= 1)
    })
  })
}
