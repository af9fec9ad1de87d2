// Collectors that are away, slow, refuse, or are no collectors: spans are lost and counted, one line says so, and a
// stop does not wait for them.
import assert from 'node:assert/strict'
import { after, afterEach, beforeEach, describe, test } from 'node:test'
import { systemClock as clock } from '../../../src/lib/clock.ts'
import { SPAN_ENDS } from '../../../src/telemetry/label-values.ts'
import type { Log } from '../../../src/telemetry/log.ts'
import { Metrics } from '../../../src/telemetry/metrics.ts'
import { ExportHealth } from '../../../src/telemetry/traces/export-health.ts'
import { openTraces } from '../../../src/telemetry/traces/open-traces.ts'
import { SpanQueue } from '../../../src/telemetry/traces/span-queue.ts'
import type { Traces } from '../../../src/telemetry/traces/traces.ts'
import { until } from '../../support/until.ts'
import type { Mood } from './otlp-receiver.ts'
import { OtlpReceiver } from './otlp-receiver.ts'

const QUICK_MS = '300'
const NEVER_MS = '600000'
/** More than the queue and one batch hold. */
const FLOOD = 6000
const DEADLINE_MS = 30_000
/** So many are sent at once; fewer wait for a second. */
const BATCH = 128

type Line = { readonly event: string; readonly fields: unknown }

/** Traces of one test with what they said; the exporter reads its variables from the process. */
class Followed {
  readonly lines: Line[] = []
  readonly metrics = new Metrics()
  traces!: Traces

  static async to(url: string, timeoutMs = QUICK_MS): Promise<Followed> {
    const followed = new Followed()
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = url
    process.env['OTEL_EXPORTER_OTLP_TIMEOUT'] = timeoutMs
    const traces = await followed.open()
    assert.ok(traces)
    followed.traces = traces
    return followed
  }

  async open(): Promise<Traces | null> {
    const say = (event: string, fields?: unknown): void => void this.lines.push({ event, fields })
    const log: Log = { debug: say, info: say, warn: say, error: say }
    return await openTraces({ env: process.env, ratio: 1, version: '0', log, metrics: this.metrics, clock })
  }

  /** So many spans; the handshake of their connection is one of them. */
  make(count: number): void {
    const nowMs = clock.monotonicMs()
    const birth = { id: 's1', transport: 'ws', openedAtMs: nowMs, shookAtMs: nowMs } as const
    for (let at = 1; at < count; at += 1) {
      const trace = this.traces.message('Manager.Login', nowMs, birth)
      const message = { route: 'Manager.Login', result: 'OK', ms: 1, receivedAtMs: nowMs, trace } as const
      this.traces.messageHandled(message, false)
    }
  }

  ended(end: (typeof SPAN_ENDS)[number]): number {
    return this.metrics.counter('mj_trace_spans_total').child(end).value
  }

  get lost(): number {
    return SPAN_ENDS.reduce((sum, end) => sum + (end === 'exported' ? 0 : this.ended(end)), 0)
  }

  count(event: string): number {
    return this.lines.filter((line) => line.event === event).length
  }
}

