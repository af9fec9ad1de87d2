// Turns traces on where OTEL_EXPORTER_OTLP_ENDPOINT says where to send them. SDK and exporter are read only then, and
// nothing that is wrong with either stops the process.
import { randomUUID } from 'node:crypto'
import type { Clock } from '../../lib/clock.ts'
import type { Log } from '../log.ts'
import type { Metrics } from '../metrics.ts'
import type { Environment, Sampling } from './sampling.ts'
import { chooseSampling } from './sampling.ts'
import type { Traces } from './traces.ts'

export type TracesContext = {
  /** Of the process; OTEL_... variables are read. */
  readonly env: Environment
  /** telemetry.trace_ratio. */
  readonly ratio: number
  readonly version: string
  readonly log: Log
  readonly metrics: Metrics
  readonly clock: Clock
}

/** How long a stop waits for the last spans. */
const CLOSE_MS = 2000
const MAX_ATTRIBUTE_LENGTH = 2000
/** An export that hangs is given up by the queue, but keeps its socket until its own timeout. */
const MAX_EXPORTS = 4
const OUR_PROTOCOL = 'http/json'

/** Where spans go, without its path; null: traces are not wanted. */
function endpointOf(env: Environment): string | null {
  if (env['OTEL_SDK_DISABLED']?.trim().toLowerCase() === 'true') return null
  if (env['OTEL_TRACES_EXPORTER']?.trim() === 'none') return null
  const [own = '', general = ''] = [
    env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT']?.trim(),
    env['OTEL_EXPORTER_OTLP_ENDPOINT']?.trim(),
  ]
  return own || general || null
}

/** null: off. Never rejects. */
export async function openTraces(given: TracesContext): Promise<Traces | null> {
  const { env, log, ratio } = given
  const endpoint = endpointOf(env)
  if (endpoint === null) return null
  const url = URL.canParse(endpoint) ? new URL(endpoint) : null
  // The exporter would take its default address instead, and say nothing.
  if (url === null || !/^https?:$/.test(url.protocol)) {
    log.warn('traces_off', { reason: 'the endpoint is no http or https address' })
    return null
  }
  const { sampling, warning } = chooseSampling(ratio, env)
  const protocol = env['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL'] ?? env['OTEL_EXPORTER_OTLP_PROTOCOL']
  if (warning !== null) log.warn('traces_setting', { reason: warning })
  if (protocol && protocol !== OUR_PROTOCOL)
    log.warn('traces_setting', { reason: `the protocol is ${OUR_PROTOCOL}, whatever is set` })
  try {
    const traces = await assemble(given, sampling)
    // Not the whole address: it may hold a password.
    log.info('traces_on', { endpoint: url.host, ratio: sampling.ratio })
    return traces
  } catch (error) {
    log.warn('traces_off', { error })
    return null
  }
}

async function assemble(given: TracesContext, sampling: Sampling): Promise<Traces> {
  const { log, metrics, clock, version } = given
  const [api, sdk, otlp, resources, own] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
    ownParts(),
  ])
  const health = new own.ExportHealth(log, clock)
  api.diag.setLogger(health.diagnostics, { logLevel: api.DiagLogLevel.WARN, suppressOverrideMessage: true })
  const exporter = new otlp.OTLPTraceExporter({ concurrencyLimit: MAX_EXPORTS })
  const counts = metrics.counter('mj_trace_spans_total')
  const queue = new own.SpanQueue({ exporter, health, onEnds: (end, spans) => counts.child(end).add(spans) })
  const name = { 'service.name': 'xuezhan', 'service.version': version, 'service.instance.id': randomUUID() }
  const detected = resources.detectResources({ detectors: [resources.envDetector] })
  const provider = new sdk.TracerProvider({
    resource: resources.resourceFromAttributes(name).merge(detected),
    // Whoever comes so far was chosen: see sampling.ts.
    sampler: new sdk.AlwaysOnSampler(),
    spanLimits: { attributeValueLengthLimit: MAX_ATTRIBUTE_LENGTH },
    spanProcessors: [queue],
  })
  api.context.setGlobalContextManager(new own.AsyncContext().enable())
  const close = async (): Promise<void> => {
    const spans = await queue.close(CLOSE_MS)
    if (spans > 0) log.warn('traces_unsent', { spans })
    api.context.disable()
    api.diag.disable()
  }
  return new own.Traces({ tracer: provider.getTracer('xuezhan', version), clock, sampling, close })
}

/** What imports OpenTelemetry by itself. */
async function ownParts() {
  const [{ AsyncContext }, { ExportHealth }, { SpanQueue }, { Traces }] = await Promise.all([
    import('./async-context.ts'),
    import('./export-health.ts'),
    import('./span-queue.ts'),
    import('./traces.ts'),
  ])
  return { AsyncContext, ExportHealth, SpanQueue, Traces }
}
