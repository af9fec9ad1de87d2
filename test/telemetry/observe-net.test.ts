// What the network and the web server report, as the metrics count it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PayloadChecks } from '../../src/net/payload-checks.ts'
import type { HandledMessage } from '../../src/net/observer.ts'
import { REASONS } from '../../src/protocol/refusals.ts'
import { ROUTE_NAMES } from '../../src/protocol/routes.ts'
import { statusClassOf } from '../../src/telemetry/http-routes.ts'
import { HANDLERS, REFUSED, SESSION_ENDS } from '../../src/telemetry/label-values.ts'
import { makeLog } from '../../src/telemetry/log.ts'
import { Metrics } from '../../src/telemetry/metrics.ts'
import { countRoundTrips, observeNet } from '../../src/telemetry/observe-net.ts'
import { observeWeb } from '../../src/telemetry/observe-web.ts'
import { samplesOf } from './exposition.ts'

type Json = { readonly [field: string]: unknown }

const nothing = (): undefined => undefined
const log = { debug: nothing, info: nothing, warn: nothing, error: nothing }
const message = (change: Partial<HandledMessage>): HandledMessage => ({
  route: 'DeskManager.OpChoose',
  result: 'OK',
  ms: 2,
  receivedAtMs: 0,
  trace: null,
  ...change,
})

test('every route with every answer is counted under its own name', async () => {
  const metrics = new Metrics()
  const net = observeNet({ metrics, log })
  for (const route of [...ROUTE_NAMES, 'unknown' as const])
    for (const result of ['OK' as const, ...REASONS]) net.messageHandled(message({ route, result }))
  for (const why of REFUSED) net.connectionRefused('ws', why)
  for (const end of SESSION_ENDS) net.sessionClosed('tcp', end, 1000)
  const seen = await samplesOf(metrics)
  assert.equal(seen.get('mj_metrics_label_overflow_total'), 0)
  const answered = (REASONS.length + 1) * HANDLERS.length
  assert.equal(seen.get('mj_ws_messages_total{direction="in"}'), answered)
  const durations = [...seen].filter(([name]) => name.startsWith('mj_handler_duration_seconds_count'))
  assert.equal(durations.length, HANDLERS.length * 3)
  assert.equal(
    durations.reduce((sum, [, count]) => sum + count, 0),
    answered,
  )
  assert.equal(seen.get('mj_rate_limited_total{scope="session"}'), HANDLERS.length)
  const handshakes = [...seen].filter(([name]) => name.startsWith('mj_ws_handshakes_total'))
  assert.equal(
    handshakes.reduce((sum, [, count]) => sum + count, 0),
    REFUSED.length,
  )
})

test('a bug in the handler of a move counts against the objective, one elsewhere does not', async () => {
  const metrics = new Metrics()
  const net = observeNet({ metrics, log })
  for (const route of ['DeskManager.OpChoose', 'DeskManager.DingQue', 'DeskManager.Ready'] as const)
    net.handlerFailed(route, new Error('a bug'))
  const seen = await samplesOf(metrics)
  assert.equal(seen.get('mj_actions_total{action="unknown",result="error"}'), 2)
  assert.equal(seen.get('mj_metrics_label_overflow_total'), 0)
})

test('lines of a connection say whose it is, so that one player can be followed', () => {
  const lines: Json[] = []
  const told = makeLog({ level: 'debug', write: (line) => lines.push(JSON.parse(line) as Json) })
  const net = observeNet({ metrics: new Metrics(), log: told })
  const who = { id: 's7', ip: '127.0.0.1', uid: 12 }
  net.messageHandled(message({}), who)
  net.handlerFailed('DeskManager.Ready', new Error('a bug'), who)
  net.sessionClosed('ws', 'NORMAL', 1000, who)
  for (const { event, session, uid, ip } of lines)
    assert.deepEqual([session, uid, ip], ['s7', 12, undefined], String(event))
  assert.equal(lines.length, 3)
})

test('a comeback that finds no table has expired; only our failures are bad', async () => {
  const metrics = new Metrics()
  const net = observeNet({ metrics, log })
  for (const result of [
    'OK',
    'NOT_AT_DESK',
    'DESK_GONE',
    'DESK_FROZEN',
    'SERVER_BUSY',
    'RATE_LIMITED',
  ] as const)
    net.messageHandled(message({ route: 'DeskManager.ReEnter', result }))
  const seen = await samplesOf(metrics)
  const resumes = (result: string): number => seen.get(`mj_ws_resumes_total{result="${result}"}`)!
  assert.deepEqual(['ok', 'expired', 'state_lost', 'error'].map(resumes), [1, 2, 1, 1])
  assert.equal(seen.get('mj_ws_resume_duration_seconds_count'), 1)
})

test('what clients claim of their round trips is bounded', async () => {
  const metrics = new Metrics()
  const count = countRoundTrips(metrics)
  for (const ms of [40, 45_000, 2 ** 31 - 1]) count(ms)
  const seen = await samplesOf(metrics)
  assert.equal(seen.get('mj_action_client_rtt_seconds_sum'), 60.04)
  assert.equal(seen.get('mj_action_client_rtt_seconds_bucket{le="30"}'), 3)
  const checks = new PayloadChecks()
  assert.equal(checks.faultOfRequest('Manager.RoundTrip', { ms: 0 }), null)
  for (const ms of [-1, 1.5, 'fast', null, 2 ** 31, undefined])
    assert.notEqual(checks.faultOfRequest('Manager.RoundTrip', { ms }), null, String(ms))
})

test('HTTP requests count by route and by whose fault it was', async () => {
  const metrics = new Metrics()
  const web = observeWeb({ metrics, log })
  for (const status of [200, 304, 404, 429, 500, 503])
    web.request({ method: 'GET', route: '/v1/desk/:id', status, seconds: 0.01, trace: null })
  const unknown = { method: 'GET', route: '/v1/a-route-nobody-declared', status: 200 }
  web.request({ ...unknown, seconds: 0.01, trace: null })
  const seen = await samplesOf(metrics)
  const of = (status: string): number =>
    seen.get(`http_server_requests_total{http_route="/v1/desk/:id",http_response_status_code="${status}"}`)!
  assert.deepEqual(['2xx', '3xx', '4xx', '5xx'].map(of), [1, 1, 2, 2])
  assert.equal(seen.get('mj_rate_limited_total{scope="http"}'), 1)
  assert.equal(seen.get('http_server_request_duration_seconds_count{http_route="other"}'), 1)
  assert.equal(seen.get('mj_metrics_label_overflow_total'), 2)
  assert.equal(statusClassOf(101), '5xx', 'what no answer should have is no success')
})
