// A deed of the back office and its audit entry: both are there, or neither is.

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { must } from '../../../src/lib/assert.ts'
import type { Told } from '../../../src/store/office-repositories.ts'
import { AT, fresh, type StoreBed } from './store-bed.ts'

/** All that a deed touches, and what to do with it. */
type Ground = { readonly uid: number; readonly clubId: number; readonly agent: string; readonly name: string }
type Act = (bed: StoreBed, ground: Ground, told: Told) => Promise<unknown>

const DEEDS: Readonly<Record<string, Act>> = {
  'a freezing': ({ store }, { uid }, told) => store.players.freeze(uid, told),
  'a thawing': ({ store }, { uid }, told) => store.players.unfreeze(uid, told),
  'a reset': ({ store }, { uid }, told) => store.players.reset(uid, AT, told),
  'a setting': ({ store }, { name }, told) => store.settings.set({ name, value: '4/1', at: AT }, told),
  'a club': ({ store }, { name }, told) =>
    store.clubAdmin.create({ agentId: 0, name, desc: '', maxMember: 9, at: AT }, told),
  'an approval': ({ store }, { uid, clubId }, told) => store.clubAdmin.approve(uid, clubId, told),
  'a refusal of an applicant': ({ store }, { uid, clubId }, told) =>
    store.clubAdmin.refuse(uid, clubId, told),
  'an agent': ({ store }, { name }, told) => store.agents.create(newAgent(name), told),
  'a sale': ({ store }, { agent, uid, name }, told) =>
    store.agents.sell({ account: agent, uid, count: 1, reference: name, at: AT }, told),
  'cards for an agent': ({ store }, { agent, name }, { request }) =>
    store.agents.topUp({ account: agent, count: 5, reference: name }, request),
  'a recharge': ({ store }, { uid, name }, { request }) =>
    store.recharges.recharge({ payer: { kind: 'user', uid }, count: 5, reference: name }, request),
}

const newAgent = (account: string) => ({
  name: '老王',
  account,
  passwordHash: 'x',
  phone: '',
  wechat: '',
  level: 0,
  discount: 0,
  createdBy: 'boss',
  at: AT,
})

async function groundOf(bed: StoreBed): Promise<Ground> {
  const uid = await bed.newUser()
  const clubId = await bed.newClub(0)
  const agent = fresh('agent')
  const request = toldOf('prepare').request
  assert.ok((await bed.store.clubs.apply({ uid, clubId, at: AT })).ok)
  assert.ok((await bed.store.agents.create(newAgent(agent))).ok)
  assert.ok(
    (await bed.store.agents.topUp({ account: agent, count: 9, reference: fresh('stock') }, request)).ok,
  )
  await bed.db.updateTable('user').set({ debug: 1, isOnline: 2, status: 4 }).where('id', '=', uid).execute()
  return { uid, clubId, agent, name: fresh('told') }
}

const toldOf = (action: string): Told => ({
  request: { actor: 'boss', requestId: fresh('request'), ip: '10.0.0.9', reason: 'why', at: AT },
  action,
  target: fresh('target'),
})

/** Everything that any of the deeds could change. */
async function pictureOf({ db }: StoreBed): Promise<unknown> {
  return [
    await db.selectFrom('user').select(['id', 'status', 'debug', 'isOnline', 'coin']).orderBy('id').execute(),
    await db.selectFrom('setting').selectAll().orderBy('id').execute(),
    await db.selectFrom('club').selectAll().orderBy('id').execute(),
    await db.selectFrom('userClub').selectAll().orderBy('id').execute(),
    await db.selectFrom('agent').selectAll().orderBy('id').execute(),
    await db.selectFrom('cardLedger').selectAll().orderBy('id').execute(),
    await db.selectFrom('adminRecharge').selectAll().orderBy('id').execute(),
    await db.selectFrom('recharge').selectAll().orderBy('id').execute(),
  ]
}

async function withoutAudit(bed: StoreBed, work: () => Promise<void>): Promise<void> {
  await sql`alter table audit rename to audit_away`.execute(bed.db)
  try {
    await work()
  } finally {
    await sql`alter table audit_away rename to audit`.execute(bed.db)
  }
}

export function toldContract(bed: StoreBed): void {
  describe('deeds and their audit', () => {
    for (const [name, act] of Object.entries(DEEDS)) {
      test(`${name} is in the audit once, and without an audit it does not happen`, async () => {
        const ground = await groundOf(bed)
        const before = await pictureOf(bed)
        await withoutAudit(bed, async () => {
          await assert.rejects(act(bed, ground, toldOf(name)))
        })
        assert.deepEqual(await pictureOf(bed), before)
        const told = toldOf(name)
        await act(bed, ground, told)
        assert.notDeepEqual(await pictureOf(bed), before)
        const { requestId } = told.request
        const rows = await bed.db.selectFrom('audit').selectAll().where('requestId', '=', requestId).execute()
        assert.deepEqual(
          rows.map(({ actor, reason, result }) => [actor, reason, result]),
          [['boss', 'why', 'ok']],
        )
      })
    }

    test('what the store refuses is told with its code, also where it was rolled back', async () => {
      const ground = await groundOf(bed)
      const { uid, clubId, agent } = ground
      const refused = async (act: Act): Promise<unknown> => {
        const told = toldOf('refused')
        await act(bed, ground, told)
        const { rows } = await bed.store.audit.list({ offset: 0, count: 9, target: told.target })
        return rows.map(({ result }) => result)
      }
      assert.deepEqual(await refused((_, __, told) => bed.store.players.freeze(999_999_999, told)), [
        'PLAYER_UNKNOWN',
      ])
      assert.deepEqual(await refused((_, __, told) => bed.store.clubAdmin.remove(uid, clubId, told)), [
        'NOT_MEMBER',
      ])
      assert.deepEqual(await refused((_, __, told) => bed.store.agents.create(newAgent(agent), told)), [
        'ACCOUNT_TAKEN',
      ])
      const sale = { account: agent, uid, count: 999, reference: fresh('sale'), at: AT }
      assert.deepEqual(await refused((_, __, told) => bed.store.agents.sell(sale, told)), ['CARDS_SHORT'])
    })

    test('a new club is named as the target, and a page of the audit stays while entries come', async () => {
      const actor = fresh('actor')
      const toldBy = () => {
        const told = toldOf('club_create')
        return { ...told, request: { ...told.request, actor } }
      }
      const club = { agentId: 0, name: 'c', desc: '', maxMember: 9, at: AT }
      const ids: number[] = []
      for (let n = 0; n < 4; n += 1) ids.push((await bed.store.clubAdmin.create(club, toldBy())).clubId)
      const list = async (before?: number) =>
        await bed.store.audit.list({
          offset: 0,
          count: 2,
          actor,
          action: 'club_create',
          ...(before === undefined ? {} : { before }),
        })
      const first = await list()
      assert.deepEqual(
        first.rows.map(({ target }) => target),
        [`club:${ids[3]}`, `club:${ids[2]}`],
      )
      await bed.store.clubAdmin.create(club, toldBy())
      const next = await list(must(first.rows[1], 'the last of the page').id)
      assert.deepEqual(
        next.rows.map(({ target }) => target),
        [`club:${ids[1]}`, `club:${ids[0]}`],
      )
    })
  })
}
