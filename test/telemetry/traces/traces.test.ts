// The server as it is, with a collector beside it: a match is played, and every move and request of it is looked up
// among the spans that arrived.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { AutoPlayer } from '../../support/auto-player.ts'
import { getJson, logInAsGuest, PlayerClient } from '../../support/player-client.ts'
import type { Account, Json } from '../../support/player-client.ts'
import { ServerProcess } from '../../support/server-process.ts'
import { wallOf } from '../../support/table-party.ts'
import { until } from '../../support/until.ts'
import type { ReceivedSpan } from './otlp-receiver.ts'
import { OtlpReceiver } from './otlp-receiver.ts'

const SERVER_KIND = 2
const CLIENT_KIND = 3
const STAGES = ['mailbox wait', 'decide', 'journal append', 'fan-out']
const MOVES: readonly unknown[] = ['exchange', 'lack', 'discard', 'peng', 'gang', 'hu', 'pass']
const CALLER = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
const UNWILLING = '00-1af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00'
const DESK: Json = { preset: 'xuezhan', round: 1 }
const DEVICE = `secret-device-${randomUUID()}`
const DEADLINE_MS = 60_000
const HOOK = `import { registerHooks } from 'node:module'
registerHooks({ resolve(name, context, next) {
  if (name.startsWith('@opentelemetry/')) process.stderr.write('loads ' + name + '\\n')
  return next(name, context)
} })`
const SAYS_WHAT_IT_LOADS = `--import=data:text/javascript,${encodeURIComponent(HOOK)}`

type LogLine = {
  readonly event: string
  readonly trace_id?: string
  readonly route?: string
  readonly table?: string
  readonly seat?: number | null
  readonly command?: string
}

