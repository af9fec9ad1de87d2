// Clubs: who asked, who is in, who cannot be.

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { AT, type StoreBed } from './store-bed.ts'

export function clubsContract(bed: StoreBed): void {
  describe('clubs', () => {
    const agree = (uid: number, clubId: number) =>
      bed.db
        .updateTable('userClub')
        .set({ status: 2 })
        .where('uid', '=', uid)
        .where('clubId', '=', clubId)
        .execute()

    test('an applicant is a member only once the club agreed', async () => {
      const uid = await bed.newUser()
      const clubId = await bed.newClub(0)
      const application = { uid, clubId, at: AT }
      assert.deepEqual(await bed.store.clubs.apply(application), { ok: true, value: undefined })
      assert.equal(await bed.store.clubs.isMember(uid, clubId), false)
      assert.deepEqual(await bed.store.clubs.ofPlayer(uid), [])
      assert.deepEqual(await bed.store.clubs.apply(application), {
        ok: false,
        error: { code: 'ALREADY_APPLIED' },
      })
      await agree(uid, clubId)
      assert.equal(await bed.store.clubs.isMember(uid, clubId), true)
      assert.deepEqual(await bed.store.clubs.ofPlayer(uid), [
        { clubId, name: '茶馆', desc: '成都', member: 1, maxMember: 500 },
      ])
      assert.deepEqual(await bed.store.clubs.apply(application), {
        ok: false,
        error: { code: 'ALREADY_MEMBER' },
      })
    })

    test('an unknown or full club takes nobody', async () => {
      const uid = await bed.newUser()
      const full = await bed.newClub(0, 1)
      const apply = (clubId: number) => bed.store.clubs.apply({ uid, clubId, at: AT })
      assert.deepEqual(await apply(1), { ok: false, error: { code: 'CLUB_UNKNOWN' } })
      assert.deepEqual(await apply(full), { ok: false, error: { code: 'CLUB_FULL' } })
      assert.equal(await bed.store.clubs.isMember(uid, full), false)
    })

    test('five equal applications at once are one', async () => {
      const uid = await bed.newUser()
      const clubId = await bed.newClub(0)
      const results = await Promise.all(
        Array.from({ length: 5 }, () => bed.store.clubs.apply({ uid, clubId, at: AT })),
      )
      assert.equal(results.filter((result) => result.ok).length, 1)
    })
  })
}
