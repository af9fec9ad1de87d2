// What the back office does to players, and what is known of their coming and going.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { must } from '../../../src/lib/assert.ts'
import { AT, fresh, guest, type StoreBed } from './store-bed.ts'

export function playersContract(bed: StoreBed): void {
  test('a frozen player cannot log in until freed; a deleted one stays deleted', async () => {
    const imei = fresh('imei')
    const login = await bed.store.accounts.guestLogin(guest(imei))
    assert.ok(login.ok)
    const { uid } = login.value.account
    assert.ok((await bed.store.players.freeze(uid)).ok)
    assert.equal((await bed.store.accounts.guestLogin(guest(imei))).ok, false)
    assert.equal((await bed.store.players.list({ offset: 0, count: 9, status: 3, name: `G${uid}` })).total, 1)
    assert.ok((await bed.store.players.unfreeze(uid)).ok)
    assert.equal((await bed.store.accounts.guestLogin(guest(imei))).ok, true)
    await bed.db.updateTable('user').set({ status: 2 }).where('id', '=', uid).execute()
    const refusal = { ok: false, error: { code: 'PLAYER_DELETED' } }
    assert.deepEqual(await bed.store.players.unfreeze(uid), refusal)
    assert.deepEqual(await bed.store.players.freeze(999_999_999), {
      ok: false,
      error: { code: 'PLAYER_UNKNOWN' },
    })
  })

  test('B14: is_online and logout_at are cleared when a player goes, and when the server died', async () => {
    const uid = await bed.newUser()
    const login = guest(fresh('imei'))
    const logouts = async () =>
      (
        await bed.db.selectFrom('login').select('logoutAt').where('uid', '=', uid).orderBy('id').execute()
      ).map(({ logoutAt }) => logoutAt)
    await bed.store.accounts.recordLogin(uid, login)
    assert.equal((await bed.store.players.find(uid))?.isOnline, true)
    await bed.store.players.wentOffline(uid, AT + 60)
    assert.equal((await bed.store.players.find(uid))?.isOnline, false)
    await bed.store.accounts.recordLogin(uid, login)
    await bed.store.players.allOffline(AT + 90)
    assert.deepEqual(await logouts(), [AT + 60, AT + 90])
    assert.equal((await bed.store.players.find(uid))?.isOnline, false)
  })

  test('a reset takes the debug flag away', async () => {
    const uid = await bed.newUser()
    await bed.db.updateTable('user').set({ debug: 1 }).where('id', '=', uid).execute()
    assert.ok((await bed.store.players.reset(uid, AT)).ok)
    assert.equal(must(await bed.store.players.find(uid), 'the player').debug, 0)
  })
}
