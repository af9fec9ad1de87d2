// Logs and metrics as one part of the process.
import type { Config } from '../config/schema.ts'
import { systemClock } from '../lib/clock.ts'
import { checkSeries, Metrics } from './metrics.ts'
import type { AdminTokens } from '../auth/admin-tokens.ts'
import type { RoomRegistry } from '../lobby/registry.ts'
import { LiveSampler } from './live-sampler.ts'
import type { MetricsServer } from './metrics-server.ts'
import { startMetricsServer } from './metrics-server.ts'
import type { ProcessLog } from './process-log.ts'
import { openProcessLog } from './process-log.ts'
import type { LeveledLog, Log } from './log.ts'
import { opsRoutes } from './ops-routes.ts'
import { RuntimeWatch } from './runtime-watch.ts'
import { openTraces } from './traces/open-traces.ts'
import type { Traces } from './traces/traces.ts'
import { probeLog } from './usdt/probe-process.ts'
import { ProcessProbes } from './usdt/process-probes.ts'
import type { Usdt } from './usdt/provider.ts'

/** What runs, as mj_build_info says it. */
export type Build = { readonly version: string; readonly revision: string; readonly node: string }

/** What a part that reports needs of it. */
export type Reporting = {
  readonly log: Log
  readonly metrics: Metrics
  /** null or absent: nothing is followed. */
  readonly traces?: Traces | null
}

/** What the metrics server looks into, and who may ask it from another machine. */
export type Watched = {
  readonly admins: AdminTokens
  readonly lobby: { readonly registry: Pick<RoomRegistry, 'ofNo' | 'rooms'> }
}

export class Telemetry {
  readonly log: LeveledLog
  readonly metrics = new Metrics()
  readonly runtime = new RuntimeWatch(this.metrics)
  readonly #output: ProcessLog
  readonly #probes: ProcessProbes
  readonly #sampler = new LiveSampler({ metrics: this.metrics })
  #service: Build = { version: '', revision: '', node: process.version }
  #server: MetricsServer | undefined
  #traces: Traces | null = null

  constructor({ core, ops, probes }: Pick<Config, 'core' | 'ops' | 'probes'>) {
    this.#probes = new ProcessProbes(probes.usdt)
    this.#output = openProcessLog({
      level: core.debug ? 'debug' : ops.logLevel,
      format: ops.logFormat,
      onDropped: (lines) => this.metrics.count('mj_log_dropped_total', [], lines),
      traceId: () => this.#traces?.activeId ?? null,
    })
    this.log = probeLog(this.#output.log, this.usdt)
  }

  /** Asked by everything that is observed: guards that are 0 where the process has no probes. */
  get usdt(): Usdt {
    return this.#probes.usdt
  }

  /** Text for who started the process, in its place between the lines of the log. */
  print(text: string): void {
    this.#output.print(text)
  }

  /** Begins to watch the runtime. Rejects where the metrics could take more series than `ops.max_series`. */
  async watch({ maxSeries }: Pick<Config['ops'], 'maxSeries'>, build: Build): Promise<void> {
    checkSeries(maxSeries)
    this.metrics.set('mj_metrics_series', maxSeries, ['limit'])
    this.metrics.info('mj_build_info', build)
    this.#service = build
    this.runtime.start()
    this.#probes.start(this)
  }

  get traces(): Traces | null {
    return this.#traces
  }

  /** Begins to follow messages and requests where the environment says so; before anything is observed. */
  async follow({ traceRatio }: Config['telemetry'], { version }: Build): Promise<void> {
    const { log, metrics } = this
    const given = { env: process.env, ratio: traceRatio, version, log, metrics, clock: systemClock }
    this.#traces = await openTraces(given)
  }

  /** Opens the metrics server; resolves to its port. */
  async start({ metricsAddr: address }: Config['ops'], { admins, lobby }: Watched): Promise<number> {
    const { metrics, log } = this
    const [sampler, probes, service] = [this.#sampler, this.#probes, this.#service]
    const routes = opsRoutes({ metrics, sampler, log, service, probes, registry: lobby.registry })
    this.#server = await startMetricsServer({ address, routes, admins, log })
    sampler.start()
    return this.#server.port
  }

  async close(): Promise<void> {
    this.#probes.close()
    this.runtime.stop()
    this.#sampler.stop()
    await this.#server?.close()
    await this.#output.close()
  }
}
