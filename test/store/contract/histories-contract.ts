// Histories: once per round, of any length. The desk's id is any number: rows may come in any order.

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { NewHistory } from '../../../src/store/repositories.ts'
import { AT, type StoreBed } from './store-bed.ts'

let lastDeskId = 0

function newDeskId(): number {
  lastDeskId += 1
  return lastDeskId
}

function newHistory(overrides: Partial<NewHistory> = {}): NewHistory {
  return {
    deskId: 1,
    round: 1,
    mode: 4,
    beginAt: AT,
    endAt: AT + 300,
    playerNames: ['甲', '乙', '丙', '丁'],
    scoreChanges: [6, -2, -2, -2],
    snapshot: '{"do":[]}',
    ...overrides,
  }
}

export function historiesContract(bed: StoreBed): void {
  describe('histories', () => {
    test('a round is written once and keeps its first replay', async () => {
      const deskId = newDeskId()
      const history = newHistory({ deskId })
      const again = { ...history, snapshot: '{}' }
      const id = await bed.store.histories.insert(history)
      const ids = await Promise.all([again, again].map((row) => bed.store.histories.insert(row)))
      assert.deepEqual(ids, [id, id])
      assert.deepEqual(await bed.store.histories.get(id), { ...history, id })
    })

    test('a round that is written several times at once is one row', async () => {
      const history = newHistory({ deskId: newDeskId() })
      const ids = await Promise.all([1, 2, 3].map(() => bed.store.histories.insert(history)))
      assert.equal(new Set(ids).size, 1)
    })

    test('a desk lists its rounds in order, without replays', async () => {
      const deskId = newDeskId()
      for (const round of [2, 1, 3]) await bed.store.histories.insert(newHistory({ deskId, round }))
      const list = await bed.store.histories.list(deskId)
      assert.deepEqual(
        list.map((history) => history.round),
        [1, 2, 3],
      )
      assert.ok(list.every((history) => !('snapshot' in history)))
    })

    test('a replay longer than 64 KiB comes back whole', async () => {
      const deskId = newDeskId()
      const snapshot = JSON.stringify('血'.repeat(200_000))
      const id = await bed.store.histories.insert(newHistory({ deskId, snapshot }))
      assert.equal((await bed.store.histories.get(id))?.snapshot, snapshot)
    })

    test('an unknown history is undefined, an unknown desk has none', async () => {
      assert.equal(await bed.store.histories.get(999_999_999), undefined)
      assert.deepEqual(await bed.store.histories.list(999_999_999), [])
    })
  })
}
