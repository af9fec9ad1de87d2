// The OpenAPI document and the living server: every operation is asked, and its answer held against its schema.

import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { Ajv } from 'ajv'
import { apiTable, type OpenApi, type Operation } from './http-api-table.ts'
import { ADMINS, newGuest, openWeb, type WebFixture } from './web-fixture.ts'
import {
  ACCESS_TOKEN,
  noticeFields,
  OPENID,
  openStandIn,
  signedXml,
  type StandIn,
} from './wechat-stand-in.ts'

const DOCS = new URL('../../docs/http-api.md', import.meta.url)
const MARK = '<!-- made from the schemas by test/web/open-api.test.ts; XUEZHAN_WRITE_DOCS=1 writes it -->\n\n'

let standIn: StandIn
let fixture: WebFixture
let openApi: OpenApi
const ajv = new Ajv({ strict: false })

before(async () => {
  standIn = await openStandIn()
  fixture = await openWeb({
    env: { ...standIn.env, XUEZHAN_WEBSERVER__REQUESTS_PER_MINUTE_PER_IP: '100000' },
  })
  openApi = (await fixture.web.inject({ url: '/docs/json' })).json<OpenApi>()
})
after(async () => {
  await fixture.close()
  await standIn.close()
})

type Live = {
  readonly method?: 'POST'
  readonly url: string
  readonly payload?: string | object
  readonly headers?: Record<string, string>
}

