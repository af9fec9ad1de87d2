// Which messages and requests are followed, and whose word counts.
import assert from 'node:assert/strict'
import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { test } from 'node:test'
import { systemClock as clock } from '../../../src/lib/clock.ts'
import type { Sampling } from '../../../src/telemetry/traces/sampling.ts'
import { chooseSampling } from '../../../src/telemetry/traces/sampling.ts'
import { parseTraceParent } from '../../../src/telemetry/traces/trace-parent.ts'
import { Traces } from '../../../src/telemetry/traces/traces.ts'
import { fc } from '../../support/property.ts'

const RATIO = 0.25
const YES = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
const NO = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00'

test('OTEL_TRACES_SAMPLER wins over the configuration; what is wrong with it is said and left alone', () => {
  const cases: readonly [sampler: string | undefined, arg: string | undefined, Sampling, warns: boolean][] = [
    [undefined, undefined, { ratio: RATIO, heedsCaller: true }, false],
    ['', '0.5', { ratio: RATIO, heedsCaller: true }, false],
    ['always_on', undefined, { ratio: 1, heedsCaller: false }, false],
    ['always_off', '1', { ratio: 0, heedsCaller: false }, false],
    ['traceidratio', '0.5', { ratio: 0.5, heedsCaller: false }, false],
    ['parentbased_always_on', undefined, { ratio: 1, heedsCaller: true }, false],
    ['parentbased_always_off', undefined, { ratio: 0, heedsCaller: true }, false],
    ['parentbased_traceidratio', ' 0 ', { ratio: 0, heedsCaller: true }, false],
    ['parentbased_traceidratio', undefined, { ratio: RATIO, heedsCaller: true }, false],
    ['traceidratio', '2', { ratio: RATIO, heedsCaller: false }, true],
    ['traceidratio', '-1', { ratio: RATIO, heedsCaller: false }, true],
    ['traceidratio', 'half', { ratio: RATIO, heedsCaller: false }, true],
    ['jaeger_remote', undefined, { ratio: RATIO, heedsCaller: true }, true],
    ['__proto__', undefined, { ratio: RATIO, heedsCaller: true }, true],
  ]
  for (const [sampler, arg, sampling, warns] of cases) {
    const chosen = chooseSampling(RATIO, { OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: arg })
    assert.deepEqual(chosen.sampling, sampling, `${sampler} ${arg}`)
    assert.equal(chosen.warning !== null, warns, `${sampler} ${arg}`)
  }
})

test('traceparent is read as W3C Trace Context says', () => {
  const [traceId, spanId] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331']
  assert.deepEqual(parseTraceParent(YES), { traceId, spanId, isSampled: true })
  assert.deepEqual(parseTraceParent(NO), { traceId, spanId, isSampled: false })
  assert.deepEqual(parseTraceParent(`cc-${traceId}-${spanId}-09-more`), { traceId, spanId, isSampled: true })
  const wrong = [
    undefined,
    '',
    [YES, YES],
    `${YES}-more`,
    `ff-${traceId}-${spanId}-01`,
    `00-${'0'.repeat(32)}-${spanId}-01`,
    `00-${traceId}-${'0'.repeat(16)}-01`,
    YES.toUpperCase(),
    YES.slice(1),
    `cc-${traceId}-${spanId}-01-${'x'.repeat(10_000)}`,
  ]
  for (const header of wrong) assert.equal(parseTraceParent(header), null, String(header).slice(0, 80))
})

test('no header whatever makes it throw, and what it reads has the form of ids', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9a-f-]{50,60}$/)), (header) => {
      const parent = parseTraceParent(header)
      if (parent) assert.match(`${parent.traceId}-${parent.spanId}`, /^[0-9a-f]{32}-[0-9a-f]{16}$/)
    }),
  )
})

const traces = (sampling: Sampling, started: string[] = []): Traces => {
  const startSpan = (name: string): never => {
    started.push(name)
    throw new Error('a span was begun')
  }
  const tracer = { startSpan, startActiveSpan: startSpan }
  return new Traces({ tracer, clock, sampling, close: async () => undefined })
}
const birth = { id: 's', transport: 'ws', openedAtMs: 0, shookAtMs: 0 } as const

function requestWith(traceparent?: string): Parameters<Traces['request']>[0] {
  const raw = new IncomingMessage(new Socket())
  if (traceparent !== undefined) raw.headers['traceparent'] = traceparent
  return { raw, route: '/ping', scheme: 'http', startedMs: 0 }
}

test('what is not followed makes no span', () => {
  const off = traces({ ratio: 0, heedsCaller: true })
  for (let at = 0; at < 1000; at += 1) assert.equal(off.message('Manager.Login', 0, birth), null)
  assert.equal(off.request(requestWith()), null)
  assert.equal(off.request(requestWith(NO)), null)
  assert.throws(() => off.request(requestWith(YES)), /begun/, 'the caller wants it')
  assert.equal(traces({ ratio: 0, heedsCaller: false }).request(requestWith(YES)), null)
  const on = traces({ ratio: 1, heedsCaller: true })
  assert.equal(on.request(requestWith(NO)), null)
  assert.throws(() => on.message('Manager.Login', 0, birth), /begun/)
})

test('the ratio is kept by chance', () => {
  const started: string[] = []
  const some = traces({ ratio: RATIO, heedsCaller: true }, started)
  const asked = 4000
  for (let at = 0; at < asked; at += 1) {
    try {
      some.message('Manager.Login', 0, birth)
    } catch {
      // The span that could not be begun is what is counted.
    }
  }
  // Seven standard deviations.
  assert.ok(Math.abs(started.length / asked - RATIO) < 0.05, String(started.length))
})
