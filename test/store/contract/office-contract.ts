// The back office: what it gives is counted once, and what it does is on record.

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { OfficeRequest } from '../../../src/store/office-repositories.ts'
import { playersContract } from './players-contract.ts'
import { AT, fresh, guest, type StoreBed } from './store-bed.ts'

const PARALLEL = 50

const request = (overrides: Partial<OfficeRequest> = {}): OfficeRequest => ({
  actor: 'boss',
  requestId: fresh('request'),
  ip: '10.0.0.9',
  reason: 'refund of a lost game',
  at: AT,
  ...overrides,
})

/** Texts that break a statement which is put together by hand. */
const INJECTIONS = [
  `' or '1'='1`,
  `"; drop table user; --`,
  `\\'; select 1 -- `,
  `%' union select 1 -- `,
  '`',
  '\u0000',
]

function rechargeContract(bed: StoreBed): void {
  test('a recharge counts once per reference, and each request is on record', async () => {
    const uid = await bed.newUser()
    const recharge = { payer: { kind: 'user', uid } as const, count: 5, reference: fresh('recharge') }
    const asked = request()
    const first = await bed.store.recharges.recharge(recharge, asked)
    assert.deepEqual(first, { ok: true, value: { balance: 15, repeated: false } })
    assert.deepEqual(await bed.store.recharges.recharge(recharge, asked), {
      ok: true,
      value: { balance: 15, repeated: true },
    })
    const wrong = await bed.store.recharges.recharge({ ...recharge, count: 6 }, request())
    assert.deepEqual(wrong, { ok: false, error: { code: 'REFERENCE_REUSED' } })
    const { rows, total } = await bed.store.audit.list({ offset: 0, count: 10, target: `user:${uid}` })
    assert.equal(total, 2)
    assert.deepEqual(
      rows.map(({ actor, action, result, reason }) => ({ actor, action, result, reason })),
      [
        { actor: 'boss', action: 'recharge', result: 'REFERENCE_REUSED', reason: asked.reason },
        { actor: 'boss', action: 'recharge', result: 'ok', reason: asked.reason },
      ],
    )
    const given = await bed.db.selectFrom('adminRecharge').selectAll().where('userId', '=', uid).execute()
    assert.equal(given.length, 1)
  })

  test(`B8: ${PARALLEL} charges and recharges of one player at once leave ledger and balance exact`, async () => {
    const uid = await bed.newUser()
    const payer = { kind: 'user', uid } as const
    const references = Array.from({ length: PARALLEL / 2 }, () => fresh('parallel'))
    // Every reference twice, so that retries race too.
    const results = await Promise.all(
      references.flatMap((reference) => [
        bed.store.recharges.recharge({ payer, count: 3, reference }, request()),
        bed.store.recharges.recharge({ payer, count: 3, reference }, request()),
        bed.store.cards.charge({ payer, count: 2, reference, desk: { deskId: 1, deskNo: '1' }, at: AT }),
        bed.store.cards.charge({ payer, count: 2, reference, desk: { deskId: 1, deskNo: '1' }, at: AT }),
      ]),
    )
    const settled = results.filter((result) => result.ok && !result.value.repeated).length
    const charged = await bed.db
      .selectFrom('cardLedger')
      .select('reference')
      .where('userId', '=', uid)
      .where('reason', '=', 'charge')
      .execute()
    const expected = 10 + 3 * references.length - 2 * charged.length
    assert.equal(settled, references.length + charged.length)
    assert.equal(await bed.userBalance(uid), expected)
    assert.equal(await bed.storedCoin(uid), expected)
    assert.ok(expected >= 0)
  })

  test('B8: a recharge between a login and a charge is not lost', async () => {
    const imei = fresh('imei')
    const login = await bed.store.accounts.guestLogin(guest(imei))
    assert.ok(login.ok)
    const { uid } = login.value.account
    const payer = { kind: 'user', uid } as const
    await bed.store.recharges.recharge({ payer, count: 100, reference: fresh('r') }, request())
    await bed.store.cards.charge({
      payer,
      count: 1,
      reference: fresh('d'),
      desk: { deskId: 1, deskNo: '1' },
      at: AT,
    })
    assert.equal(await bed.storedCoin(uid), 109)
  })

  test('B8: a club cannot spend below zero, and only its own cards', async () => {
    const rich = await bed.newClub(50)
    const poor = await bed.newClub(0)
    const desk = { deskId: 1, deskNo: '1' }
    const charge = (clubId: number, count: number) =>
      bed.store.cards.charge({ payer: { kind: 'club', clubId }, count, reference: fresh('d'), desk, at: AT })
    const results = await Promise.all(Array.from({ length: 20 }, () => charge(rich, 4)))
    assert.equal(results.filter(({ ok }) => ok).length, 12)
    assert.deepEqual(await charge(poor, 1), { ok: false, error: { code: 'CARDS_SHORT' } })
    assert.deepEqual(await charge(0, 1), { ok: false, error: { code: 'PAYER_UNKNOWN' } })
    assert.equal((await bed.store.clubAdmin.find(rich))?.balance, 2)
  })
}

