// Applying to a club.
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { FakeSession } from './fake-sessions.ts'
import { World } from './world.ts'

describe('ApplyClub', () => {
  let world: World
  before(async () => {
    world = await World.open()
  })
  const refused = (session: FakeSession, clubId: number) =>
    world.refused(session, 'ClubManager.ApplyClub', { clubId })

  test('is a row with status 1; twice it is refused', async () => {
    const session = await world.newcomer()
    const clubId = await world.bed.newClub(0)
    assert.deepEqual(await world.ask(session, 'ClubManager.ApplyClub', { clubId }), {
      code: 0,
      data: 'success',
    })
    const rows = await world.bed.db
      .selectFrom('userClub')
      .select(['uid', 'status', 'createdAt'])
      .where('clubId', '=', clubId)
      .execute()
    const createdAt = Math.floor(world.clock.nowMs() / 1000)
    assert.deepEqual(rows, [{ uid: session.uid, status: 1, createdAt }])
    assert.equal(await refused(session, clubId), 'CLUB_ALREADY_APPLIED')
  })

  test('is refused to members, at a full club, and where there is none', async () => {
    const session = await world.newcomer()
    const clubId = await world.bed.newClub(0)
    const member = { uid: session.uid!, clubId, createdAt: 0, status: 2 }
    await world.bed.db.insertInto('userClub').values(member).execute()
    assert.equal(await refused(session, clubId), 'CLUB_ALREADY_MEMBER')
    assert.equal(await refused(session, await world.bed.newClub(0, 1)), 'CLUB_FULL')
    assert.equal(await refused(session, 0), 'CLUB_NOT_FOUND')
    assert.equal(await refused(session, 999_999), 'CLUB_NOT_FOUND')
  })

  test('is refused with STORE_DOWN while the database is away', async () => {
    const session = await world.newcomer()
    const clubId = await world.bed.newClub(0)
    world.store.isDown = true
    assert.equal(await refused(session, clubId), 'STORE_DOWN')
    world.store.isDown = false
    await world.ask(session, 'ClubManager.ApplyClub', { clubId })
  })
})