describe('one match against bots with everything followed', () => {
  let server: ServerProcess
  let receiver: OtlpReceiver
  let account: Account
  let exposition = ''
  before(async () => {
    receiver = await OtlpReceiver.start()
    server = await ServerProcess.start({
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
        XUEZHAN_TELEMETRY__TRACE_RATIO: '1',
        XUEZHAN_OPS__LOG_LEVEL: 'debug',
      },
      nodeArgs: [SAYS_WHAT_IT_LOADS],
    })
    account = await logInAsGuest(server.ports, DEVICE)
    await playAgainstBots(server, account)
    await getJson(server.ports, account, `/v1/desk/player/${account.uid}`)
    await askWith(server, CALLER)
    await askWith(server, UNWILLING)
    exposition = await openMetrics(server)
    await until(
      'every span has arrived',
      async () => {
        const sent = await server.metric('mj_trace_spans_total{result="exported"}')
        return sent === receiver.spans.length && rootsOf(receiver, 'GET /v1/version').length === 1
      },
      DEADLINE_MS,
    )
  })
  after(async () => {
    await server.close()
    await receiver.close()
  })

  test('every move has a span whose four stages lie in it, in order', async () => {
    const moves = receiver.spans.filter((span) => MOVES.includes(span.attributes['mj.action']))
    const taken = moves.filter((span) => span.attributes['mj.result'] === 'OK')
    const counted = await server.metric('mj_action_duration_seconds_count')
    assert.ok(counted > 5, `${counted} moves`)
    assert.equal(taken.length, counted)
    for (const move of taken) {
      const stages = childrenOf(receiver, move)
      assert.deepEqual(
        stages.map(({ name }) => name),
        STAGES,
      )
      for (const [at, stage] of stages.entries()) {
        assert.ok(move.start <= stage.start && stage.start <= stage.end && stage.end <= move.end, stage.name)
        const before = stages[at - 1]
        // Computed from durations: a microsecond is what adding them up may cost.
        if (before)
          assert.ok(stage.start + 1000n >= before.end, `${stage.name} before the end of ${before.name}`)
      }
    }
  })

  test('a move says what, where and by whom, and leads to its connection', () => {
    const [move] = receiver.spans.filter((span) => span.attributes['mj.action'] === 'discard')
    assert.ok(move)
    const { attributes, links, kind, parentSpanId, name } = move
    assert.deepEqual(
      { name, kind, parentSpanId },
      { name: 'DeskManager.OpChoose', kind: SERVER_KIND, parentSpanId: null },
    )
    assert.equal(attributes['network.protocol.name'], 'websocket')
    assert.equal(attributes['mj.route'], 'DeskManager.OpChoose')
    assert.equal(typeof attributes['mj.table.id'], 'string')
    assert.equal(typeof attributes['mj.session'], 'string')
    assert.ok(Number(attributes['mj.seat']) >= 0 && Number(attributes['mj.seat']) <= 3)
    const handshakes = rootsOf(receiver, 'handshake')
    assert.equal(handshakes.length, 1, 'one span for the handshake of the one connection')
    assert.deepEqual(links, [{ traceId: handshakes[0]!.traceId, spanId: handshakes[0]!.spanId }])
    assert.ok(handshakes[0]!.end <= move.start)
  })

  test('an HTTP request has a span by the conventions, and its statements are children', () => {
    const [login] = rootsOf(receiver, 'POST /v1/user/login/guest')
    assert.ok(login)
    assert.equal(login.kind, SERVER_KIND)
    const { attributes } = login
    assert.equal(attributes['http.request.method'], 'POST')
    assert.equal(attributes['http.route'], '/v1/user/login/guest')
    assert.equal(attributes['url.path'], '/v1/user/login/guest')
    assert.equal(attributes['url.scheme'], 'http')
    assert.equal(attributes['http.response.status_code'], 200)
    const statements = childrenOf(receiver, login)
    assert.ok(
      statements.some(({ name }) => /^INSERT \w+$/.test(name)),
      statements.map(({ name }) => name).join(),
    )
    for (const statement of statements) {
      assert.equal(statement.kind, CLIENT_KIND)
      assert.equal(statement.attributes['db.system.name'], 'sqlite')
      assert.ok(login.start <= statement.start && statement.end <= login.end)
      assert.match(String(statement.attributes['db.query.text']), /^(begin|commit|select|insert|update)/i)
    }
  })

  test('the statements of a message are its children too', () => {
    const [login] = rootsOf(receiver, 'Manager.Login')
    assert.ok(login)
    const names = childrenOf(receiver, login).map(({ attributes }) => attributes['db.system.name'])
    assert.ok(names.includes('sqlite'))
  })

  test("a caller's trace is gone on with, and one that is not to be followed is not", () => {
    const [asked] = receiver.spans.filter(({ name }) => name === 'GET /v1/version')
    const [, traceId, spanId] = CALLER.split('-')
    assert.equal(asked?.traceId, traceId)
    assert.equal(asked?.parentSpanId, spanId)
    assert.deepEqual(
      receiver.spans.filter((span) => UNWILLING.includes(span.traceId)),
      [],
    )
  })

  test('an exemplar leads from a histogram to a trace that arrived, in OpenMetrics alone', async () => {
    const known = new Set(receiver.spans.map(({ traceId }) => traceId))
    const plain = await (await fetch(`http://127.0.0.1:${server.ports.metrics}/metrics`)).text()
    assert.ok(!plain.includes('trace_id'))
    for (const metric of ['mj_action_duration_seconds', 'http_server_request_duration_seconds']) {
      const form = new RegExp(
        `^${metric}_bucket\\{[^}]*\\} \\d+ # \\{trace_id="(\\w{32})"\\} [\\d.e-]+ [\\d.]+$`,
        'gm',
      )
      const ids = [...exposition.matchAll(form)].map(([, id]) => id!)
      assert.ok(ids.length > 0, `no exemplar of ${metric}`)
      assert.deepEqual(
        ids.filter((id) => !known.has(id)),
        [],
      )
    }
    for (const [, labels] of exposition.matchAll(/ # \{(.*?)\} /g)) assert.ok(labels!.length <= 128)
  })

  test('a line of the log names the trace that it belongs to, also across the mailbox of a table', () => {
    const lines = server.log.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as LogLine)
    const moves = new Map(receiver.spans.map((span) => [span.traceId, span.attributes]))
    const [login] = rootsOf(receiver, 'Manager.Login')
    const answered = lines.filter(
      ({ event, route }) => event === 'request_handled' && route === 'Manager.Login',
    )
    assert.deepEqual(
      answered.map(({ trace_id: id }) => id),
      [login!.traceId],
    )
    const taken = lines.filter(({ event }) => event === 'command_taken')
    const followed = taken.filter(({ trace_id: id }) => id !== undefined)
    assert.ok(followed.length > 5)
    for (const { trace_id: id, seat, table } of followed) {
      const attributes = moves.get(id!)
      assert.deepEqual([attributes?.['mj.table.id'], attributes?.['mj.seat']], [table, seat])
    }
    const { seat: own } = followed[0]!
    const bots = taken.filter(({ command, seat }) => command === 'act' && seat !== own)
    assert.ok(bots.length > 5)
    assert.deepEqual(
      bots.filter(({ trace_id: id }) => id !== undefined),
      [],
      'nobody asked for what a bot does',
    )
  })

  test('the process says who it is, and nothing that opens an account', () => {
    const { resource } = receiver.spans[0]!
    assert.equal(resource['service.name'], 'xuezhan')
    assert.match(String(resource['service.version']), /^\d+\.\d+\.\d+/)
    assert.match(String(resource['service.instance.id']), /^[0-9a-f-]{36}$/)
    assert.equal(resource['deployment.environment.name'], 'test')
    const all = receiver.bodies.join('\n')
    for (const secret of [DEVICE, account.token]) assert.ok(!all.includes(secret))
  })
})