function recordsContract(bed: StoreBed): void {
  test('what a game master sets is there for the next process', async () => {
    const name = fresh('setting')
    assert.equal(await bed.store.settings.get(name), undefined)
    await Promise.all(['4/2', '4/2', '4/2'].map((value) => bed.store.settings.set({ name, value, at: AT })))
    await bed.store.settings.set({ name, value: '4/1,8/1', at: AT + 1 })
    assert.equal(await bed.store.settings.get(name), '4/1,8/1')
    assert.equal(await bed.store.settings.get(name.toUpperCase()), undefined)
  })

  test('an entry of a request is kept once, one without a request each time; the newest comes first', async () => {
    const target = fresh('target')
    const entry = {
      at: AT,
      actor: 'a',
      action: 'kick',
      target,
      reason: 'r',
      result: 'ok',
      ip: '',
      detail: '{}',
    }
    const requestId = fresh('request')
    await Promise.all([1, 2, 3].map(() => bed.store.audit.record({ ...entry, requestId })))
    await bed.store.audit.record({ ...entry, requestId: '', at: AT + 1 })
    await bed.store.audit.record({ ...entry, requestId: '', at: AT + 2, actor: 'b' })
    const page = { offset: 0, count: 10, target }
    const { rows, total } = await bed.store.audit.list(page)
    assert.deepEqual([total, ...rows.map(({ at }) => at)], [3, AT + 2, AT + 1, AT])
    assert.equal((await bed.store.audit.list({ ...page, actor: 'b' })).total, 1)
    assert.equal((await bed.store.audit.list({ ...page, from: AT + 1, to: AT + 2 })).total, 1)
  })

  test('texts that look like statements are texts', async () => {
    for (const text of INJECTIONS) {
      const name = fresh(text)
      await bed.store.settings.set({ name, value: text, at: AT })
      assert.equal(await bed.store.settings.get(name), text)
      const login = await bed.store.accounts.guestLogin(guest(fresh(text), text))
      assert.ok(login.ok && login.value.created)
      assert.equal((await bed.store.players.list({ offset: 0, count: 5, name: text })).total, 0)
      assert.equal(await bed.store.orders.find(text), undefined)
      assert.equal(await bed.store.agents.find(text), undefined)
    }
    assert.ok((await bed.db.selectFrom('user').select('id').limit(1).execute()).length === 1)
  })
}

function agentsContract(bed: StoreBed): void {
  const agent = () => ({
    name: '老王',
    account: fresh('agent'),
    passwordHash: '$argon2id$...',
    phone: '1',
    wechat: 'w',
    level: 1,
    discount: 90,
    createdBy: 'boss',
    at: AT,
  })

  test('an agent sells its own cards, once per sale and never more than it has', async () => {
    const made = agent()
    assert.ok((await bed.store.agents.create(made)).ok)
    assert.deepEqual(await bed.store.agents.create(made), { ok: false, error: { code: 'ACCOUNT_TAKEN' } })
    const { account } = made
    const topUp = { account, count: 10, reference: fresh('top-up') }
    for (const repeated of [false, true]) {
      const topped = await bed.store.agents.topUp(topUp, request())
      assert.deepEqual(topped, { ok: true, value: { balance: 10, repeated } })
    }
    const uid = await bed.newUser()
    const sales = Array.from({ length: 8 }, () => ({
      account,
      uid,
      count: 3,
      reference: fresh('sale'),
      at: AT,
    }))
    const sold = await Promise.all([...sales, ...sales].map((sale) => bed.store.agents.sell(sale)))
    assert.equal(sold.filter((result) => result.ok && !result.value.repeated).length, 3)
    assert.equal(await bed.userBalance(uid), 19)
    assert.equal(await bed.storedCoin(uid), 19)
    assert.equal((await bed.store.agents.find(account))?.cardCount, 1)
    const rows = await bed.db.selectFrom('recharge').select('cardCount').where('playerId', '=', uid).execute()
    assert.deepEqual(rows, [{ cardCount: 3 }, { cardCount: 3 }, { cardCount: 3 }])
  })

  test('a sale by nobody, to nobody or of nothing is refused', async () => {
    const made = agent()
    await bed.store.agents.create(made)
    const uid = await bed.newUser()
    const sale = { account: made.account, uid, count: 1, reference: fresh('sale'), at: AT }
    const refusal = async (overrides: object, code: string) =>
      assert.deepEqual(await bed.store.agents.sell({ ...sale, ...overrides }), { ok: false, error: { code } })
    await refusal({ account: 'nobody' }, 'AGENT_UNKNOWN')
    await refusal({ uid: 999_999_999 }, 'PAYER_UNKNOWN')
    await refusal({ count: -1 }, 'COUNT_INVALID')
    await refusal({}, 'CARDS_SHORT')
    assert.equal(await bed.userBalance(uid), 10)
  })
}

