// Accounts: one device, one player.

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fresh, guest, AT, type StoreBed } from './store-bed.ts'

export function accountsContract(bed: StoreBed): void {
  describe('accounts', () => {
    test('a device is one account for ever, with ten cards and the name G<uid>', async () => {
      const login = guest(fresh('imei'))
      const first = await bed.store.accounts.guestLogin(login)
      const second = await bed.store.accounts.guestLogin(login)
      assert.ok(first.ok && second.ok)
      const { account } = first.value
      assert.equal(first.value.created, true)
      assert.equal(second.value.created, false)
      assert.deepEqual(second.value.account, account)
      assert.equal(account.name, `G${account.uid}`)
      assert.equal(account.coin, 10)
      assert.equal(account.registerAt, AT)
      assert.equal(await bed.userBalance(account.uid), 10)
    })

    test('the same device in another app is another account', async () => {
      const imei = fresh('imei')
      const one = await bed.store.accounts.guestLogin(guest(imei, 'app-1'))
      const two = await bed.store.accounts.guestLogin(guest(imei, 'app-2'))
      assert.ok(one.ok && two.ok)
      assert.notEqual(one.value.account.uid, two.value.account.uid)
    })

    test('devices whose imei differs in case or a trailing space are different', async () => {
      const imei = fresh('imei')
      const uids = new Set<number>()
      for (const variant of [imei, imei.toUpperCase(), `${imei} `]) {
        const login = await bed.store.accounts.guestLogin(guest(variant))
        assert.ok(login.ok)
        uids.add(login.value.account.uid)
      }
      assert.equal(uids.size, 3)
    })

    test('an empty imei is nobody (nanoserver gave out its first user)', async () => {
      const refused = await bed.store.accounts.guestLogin(guest(''))
      assert.deepEqual(refused, { ok: false, error: { code: 'IMEI_EMPTY' } })
    })

    test('twenty first logins of one device at once make one account', async () => {
      const login = guest(fresh('imei'))
      const logins = await Promise.all(Array.from({ length: 20 }, () => bed.store.accounts.guestLogin(login)))
      const uids = new Set(logins.map((result) => (result.ok ? result.value.account.uid : -1)))
      assert.equal(uids.size, 1)
      assert.equal(logins.filter((result) => result.ok && result.value.created).length, 1)
      const [uid = -1] = uids
      assert.equal(await bed.userBalance(uid), 10)
    })

    test('a frozen account cannot log in', async () => {
      const login = guest(fresh('imei'))
      const first = await bed.store.accounts.guestLogin(login)
      assert.ok(first.ok)
      await bed.db.updateTable('user').set({ status: 3 }).where('id', '=', first.value.account.uid).execute()
      assert.deepEqual(await bed.store.accounts.guestLogin(login), {
        ok: false,
        error: { code: 'ACCOUNT_CLOSED' },
      })
    })

    test('an openid is one account per app, with the name that the platform told last', async () => {
      const third = {
        ...guest('same-device'),
        platform: 'wechat',
        openid: fresh('openid'),
        name: '小明 😀',
        headUrl: 'https://head/1',
        sex: 1,
      }
      const first = await bed.store.accounts.thirdLogin(third)
      const renamed = await bed.store.accounts.thirdLogin({ ...third, name: '大明', sex: 2 })
      const elsewhere = await bed.store.accounts.thirdLogin({ ...third, appId: 'other' })
      assert.ok(first.ok && renamed.ok && elsewhere.ok)
      assert.deepEqual(
        [first.value.created, renamed.value.created, elsewhere.value.created],
        [true, false, true],
      )
      assert.equal(first.value.account.name, '小明 😀')
      assert.equal(first.value.account.coin, 10)
      assert.equal(renamed.value.account.uid, first.value.account.uid)
      assert.equal(renamed.value.account.name, '大明')
      assert.equal(renamed.value.account.sex, 2)
      assert.notEqual(elsewhere.value.account.uid, first.value.account.uid)
    })

    test('a platform is nobody without an openid, and cannot pass for a device', async () => {
      const imei = fresh('imei')
      await bed.store.accounts.guestLogin(guest(imei))
      const third = { ...guest(imei), platform: 'guest', openid: imei, name: 'x', headUrl: '', sex: 0 }
      const refusal = (code: string) => ({ ok: false, error: { code } })
      assert.deepEqual(await bed.store.accounts.thirdLogin(third), refusal('PLATFORM_UNKNOWN'))
      for (const platform of ['', 'guest:app', 'WeChat', 'x'.repeat(40)]) {
        assert.deepEqual(
          await bed.store.accounts.thirdLogin({ ...third, platform }),
          refusal('PLATFORM_UNKNOWN'),
        )
      }
      const nobody = { ...third, platform: 'wechat', openid: '' }
      assert.deepEqual(await bed.store.accounts.thirdLogin(nobody), refusal('OPENID_EMPTY'))
    })

    test('an unknown uid is undefined', async () => {
      assert.equal(await bed.store.accounts.find(999_999_999), undefined)
    })

    test('a login is recorded with its device, a registration once', async () => {
      const login = guest(fresh('imei'))
      const first = await bed.store.accounts.guestLogin(login)
      await bed.store.accounts.guestLogin(login)
      assert.ok(first.ok)
      const { uid } = first.value.account
      await bed.store.accounts.recordLogin(uid, { ...login, at: AT + 5 })
      const logins = await bed.db.selectFrom('login').selectAll().where('uid', '=', uid).execute()
      assert.deepEqual(
        logins.map(({ loginAt, imei, ip, channelId }) => ({ loginAt, imei, ip, channelId })),
        [{ loginAt: AT + 5, imei: login.device.imei, ip: '10.0.0.1', channelId: 'web' }],
      )
      const registered = await bed.db
        .selectFrom('register')
        .select('registerAt')
        .where('uid', '=', uid)
        .execute()
      assert.deepEqual(registered, [{ registerAt: AT }])
      const user = await bed.db
        .selectFrom('user')
        .select('lastLoginAt')
        .where('id', '=', uid)
        .executeTakeFirst()
      assert.deepEqual(user, { lastLoginAt: AT + 5 })
    })
  })
}
