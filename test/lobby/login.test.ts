// Who may log in, as whom, and what a second connection of an account does to the first.
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { ACCOUNT_STATUS } from '../../src/store/repositories.ts'
import { World } from './world.ts'

describe('logging in', () => {
  let world: World
  before(async () => {
    world = await World.open({ trustUid: false })
  })

  test('with a token: the account as the store has it, and its cards as a push', async () => {
    const uid = await world.bed.newUser()
    const session = world.directory.connect()
    const token = await world.tokens.issue(uid)
    const disguise = { uid, token, name: '冒充', sex: 2, fangka: 99_999, ip: '10.9.9.9' }
    const answer = await world.ask(session, 'Manager.Login', disguise)
    const account = await world.bed.store.accounts.find(uid)
    assert.deepEqual(answer, {
      code: 0,
      acId: uid,
      nickname: account!.name,
      headURL: '',
      sex: 0,
      fangka: 10,
    })
    assert.equal(session.uid, uid)
    assert.deepEqual(session.pushes, [{ route: 'onCoinChange', payload: { coin: 10 } }])
  })

  test('is refused without a token, with a wrong, a late and a foreign one', async () => {
    const uid = await world.bed.newUser()
    const session = world.directory.connect()
    const refused = (token?: string) =>
      world.refused(session, 'Manager.Login', token === undefined ? { uid } : { uid, token })
    const own = await world.tokens.issue(uid)
    assert.equal(await refused(), 'BAD_TOKEN')
    assert.equal(await refused(''), 'BAD_TOKEN')
    assert.equal(await refused(`${own}x`), 'BAD_TOKEN')
    assert.equal(await refused(await world.tokens.issue(uid + 1)), 'TOKEN_MISMATCH')
    await world.clock.advance(3_601_000)
    assert.equal(await refused(own), 'TOKEN_EXPIRED')
    assert.equal(session.uid, null)
    assert.equal(await world.refused(session, 'DeskManager.UnCompleteDesk', {}), 'NOT_LOGGED_IN')
  })

  test('by number alone only where the server trusts numbers', async () => {
    const uid = await world.bed.newUser()
    const trusting = await World.open({ trustUid: true })
    const guest = await trusting.bed.newUser()
    await trusting.ask(trusting.directory.connect(), 'Manager.Login', { uid: guest })
    assert.equal(await world.refused(world.directory.connect(), 'Manager.Login', { uid }), 'BAD_TOKEN')
    assert.equal(
      await trusting.refused(trusting.directory.connect(), 'Manager.Login', { uid: guest, token: 'x' }),
      'BAD_TOKEN',
    )
  })

  test('is refused to an account that is unknown, frozen or deleted', async () => {
    const refused = async (uid: number) =>
      world.refused(world.directory.connect(), 'Manager.Login', { uid, token: await world.tokens.issue(uid) })
    assert.equal(await refused(987_654_321), 'USER_NOT_FOUND')
    for (const status of [ACCOUNT_STATUS.frozen, ACCOUNT_STATUS.deleted]) {
      const uid = await world.bed.newUser()
      await world.bed.db.updateTable('user').set({ status }).where('id', '=', uid).execute()
      assert.equal(await refused(uid), 'ACCOUNT_CLOSED')
    }
  })

  test('again on the same connection is fine, as somebody else it is not', async () => {
    const session = await world.newcomer()
    const uid = session.uid!
    const other = await world.bed.newUser()
    await world.ask(session, 'Manager.Login', { uid, token: await world.tokens.issue(uid) })
    const token = await world.tokens.issue(other)
    assert.equal(await world.refused(session, 'Manager.Login', { uid: other, token }), 'ALREADY_LOGGED_IN')
    assert.equal(session.uid, uid)
  })

  test('elsewhere kicks the older connection; its seat goes offline until the new one comes back to it', async () => {
    const first = await world.newcomer()
    const uid = first.uid!
    const room = await world.tableWithBots(first)
    const second = world.directory.connect()
    const token = await world.tokens.issue(uid)
    assert.deepEqual(await world.ask(second, 'DeskManager.ReConnect', { uid, token }), { code: 0 })
    await world.idle()
    assert.deepEqual(first.kicks, ['REPLACED'])
    assert.equal(first.uid, null)
    assert.equal(room.state.seats[0]!.online, false)
    await world.ask(second, 'DeskManager.ReEnter', { deskId: room.no })
    await world.idle()
    assert.equal(room.state.seats[0]!.online, true)
    assert.deepEqual(second.routes(), [
      'onCoinChange',
      'onPlayerOfflineStatus',
      'onDeskBasicInfo',
      'onPlayerEnter',
      'onFairness',
    ])
  })

  test('is refused with STORE_DOWN, not as a bug, while the database is away', async () => {
    const uid = await world.bed.newUser()
    const token = await world.tokens.issue(uid)
    const session = world.directory.connect()
    world.store.isDown = true
    assert.equal(await world.refused(session, 'Manager.Login', { uid, token }), 'STORE_DOWN')
    assert.equal(await world.refused(session, 'DeskManager.ReConnect', { uid, token }), 'STORE_DOWN')
    world.store.isDown = false
    assert.match(String(world.storeFailures[0]), /the database does not answer/)
    assert.equal(session.uid, null)
    await world.ask(session, 'Manager.Login', { uid, token })
  })

  test('of a connection that closed meanwhile does not kick the one that came after it', async () => {
    const uid = await world.bed.newUser()
    const token = await world.tokens.issue(uid)
    const gone = world.directory.connect()
    const letGo = world.store.hold()
    const late = world.call(gone, 'Manager.Login', { uid, token })
    await world.idle()
    gone.close()
    world.store.passOthers()
    const session = world.directory.connect()
    await world.ask(session, 'Manager.Login', { uid, token })
    letGo()
    assert.equal((await late).ok, false)
    assert.equal(session.isClosed, false)
    assert.equal(world.directory.ofUid(uid), session)
  })

  test('no order is known yet', async () => {
    const session = await world.newcomer()
    assert.equal(await world.refused(session, 'Manager.CheckOrder', { orderid: '1' }), 'ORDER_NOT_FOUND')
  })
})