function clubAdminContract(bed: StoreBed): void {
  const apply = async (clubId: number): Promise<number> => {
    const uid = await bed.newUser()
    assert.ok((await bed.store.clubs.apply({ uid, clubId, at: AT })).ok)
    return uid
  }
  const found = (maxMember: number) =>
    bed.store.clubAdmin.create({ agentId: 7, name: '茶馆', desc: '', maxMember, at: AT })

  test('a club is founded, joined, left and listed', async () => {
    const { clubId } = await found(10)
    assert.ok(clubId >= 100_000)
    const [first, second] = [await apply(clubId), await apply(clubId)]
    assert.deepEqual(
      (await bed.store.clubAdmin.applicants(clubId)).map(({ uid }) => uid),
      [first, second],
    )
    assert.ok((await bed.store.clubAdmin.approve(first, clubId)).ok)
    assert.ok((await bed.store.clubAdmin.refuse(second, clubId)).ok)
    assert.equal(await bed.store.clubs.isMember(first, clubId), true)
    assert.equal(await bed.store.clubs.isMember(second, clubId), false)
    assert.equal((await bed.store.clubAdmin.find(clubId))?.member, 1)
    assert.deepEqual(await bed.store.clubAdmin.members(clubId), [
      { uid: first, name: `G${first}`, appliedAt: AT },
    ])
    assert.ok((await bed.store.clubAdmin.remove(first, clubId)).ok)
    assert.equal((await bed.store.clubAdmin.find(clubId))?.member, 0)
    const { rows } = await bed.store.clubAdmin.list({ offset: 0, count: 500, agentId: 7 })
    assert.ok(rows.some((club) => club.clubId === clubId))
  })

  test('who did not apply, is in already or finds no place is refused', async () => {
    const { clubId } = await found(1)
    const [first, second] = [await apply(clubId), await apply(clubId)]
    const refusal = (code: string) => ({ ok: false, error: { code } })
    assert.ok((await bed.store.clubAdmin.approve(first, clubId)).ok)
    assert.deepEqual(await bed.store.clubAdmin.approve(first, clubId), refusal('NO_APPLICATION'))
    assert.deepEqual(await bed.store.clubAdmin.approve(second, clubId), refusal('CLUB_FULL'))
    assert.equal((await bed.store.clubAdmin.applicants(clubId)).length, 1)
    assert.deepEqual(await bed.store.clubAdmin.approve(second, 1), refusal('CLUB_UNKNOWN'))
    assert.deepEqual(await bed.store.clubAdmin.remove(second, clubId), refusal('NOT_MEMBER'))
  })

  test('equal approvals at once count one member, and a full club stays full', async () => {
    const { clubId } = await found(2)
    const uids = [await apply(clubId), await apply(clubId), await apply(clubId)]
    const results = await Promise.all(
      [...uids, ...uids].map((uid) => bed.store.clubAdmin.approve(uid, clubId)),
    )
    assert.equal(results.filter(({ ok }) => ok).length, 2)
    assert.equal((await bed.store.clubAdmin.find(clubId))?.member, 2)
    assert.equal((await bed.store.clubAdmin.members(clubId)).length, 2)
  })
}

export function officeContract(bed: StoreBed): void {
  describe('recharges', () => rechargeContract(bed))
  describe('audit and settings', () => recordsContract(bed))
  describe('agents', () => agentsContract(bed))
  describe('club admin', () => clubAdminContract(bed))
  describe('players', () => playersContract(bed))
}
