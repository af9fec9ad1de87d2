// The audit as it is read over HTTP: by its own scope alone, in pages, narrowed, never changed.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { StoreUnavailable } from '../../src/store/store-unavailable.ts'
import { asAdmin, assertRefused, newGuest, openWeb, type WebFixture, withWeb } from './web-fixture.ts'

type Item = { id: number; actor: string; action: string; target: string; result: string; request_id: string }
type Answer = { code: number; total: number; data: Item[] }

let fixture: WebFixture
let uid: number
before(async () => {
  fixture = await openWeb({ env: { XUEZHAN_WEBSERVER__REQUESTS_PER_MINUTE_PER_IP: '100000' } })
  uid = await newGuest(fixture)
  for (let n = 1; n <= 5; n += 1) await asAdmin(fixture, 'gm', `/v1/gm/recharge?uid=${uid}&count=${n}`)
  await asAdmin(fixture, 'gm', `/v1/gm/freeze?uid=${uid}&reason=cheating`)
  await asAdmin(fixture, 'boss', `/v1/gm/unfreeze?uid=${uid}`)
})
after(() => fixture.close())

const read = async (query: string): Promise<Answer> => {
  const response = await asAdmin(fixture, 'audit', `/v1/audit?${query}`)
  assert.equal(response.statusCode, 200, response.body)
  return response.json<Answer>()
}

test('the newest comes first, with who, what, to whom, why and from where', async () => {
  const { code, total, data } = await read('')
  assert.deepEqual([code, total], [0, 7])
  const [thawed, frozen] = data
  assert.deepEqual([thawed?.actor, thawed?.action, thawed?.result], ['boss', 'unfreeze', 'ok'])
  const { id, at, request_id, ...rest } = frozen as Item & { at: number }
  assert.ok(id > 0 && at > 1_700_000_000 && request_id.length === 36)
  assert.deepEqual(rest, {
    actor: 'gm',
    action: 'freeze',
    target: `user:${uid}`,
    reason: 'cheating',
    result: 'ok',
    ip: '127.0.0.1',
    detail: '{}',
  })
})

test('it is narrowed by each parameter, and paged so that new entries move nothing', async () => {
  assert.equal((await read('actor=boss')).total, 1)
  assert.equal((await read('action=recharge')).total, 5)
  assert.equal((await read(`target=user:${uid}`)).total, 7)
  assert.equal((await read('from=4000000000')).total, 0)
  assert.equal((await read('to=1')).total, 0)
  const seen: number[] = []
  for (let page = await read('count=3'); page.data.length > 0; ) {
    seen.push(...page.data.map(({ id }) => id))
    await asAdmin(fixture, 'gm', '/v1/gm/kick?uid=999999999')
    page = await read(`count=3&before=${seen.at(-1)}`)
  }
  assert.equal(seen.length, 7)
  assert.deepEqual(
    seen,
    seen.toSorted((a, b) => b - a),
  )
})

test('a game master does not read it, and trying is in it', async () => {
  assertRefused(await asAdmin(fixture, 'gm', '/v1/audit'), { status: 403, reason: 'SCOPE_MISSING' })
  const [tried] = (await read('action=/v1/audit')).data
  assert.deepEqual([tried?.actor, tried?.result], ['gm', 'SCOPE_MISSING'])
})

for (const query of [
  'before=0',
  'before=x',
  'from=-1',
  'to=9999999999999',
  'count=1;drop table audit',
  `actor=${'x'.repeat(129)}`,
  'actor=a%00b',
  'actor=a&actor=b',
]) {
  test(`the query ${query.slice(0, 24)} is refused`, async () => {
    assertRefused(await asAdmin(fixture, 'audit', `/v1/audit?${query}`), {
      status: 400,
      reason: 'BAD_PAYLOAD',
    })
  })
}

for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const) {
  test(`${method} finds no way to write it`, async () => {
    const headers = { authorization: 'Bearer the-secret-of-the-auditor' }
    assertRefused(await fixture.web.inject({ method, url: '/v1/audit', headers }), {
      status: 404,
      reason: 'ROUTE_UNKNOWN',
    })
  })
}

test('a kick while the database is away is in the log, with who did it', async () => {
  const record = () => Promise.reject(new StoreUnavailable('not-done', { code: 'ECONNREFUSED' }))
  const list = fixture.store.audit.list.bind(fixture.store.audit)
  await withWeb({ store: { audit: { record, list } } }, async (away) => {
    away.gm.online.add(7)
    const refused = await asAdmin(away, 'gm', '/v1/gm/kick?uid=7')
    assertRefused(refused, { status: 503, reason: 'STORE_DOWN' })
    assert.deepEqual(
      away.failures.map(({ error }) => (error as Error).message),
      ['not in the audit: kick of user:7 by gm: ok'],
    )
  })
})

test('two broadcasts at once are both told at the next login', async () => {
  const messages = ['first message', 'second message', 'third message']
  await Promise.all(messages.map((message) => asAdmin(fixture, 'gm', `/v1/gm/broadcast?message=${message}`)))
  const payload = { appId: 'app', imei: 'listener' }
  const login = await fixture.web.inject({ method: 'POST', url: '/v1/user/login/guest', payload })
  assert.deepEqual(login.json<{ messages: string[] }>().messages.toSorted(), messages.toSorted())
})