/** One good request for each path, in an order in which each finds what it needs. */
async function liveRequests(): Promise<Record<string, Live>> {
  const { store, gm } = fixture
  const uid = await newGuest(fixture)
  const applicant = await newGuest(fixture)
  const loser = await newGuest(fixture)
  gm.online.add(uid)
  gm.tables.add('123456')
  const desk = {
    tableId: 'live',
    creator: uid,
    clubId: -1,
    round: 4,
    mode: 4,
    deskNo: '123456',
    createdAt: 5,
  }
  const names = { playerNames: ['a', 'b', 'c', 'd'] } as const
  const deskId = await store.desks.insert({ ...desk, ...names, players: [uid, 0, 0, 0], extras: '{}' })
  const round = {
    deskId,
    round: 1,
    mode: 4,
    beginAt: 5,
    endAt: 6,
    scoreChanges: [0, 0, 0, 0],
    snapshot: '{}',
  } as const
  const historyId = await store.histories.insert({ ...round, ...names })
  await store.online.record({ at: 5, userCount: 1, deskCount: 1 })
  const club = await store.clubAdmin.create({ agentId: 0, name: 'c', desc: '', maxMember: 9, at: 5 })
  const of = `club_id=${club.clubId}`
  for (const who of [applicant, loser]) await store.clubs.apply({ uid: who, clubId: club.clubId, at: 5 })
  const order = `uid=${uid}&count=5&appId=a&channelId=c&platform=wechat&name=n`
  const post = (url: string, payload: object): Live => ({ method: 'POST', url, payload })
  return {
    '/ping': { url: '/ping' },
    '/v1/version': { url: '/v1/version' },
    '/static/update/version.json': { url: '/static/update/version.json' },
    '/v1/user/login/query': post('/v1/user/login/query', { appId: 'a', channelId: 'c' }),
    '/v1/user/login/guest': post('/v1/user/login/guest', { appId: 'a', imei: 'live' }),
    '/v1/user/login/3rd': post('/v1/user/login/3rd', {
      platform: 'wechat',
      appId: 'a',
      openid: OPENID,
      access_token: ACCESS_TOKEN,
    }),
    '/v1/user/club': { url: `/v1/user/club?uid=${uid}` },
    '/v1/desk/player/{id}': { url: `/v1/desk/player/${uid}` },
    '/v1/desk/{id}': { url: `/v1/desk/${deskId}` },
    '/v1/history/lite/{desk_id}': { url: `/v1/history/lite/${deskId}` },
    '/v1/history/{id}': { url: `/v1/history/${historyId}` },
    '/v1/order/': { url: `/v1/order/?${order}` },
    '/v1/order/notify/wechat': {
      method: 'POST',
      url: '/v1/order/notify/wechat',
      payload: '',
      headers: { 'content-type': 'text/xml' },
    },
    '/v1/order/console/': { url: '/v1/order/console/' },
    '/v1/gm/reset': { url: `/v1/gm/reset?uid=${uid}` },
    '/v1/gm/kick': { url: `/v1/gm/kick?uid=${uid}` },
    '/v1/gm/freeze': { url: `/v1/gm/freeze?uid=${loser}` },
    '/v1/gm/unfreeze': { url: `/v1/gm/unfreeze?uid=${loser}` },
    '/v1/gm/recharge': { url: `/v1/gm/recharge?uid=${uid}&count=1` },
    '/v1/gm/consume': { url: '/v1/gm/consume?consume=4/2' },
    '/v1/gm/broadcast': { url: '/v1/gm/broadcast?message=hello' },
    '/v1/gm/desk/dissolve': { url: '/v1/gm/desk/dissolve?desk_no=123456' },
    '/v1/gm/online': { url: '/v1/gm/online?begin=1&end=9' },
    '/v1/gm/query/user/': { url: `/v1/gm/query/user/?id=${uid}` },
    '/v1/gm/query/user': { url: `/v1/gm/query/user?id=${uid}` },
    '/v1/gm/club/create': { url: '/v1/gm/club/create?name=n' },
    '/v1/gm/club/list': { url: '/v1/gm/club/list' },
    '/v1/gm/club/recharge': { url: `/v1/gm/club/recharge?${of}&count=1` },
    '/v1/gm/club/applicants': { url: `/v1/gm/club/applicants?${of}` },
    '/v1/gm/club/approve': { url: `/v1/gm/club/approve?${of}&uid=${applicant}` },
    '/v1/gm/club/refuse': { url: `/v1/gm/club/refuse?${of}&uid=${loser}` },
    '/v1/gm/club/members': { url: `/v1/gm/club/members?${of}` },
    '/v1/gm/club/remove': { url: `/v1/gm/club/remove?${of}&uid=${applicant}` },
    '/v1/gm/agent/create': post('/v1/gm/agent/create', {
      name: 'n',
      account: 'agent1',
      password: '12345678',
    }),
    '/v1/gm/agent/list': { url: '/v1/gm/agent/list' },
    '/v1/gm/agent/recharge': { url: '/v1/gm/agent/recharge?account=agent1&count=9' },
    '/v1/gm/agent/sell': { url: `/v1/gm/agent/sell?account=agent1&uid=${uid}&count=1` },
    '/v1/audit': { url: '/v1/audit?actor=boss&action=kick&from=0&before=999999999&count=5' },
    '/v1/stats/online': { url: '/v1/stats/online' },
    '/v1/stats/user/register': { url: '/v1/stats/user/register' },
    '/v1/stats/user/activation': { url: '/v1/stats/user/activation?from=86400&to=172800' },
    '/v1/stats/consume': { url: '/v1/stats/consume?from=86400&to=172800' },
    '/v1/stats/retention': { url: '/v1/stats/retention?from=86400&to=172800' },
  }
}

const authorizationOf = async (
  { security = [] }: Operation,
  uid: number,
): Promise<Record<string, string>> => {
  if (security.length === 0) return {}
  const secret = security[0]!['player'] ? await fixture.tokens.issue(uid) : ADMINS.boss
  return { authorization: `Bearer ${secret}` }
}

function assertFits(operation: Operation, status: number, body: string, where: string): void {
  const key = operation.responses[String(status)] ? String(status) : `${String(status)[0]}XX`
  const content = operation.responses[key]?.content
  assert.ok(content, `${where}: ${status} is not documented: ${body}`)
  const [[type, { schema }]] = Object.entries(content) as [[string, { schema: object }]]
  const value: unknown = type === 'application/json' ? JSON.parse(body) : body
  assert.ok(ajv.validate(schema, value), `${where}: ${ajv.errorsText()}: ${body.slice(0, 300)}`)
}

