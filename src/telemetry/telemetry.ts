// Logs and metrics as one part of the process.
import type { Config } from '../config/schema.ts'
import { checkSeries, Metrics } from './metrics.ts'
import type { MetricsServer } from './metrics-server.ts'
import { startMetricsServer } from './metrics-server.ts'
import type { ProcessLog } from './process-log.ts'
import { openProcessLog } from './process-log.ts'
import type { LeveledLog, Log } from './log.ts'
import { RuntimeWatch } from './runtime-watch.ts'

/** What runs, as mj_build_info says it. */
export type Build = { readonly version: string; readonly revision: string; readonly node: string }

/** What a part that reports needs of it. */
export type Reporting = { readonly log: Log; readonly metrics: Metrics }

export class Telemetry {
  readonly log: LeveledLog
  readonly metrics = new Metrics()
  readonly runtime = new RuntimeWatch(this.metrics)
  readonly #output: ProcessLog
  #server: MetricsServer | undefined

  constructor({ core, ops }: Pick<Config, 'core' | 'ops'>) {
    this.#output = openProcessLog({
      level: core.debug ? 'debug' : ops.logLevel,
      format: ops.logFormat,
      onDropped: (lines) => this.metrics.count('mj_log_dropped_total', [], lines),
    })
    this.log = this.#output.log
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
    this.runtime.start()
  }

  /** Opens the metrics server; resolves to its port. */
  async start({ metricsAddr }: Config['ops']): Promise<number> {
    this.#server = await startMetricsServer(this.metrics, metricsAddr)
    return this.#server.port
  }

  async close(): Promise<void> {
    this.runtime.stop()
    await this.#server?.close()
    await this.#output.close()
  }
}