test('without an endpoint neither the SDK nor the exporter is loaded; with one both are', async (t) => {
  const plain = await ServerProcess.start({ nodeArgs: [SAYS_WHAT_IT_LOADS] })
  const aware = await ServerProcess.start({
    nodeArgs: [SAYS_WHAT_IT_LOADS],
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' },
  })
  t.after(() => Promise.all([plain.close(), aware.close()]))
  const loaded = ({ log }: ServerProcess): boolean[] =>
    ['sdk-trace', 'exporter-trace-otlp-http'].map((name) => log.includes(`loads @opentelemetry/${name}`))
  assert.deepEqual(
    [loaded(plain), loaded(aware)],
    [
      [false, false],
      [true, true],
    ],
  )
})

test('a collector that never answers is felt by nobody: play goes on, and the process stops in time', async (t) => {
  const receiver = await OtlpReceiver.start('hang')
  t.after(() => receiver.close())
  const server = await ServerProcess.start({
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, XUEZHAN_TELEMETRY__TRACE_RATIO: '1' },
  })
  t.after(() => server.close())
  await playAgainstBots(server, await logInAsGuest(server.ports, randomUUID()))
  await until('the collector is asked', () => receiver.requests > 0, DEADLINE_MS)
  assert.equal(await server.stop(), 0)
  const said = server.log.filter((line) => /"event":"traces_(lost|unsent|off)"/.test(line))
  assert.equal(said.length, 1, said.join('\n'))
})

async function playAgainstBots(server: ServerProcess, account: Account): Promise<void> {
  const wire = await PlayerClient.logIn(server.ports, account)
  const player = new AutoPlayer({ uid: account.uid, seed: 7, wallSize: wallOf(DESK) })
  player.use(wire)
  const started = await player.say('DeskManager.QuickStart', { options: DESK })
  assert.equal(started.code, 0, String(started.reason))
  await player.say('DeskManager.ClientInitCompleted', { isReenter: false })
  await player.say('DeskManager.Ready')
  await player.finished
  player.leave()
  wire.close()
}

async function askWith({ ports }: ServerProcess, traceparent: string): Promise<void> {
  const url = `http://127.0.0.1:${ports.web}/v1/version`
  const response = await fetch(url, { headers: { traceparent, tracestate: 'vendor=1' } })
  await response.text()
}

async function openMetrics({ ports }: ServerProcess): Promise<string> {
  const headers = { accept: 'application/openmetrics-text; version=1.0.0' }
  return await (await fetch(`http://127.0.0.1:${ports.metrics}/metrics`, { headers })).text()
}

const rootsOf = ({ spans }: OtlpReceiver, name: string): ReceivedSpan[] =>
  spans.filter((span) => span.name === name)

const childrenOf = ({ spans }: OtlpReceiver, { traceId, spanId }: ReceivedSpan): ReceivedSpan[] =>
  spans
    .filter((span) => span.traceId === traceId && span.parentSpanId === spanId)
    .toSorted((a, b) => STAGES.indexOf(a.name) - STAGES.indexOf(b.name) || Number(a.start - b.start))
