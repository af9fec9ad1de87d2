// Scrapers of every kind: two formats, many at once, slow ones, ones that never read, and ones that speak no HTTP.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { after, afterEach, before, test } from 'node:test'
import { createAdminTokens } from '../../src/auth/admin-tokens.ts'
import { startMetricsServer } from '../../src/telemetry/metrics-server.ts'
import { ScrapeGate } from '../../src/telemetry/scrape-gate.ts'
import { until } from '../support/until.ts'
import type { OpsFixture } from './ops-fixture.ts'
import { openOps } from './ops-fixture.ts'

let ops: OpsFixture
const sockets: Socket[] = []
before(async () => {
  ops = await openOps()
})
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
})
after(async () => await ops.close())

const PLENTY_MS = 30_000
/** The most that a request may take at all. */
const PATIENCE_MS = 10_000
/** See docs/observability.md. */
const MOST_CONNECTIONS = 64

async function open(port = ops.port): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  sockets.push(socket)
  await once(socket, 'connect')
  return socket
}

const scrape = (accept = '*/*') => ops.ask({ path: '/metrics', headers: { accept } })

test('Prometheus gets the format that it asks for, also when both are asked for at once', async () => {
  const prometheus =
    'application/openmetrics-text;version=1.0.0;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=0.0.4;q=0.4,*/*;q=0.3'
  ops.metrics.count('mj_actions_total', ['discard', 'ok'])
  const accepts = [
    '*/*',
    prometheus,
    'text/plain',
    'application/openmetrics-text',
    'application/openmetrics-text;q=0',
  ]
  const answers = await Promise.all([...accepts, ...accepts].map(scrape))
  const isOpen = answers.map(({ headers }) =>
    String(headers['content-type']).startsWith('application/openmetrics-text; version=1.0.0'),
  )
  assert.deepEqual(isOpen.slice(0, 5), [false, true, false, true, false])
  for (const [index, { status, headers, body }] of answers.entries()) {
    assert.equal(status, 200)
    assert.equal(headers.vary, 'accept')
    assert.match(body, /^mj_actions_total\{action="discard",result="ok"\} 1$/m)
    assert.match(body, isOpen[index] ? /^# TYPE mj_actions counter$/m : /^# TYPE mj_actions_total counter$/m)
    assert.equal(body.endsWith('# EOF\n'), isOpen[index])
  }
})

test('a scrape tells of what was before it, however many are under way', async () => {
  for (let at = 1; at <= 10; at += 1) {
    ops.metrics.count('mj_store_failures_total')
    const bodies = await Promise.all([scrape(), scrape(), scrape()])
    for (const { body } of bodies) assert.match(body, new RegExp(`^mj_store_failures_total ${at}$`, 'm'))
  }
})

test('many who ask at once cost one exposition, and one part in twenty of the loop at most', async () => {
  const begun: number[] = []
  const COST_MS = 5
  const gate = new ScrapeGate({
    exposition: async () => {
      begun.push(performance.now())
      while (performance.now() < begun.at(-1)! + COST_MS);
      return String(begun.length)
    },
  })
  const first = await Promise.all(Array.from({ length: 50 }, () => gate.take('prometheus')))
  assert.deepEqual(new Set(first.map(String)), new Set(['1']))
  const second = await Promise.all(Array.from({ length: 50 }, () => gate.take('prometheus')))
  assert.deepEqual(new Set(second.map(String)), new Set(['2']))
  assert.ok(begun[1]! - begun[0]! >= COST_MS * 20, 'it rested in between')
})

test('an exposition that failed is an answer with a code, a line in the log, and not the last', async () => {
  const lines = ops.lines.length
  let isBroken = true
  ops.metrics.beforeScrape(() => {
    if (isBroken) throw new Error('a level that cannot be read')
  })
  const answer = await scrape()
  isBroken = false
  assert.equal(answer.status, 500)
  assert.equal((JSON.parse(answer.body) as { code: string }).code, 'INTERNAL')
  assert.doesNotMatch(answer.body, /cannot be read/)
  assert.equal(ops.lines.slice(lines).filter(({ event }) => event === 'ops_failed').length, 1)
  assert.equal((await scrape()).status, 200)
})

test('a hundred idle connections do not keep a scraper out, nor do all of them stay open', async () => {
  const patient = await openOps(PATIENCE_MS)
  try {
    for (let at = 0; at < 100; at += 1) (await open(patient.port)).resume()
    assert.equal((await patient.ask({ path: '/metrics' })).status, 200)
    const isFew = (): boolean => sockets.filter(({ closed }) => !closed).length <= MOST_CONNECTIONS
    await until('the longest silent are closed', isFew, PATIENCE_MS / 2)
  } finally {
    await patient.close()
  }
})

test('a hundred scrapers that never read do not keep an honest one out', async () => {
  const request = 'GET /metrics HTTP/1.1\r\nhost: localhost\r\n\r\n'
  for (let at = 0; at < 100; at += 1) {
    const socket = await open()
    socket.pause()
    socket.write(request.repeat(20))
  }
  await until(
    'an honest scrape came through',
    async () => (await scrape().catch(() => null))?.status === 200,
    PLENTY_MS,
  )
})

test('what is no HTTP gets a 400 and no further hearing', async () => {
  for (const garbage of [
    '\u0000\u0001\u0002\r\n\r\n',
    'GET\r\n\r\n',
    `GET / HTTP/1.1\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`,
    'PRI * HTTP/2.0\r\n\r\n',
  ]) {
    const socket = await open()
    let heard = ''
    socket.on('data', (bytes: Buffer) => (heard += bytes.toString()))
    socket.write(garbage)
    await once(socket, 'close')
    assert.match(heard, /^HTTP\/1\.1 400 /)
    assert.match(heard, /"code": "BAD_REQUEST"/)
  }
  assert.equal((await scrape()).status, 200)
})

test('a request that never gets done is given up', { timeout: PLENTY_MS }, async () => {
  const socket = await open()
  socket.resume()
  socket.write('GET /metrics HTTP/1.1\r\nhost: loc')
  await once(socket, 'close')
})

test('a body that nobody wanted is not taken for the next request', async () => {
  const socket = await open()
  let heard = ''
  socket.on('data', (bytes: Buffer) => (heard += bytes.toString()))
  const smuggled = 'PUT /debug/loglevel HTTP/1.1\r\nhost: localhost\r\ncontent-length: 5\r\n\r\ndebug'
  socket.write(`GET /nope HTTP/1.1\r\nhost: localhost\r\ncontent-length: 5000\r\n\r\n${smuggled}`)
  await once(socket, 'close')
  assert.match(heard, /^HTTP\/1\.1 404 /)
  assert.equal(ops.log.level, 'info')
})

test('an address that is taken is refused at the start, and closing frees it', async () => {
  const { port, log } = ops
  const admins = createAdminTokens([])
  const options = { address: { host: '127.0.0.1', port }, routes: [], admins, log }
  await assert.rejects(startMetricsServer(options), { code: 'EADDRINUSE' })
  const other = await startMetricsServer({ ...options, address: { host: '127.0.0.1', port: 0 } })
  const idle = connect(other.port, '127.0.0.1')
  idle.on('error', () => undefined)
  await once(idle, 'connect')
  await other.close()
  await (await startMetricsServer({ ...options, address: { host: '127.0.0.1', port: other.port } })).close()
  idle.destroy()
})
