// /debug as a person with a shell finds it.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { OpsFixture } from './ops-fixture.ts'
import { openOps } from './ops-fixture.ts'

let ops: OpsFixture
before(async () => {
  ops = await openOps()
})
after(async () => await ops.close())

const codeOf = (body: string): unknown => (JSON.parse(body) as { code: unknown }).code

test('/debug/state is one look at the whole process', async () => {
  ops.metrics.set('mj_tables', 3, ['playing'])
  ops.metrics.set('mj_lifecycle_state', 1, ['ready'])
  ops.metrics.set('mj_queue_depth', 5, ['journal'])
  ops.metrics.set('mj_queue_limit', 100, ['journal'])
  ops.metrics.observe('mj_handler_duration_seconds', 0.2, ['Manager.Login', 'ok'])
  const { status, headers, body } = await ops.ask({ path: '/debug/state' })
  assert.equal(status, 200)
  assert.match(String(headers['content-type']), /^application\/json/)
  assert.equal(headers['cache-control'], 'no-store')
  const state = JSON.parse(body)
  assert.equal(state.service.version, '1.2.3')
  assert.equal(state.service.state, 'ready')
  assert.equal(state.service.pid, process.pid)
  assert.ok(state.service.uptimeSeconds >= 0)
  assert.equal(state.tables.playing, 3)
  assert.deepEqual(state.queues[0], { queue: 'journal', unit: 'entries', depth: 5, limit: 100 })
  assert.equal(state.slowestHandlers[0].handler, 'Manager.Login')
  assert.ok(state.memoryBytes.rss > 0)
  assert.equal(state.logLevel, 'info')
  assert.ok('loopP99Ms' in state.lately)
})

test('the level of the log is read, set by PUT and POST, as a word and as JSON, and the change is logged', async () => {
  const path = '/debug/loglevel'
  assert.deepEqual(JSON.parse((await ops.ask({ path })).body), { level: 'info' })
  for (const [method, body, level] of [
    ['PUT', 'debug', 'debug'],
    ['POST', ' warn\n', 'warn'],
    ['PUT', '{"level":"error"}', 'error'],
    ['POST', '{ "level": "info" }', 'info'],
  ] as const) {
    const set = await ops.ask({ path, method, body })
    assert.equal(set.status, 200)
    assert.deepEqual(JSON.parse(set.body), { level })
    assert.equal(ops.log.level, level)
  }
  const changes = ops.lines.filter(({ event }) => event === 'log_level_changed')
  // At `error` the change itself is not logged.
  assert.deepEqual(
    changes.map(({ from, to, by }) => [from, to, by]),
    [
      ['info', 'debug', 'loopback'],
      ['debug', 'warn', 'loopback'],
      ['error', 'info', 'loopback'],
    ],
  )
})

test('a level that is none changes nothing', async () => {
  const path = '/debug/loglevel'
  const bodies = [
    '',
    'trace',
    'DEBUG',
    '[]',
    'null',
    '{}',
    '{"level":1}',
    '{"level":["debug"]}',
    '"debug',
    '\u0000',
  ]
  for (const body of bodies) {
    const answer = await ops.ask({ path, method: 'PUT', body })
    assert.equal(answer.status, 400, body)
    assert.equal(codeOf(answer.body), 'BAD_LEVEL')
  }
  const huge = await ops.ask({ path, method: 'PUT', body: 'x'.repeat(100_000) })
  assert.equal(huge.status, 413)
  assert.equal(codeOf(huge.body), 'BODY_TOO_LARGE')
  assert.equal(ops.log.level, 'info')
})

test('what is not there is 404 and what is not done is 405, in JSON with a code', async () => {
  const odd = [
    '/nope',
    '/debug',
    '/debug/',
    '/debug/state/',
    '/debug/tables/',
    '/debug/tables/1/2',
    '/live/../log.ts',
  ]
  const escaped = [
    '//',
    '/live/%2e%2e%2flog.ts',
    '/live/nope.ts',
    '/live/tsconfig.json',
    '/live/.ts',
    '/%',
    '/debug/tables/%00',
  ]
  for (const path of [...odd, ...escaped]) {
    const answer = await ops.ask({ path })
    assert.equal(answer.status, 404, path)
    assert.equal(codeOf(answer.body), 'NOT_FOUND', path)
  }
  for (const [method, path, allow] of [
    ['POST', '/metrics', 'GET'],
    ['DELETE', '/debug/loglevel', 'GET, PUT, POST'],
    ['PUT', '/debug/state', 'GET'],
    ['OPTIONS', '/live.json', 'GET'],
    ['POST', '/', 'GET'],
  ] as const) {
    const answer = await ops.ask({ path, method })
    assert.equal(answer.status, 405, path)
    assert.equal(answer.headers.allow, allow)
    assert.equal(codeOf(answer.body), 'METHOD_NOT_ALLOWED')
  }
  const head = await ops.ask({ path: '/metrics', method: 'HEAD' })
  assert.equal(head.status, 200)
  assert.equal(head.body, '')
  assert.ok(Number(head.headers['content-length']) > 0)
})

test('a table that is not live is 404', async () => {
  for (const no of ['000000', '123456', 'x', '..'.repeat(5)]) {
    const answer = await ops.ask({ path: `/debug/tables/${no}` })
    assert.equal(answer.status, 404)
    assert.equal(codeOf(answer.body), 'TABLE_NOT_FOUND')
  }
})

test('no answer may be framed, sniffed or kept, and the page loads nothing from elsewhere', async () => {
  const { headers, body } = await ops.ask({ path: '/' })
  assert.match(String(headers['content-security-policy']), /^default-src 'self';.*frame-ancestors 'none'/)
  assert.equal(headers['x-content-type-options'], 'nosniff')
  assert.equal(headers['cross-origin-resource-policy'], 'same-origin')
  assert.doesNotMatch(body, /(?:src|href)="(?!\/)/)
  const again = await ops.ask({ path: '/', headers: { 'if-none-match': headers.etag } })
  assert.equal(again.status, 304)
})

test('the feed of the live page begins after the point that is named, and takes nonsense for the beginning', async () => {
  const feed = async (query: string) => JSON.parse((await ops.ask({ path: `/live.json${query}` })).body)
  const all = await feed('')
  assert.equal(all.points.length, 1)
  assert.deepEqual(await feed(`?since=${all.points[0].atMs}`).then(({ points }) => points), [])
  for (const query of [
    '?since=',
    '?since=x',
    '?since=-1',
    '?since=Infinity',
    '?since=NaN',
    '?since=1&since=2',
  ])
    assert.equal((await feed(query)).points.length, 1, query)
})