test('the document is OpenAPI 3.1 and names the paths of nanoserver', () => {
  assert.equal(openApi.openapi, '3.1.0')
  const nanoserver = `/v1/user/login/query /v1/user/login/3rd /v1/user/login/guest /v1/user/club /v1/order/
    /v1/order/console/ /v1/order/notify/wechat /v1/history/lite/{desk_id} /v1/history/{id} /v1/desk/player/{id}
    /v1/desk/{id} /v1/version /v1/gm/reset /v1/gm/consume /v1/gm/broadcast /v1/gm/kick /v1/gm/online
    /v1/gm/recharge /v1/gm/query/user/ /v1/stats/user/register /v1/stats/user/activation /v1/stats/online
    /v1/stats/retention /v1/stats/consume /ping`
  const missing = nanoserver.split(/\s+/).filter((path) => openApi.paths[path] === undefined)
  assert.deepEqual(missing, [])
})

/** What has just been done may be refused the second time; either answer has its form. */
async function askByOtherMethods(path: string, request: Live): Promise<void> {
  const { method: asked = 'GET', payload: _, ...bare } = request
  for (const [method, operation] of Object.entries(openApi.paths[path]!)) {
    const upper = method.toUpperCase() as 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
    if (upper === asked) continue
    const response = await fixture.web.inject({ ...bare, method: upper })
    const where = `${upper} ${path}`
    assert.ok(![404, 405].includes(response.statusCode) || !response.body.includes('ROUTE_UNKNOWN'), where)
    assertFits(operation, response.statusCode, response.body, where)
  }
}

test('every operation of the document answers as its schema says', async () => {
  const live = await liveRequests()
  assert.deepEqual(Object.keys(live).toSorted(), Object.keys(openApi.paths).toSorted())
  const uid = Number(/\d+$/.exec(live['/v1/user/club']!.url))
  for (const [path, request] of Object.entries(live)) {
    const operation = openApi.paths[path]![request.method === 'POST' ? 'post' : 'get']!
    if (path === '/v1/order/notify/wechat') {
      const order = (await fixture.store.orders.list({ offset: 0, count: 1 })).rows[0]!
      Object.assign(request, { payload: signedXml(noticeFields(order.orderId, order.realMoney)) })
    }
    const headers = { ...request.headers, ...(await authorizationOf(operation, uid)) }
    const response = await fixture.web.inject({ ...request, headers })
    assert.equal(response.statusCode, 200, `${path}: ${response.body}`)
    assertFits(operation, 200, response.body, path)
    await askByOtherMethods(path, { ...request, headers })
  }
})

test('every operation refuses in the form that its schema says', async () => {
  for (const [path, operations] of Object.entries(openApi.paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      if (['/ping', '/v1/version', '/static/update/version.json'].includes(path)) continue
      assert.ok(method === 'get' || method === 'post', `${method} ${path}`)
      const response = await fixture.web.inject({
        method: method === 'post' ? 'POST' : 'GET',
        url: path.replaceAll(/\{\w+\}/g, 'x'),
        ...(method === 'post' ? { headers: { 'content-type': 'application/json' }, payload: '{' } : {}),
      })
      assert.ok(response.statusCode >= 400, `${method} ${path}`)
      assertFits(operation, response.statusCode, response.body, `${method} ${path}`)
    }
  }
})

test('docs/http-api.md holds the table of the document', () => {
  const [head = ''] = readFileSync(DOCS, 'utf8').split(MARK, 1)
  const wanted = `${head}${MARK}${apiTable(openApi)}`
  if (process.env['XUEZHAN_WRITE_DOCS'] === '1') writeFileSync(DOCS, wanted)
  assert.equal(readFileSync(DOCS, 'utf8'), wanted)
})