describe('a collector that', () => {
  let receiver: OtlpReceiver
  const given = { ...process.env }
  beforeEach(async () => {
    receiver = await OtlpReceiver.start()
  })
  afterEach(() => receiver.close())
  after(() => {
    process.env = given
  })

  const refusing: readonly Mood[] = ['unavailable', 'refusing', 'garbage']
  for (const mood of refusing) {
    test(`is ${mood}: every span is counted as lost, and one line says so`, async () => {
      receiver.mood = mood
      const followed = await Followed.to(receiver.url)
      for (const lost of [BATCH, 2 * BATCH]) {
        followed.make(BATCH)
        await until('they are counted', () => followed.ended('export_failed') === lost, DEADLINE_MS)
      }
      await followed.traces.close()
      assert.equal(followed.ended('exported'), 0)
      assert.equal(followed.count('traces_lost'), 1)
      assert.ok(receiver.requests >= 2)
    })
  }

  test('is away: the same', async () => {
    const gone = await OtlpReceiver.start()
    const { url } = gone
    await gone.close()
    const followed = await Followed.to(url)
    followed.make(BATCH)
    await until('they are counted', () => followed.ended('export_failed') === BATCH, DEADLINE_MS)
    await followed.traces.close()
    assert.equal(followed.count('traces_lost'), 1)
    assert.deepEqual(followed.lines.find(({ event }) => event === 'traces_lost')?.fields, {
      reason: 'ECONNREFUSED',
    })
  })

  for (const mood of ['hang', 'drip'] as const) {
    test(`answers never (${mood}): a stop does not wait for it, and what it has is counted`, async () => {
      receiver.mood = mood
      const followed = await Followed.to(receiver.url, NEVER_MS)
      followed.make(10)
      await followed.traces.close()
      assert.equal(followed.ended('unsent'), 10)
      assert.equal(followed.lost, 10)
      assert.equal(followed.count('traces_unsent'), 1)
    })
  }

  test('is slower than what is followed: the queue has a bound', async () => {
    receiver.mood = 'hang'
    const followed = await Followed.to(receiver.url, NEVER_MS)
    followed.make(FLOOD)
    assert.ok(followed.ended('queue_full') > 1000)
    await followed.traces.close()
    assert.equal(followed.lost, FLOOD, 'every span is somewhere')
    assert.equal(followed.ended('exported'), 0)
  })

  test('answers like a web site: one line says so', async () => {
    receiver.mood = 'html'
    const followed = await Followed.to(receiver.url)
    followed.make(BATCH)
    await until('the line', () => followed.count('traces_lost') === 1, DEADLINE_MS)
    await followed.traces.close()
    assert.equal(followed.count('traces_lost'), 1)
  })

  test('takes a part: the rest is counted', async () => {
    receiver.mood = 'partial'
    const followed = await Followed.to(receiver.url)
    followed.make(BATCH)
    await until('they are counted', () => followed.ended('rejected') === 2, DEADLINE_MS)
    await followed.traces.close()
    assert.equal(followed.ended('exported'), BATCH - 2)
    assert.equal(followed.count('traces_lost'), 1)
  })

  test('comes back: one line says so, and spans arrive', async () => {
    receiver.mood = 'refusing'
    const followed = await Followed.to(receiver.url)
    followed.make(BATCH)
    await until('they are lost', () => followed.lost > 0, DEADLINE_MS)
    receiver.mood = 'ok'
    followed.make(BATCH)
    await until('they arrive', () => receiver.spans.length === BATCH, DEADLINE_MS)
    await followed.traces.close()
    assert.equal(followed.ended('exported'), BATCH)
    const said = followed.lines.map(({ event }) => event)
    assert.deepEqual(said, ['traces_on', 'traces_lost', 'traces_resumed'])
  })

  test('is well: what waits at a stop is sent before its end', async () => {
    const followed = await Followed.to(receiver.url)
    followed.make(300)
    await followed.traces.close()
    assert.equal(receiver.spans.length, 300)
    assert.equal(followed.lost, 0)
  })
})

test('an export that hangs is given up, and the next one is tried', async () => {
  const ends: string[] = []
  const say = (): undefined => undefined
  const health = new ExportHealth({ debug: say, info: say, warn: say, error: say }, clock)
  let exports = 0
  const exporter = { export: () => void (exports += 1), shutdown: () => new Promise<void>(() => undefined) }
  const onEnds = (end: string, spans: number): void => void ends.push(`${end} ${spans}`)
  const queue = new SpanQueue({ exporter, health, onEnds, exportMs: 20, intervalMs: 5 })
  queue.onEnd({} as never)
  await until('the first is given up', () => ends.length === 1, DEADLINE_MS)
  queue.onEnd({} as never)
  await until('the second is given up', () => ends.length === 2, DEADLINE_MS)
  assert.equal(await queue.close(20), 0)
  assert.deepEqual({ exports, ends }, { exports: 2, ends: ['export_failed 1', 'export_failed 1'] })
  queue.onEnd({} as never)
  assert.equal(ends[2], 'unsent 1', 'what ends after the end is counted too')
})

describe('variables of OpenTelemetry', () => {
  const given = { ...process.env }
  afterEach(() => {
    process.env = { ...given }
  })

  test('without an endpoint, or turned off, nothing is said and nothing is followed', async () => {
    const offs: readonly Record<string, string>[] = [
      {},
      { OTEL_EXPORTER_OTLP_ENDPOINT: ' ' },
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', OTEL_SDK_DISABLED: 'true' },
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', OTEL_TRACES_EXPORTER: 'none' },
    ]
    for (const env of offs) {
      process.env = { ...given, ...env }
      const followed = new Followed()
      assert.equal(await followed.open(), null)
      assert.deepEqual(followed.lines, [])
    }
  })

  test('an endpoint that is none: one line, and the process goes on', async () => {
    for (const url of ['localhost:4318', 'ftp://127.0.0.1', 'http://', '战', 'x'.repeat(10_000)]) {
      process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = url
      const followed = new Followed()
      assert.equal(await followed.open(), null, url.slice(0, 20))
      assert.deepEqual(
        followed.lines.map(({ event }) => event),
        ['traces_off'],
      )
    }
  })

  test('what the exporter does not take turns traces off and nothing else', async () => {
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = 'http://user:hunter2@127.0.0.1:1'
    process.env['OTEL_EXPORTER_OTLP_TIMEOUT'] = '-5'
    process.env['OTEL_TRACES_SAMPLER'] = 'sometimes'
    const followed = new Followed()
    const traces = await followed.open()
    await traces?.close()
    assert.ok(followed.count('traces_setting') === 1)
    assert.ok(!JSON.stringify(followed.lines).includes('hunter2'))
  })
})
