// Desks: once per table, and found again by their players.

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { NewDesk } from '../../../src/store/repositories.ts'
import { fresh, seats, AT, type StoreBed } from './store-bed.ts'

function newDesk(overrides: Partial<NewDesk> = {}): NewDesk {
  return {
    tableId: fresh('table'),
    creator: 1,
    clubId: -1,
    round: 8,
    mode: 4,
    deskNo: '123456',
    players: [1, 2, 3, 4],
    playerNames: ['甲', '乙', '丙', '丁'],
    createdAt: AT,
    extras: '{}',
    ...overrides,
  }
}

export function desksContract(bed: StoreBed): void {
  describe('desks', () => {
    test('a desk is inserted once per table', async () => {
      const desk = newDesk()
      const ids = await Promise.all(Array.from({ length: 5 }, () => bed.store.desks.insert(desk)))
      assert.equal(new Set(ids).size, 1)
      const [id = -1] = ids
      assert.deepEqual(await bed.store.desks.find(id), { ...desk, id, scoreChanges: seats(0), dismissAt: 0 })
    })

    test('an update changes what it names and nothing else', async () => {
      const desk = newDesk()
      const id = await bed.store.desks.insert(desk)
      const end = { scoreChanges: [12, -4, -4, -4], round: 3, dismissAt: AT + 900 } as const
      assert.equal(await bed.store.desks.update(id, end), true)
      assert.deepEqual(await bed.store.desks.find(id), { ...desk, id, ...end })
      assert.equal(await bed.store.desks.update(id, end), true)
      assert.equal(await bed.store.desks.update(id, {}), true)
      assert.equal(await bed.store.desks.update(999_999_999, end), false)
      assert.equal(await bed.store.desks.update(999_999_999, {}), false)
    })

    test('an unknown desk is undefined', async () => {
      assert.equal(await bed.store.desks.find(999_999_999), undefined)
    })

    test('a player gets the newest 15 desks of any seat, the fourth included (nanoserver forgot it)', async () => {
      const uid = await bed.newUser()
      for (let number = 0; number < 20; number += 1) {
        const players: [number, number, number, number] = [0, 0, 0, 0]
        players[number % 4] = uid
        await bed.store.desks.insert(newDesk({ players, createdAt: AT + number, deskNo: String(number) }))
      }
      const unplayed = await bed.store.desks.insert(newDesk({ players: seats(uid), createdAt: AT + 99 }))
      await bed.store.desks.update(unplayed, { round: 0 })
      const numbers = (await bed.store.desks.lastOfPlayer(uid)).map((desk) => Number(desk.deskNo))
      assert.deepEqual(numbers, [19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5])
    })

    test('names and options keep every character', async () => {
      const awkward = `"'\\;-- 😀 甲\u0000`
      const id = await bed.store.desks.insert(newDesk({ playerNames: seats(awkward), extras: awkward }))
      const desk = await bed.store.desks.find(id)
      assert.deepEqual(desk?.playerNames, seats(awkward))
      assert.equal(desk.extras, awkward)
    })
  })
}
