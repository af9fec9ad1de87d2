// Logs and metrics as one part of the process.
import type { Config } from '../config/schema.ts'
import { Metrics } from './metrics.ts'
import type { MetricsServer } from './metrics-server.ts'
import { startMetricsServer } from './metrics-server.ts'
import type { ProcessLog } from './process-log.ts'
import { openProcessLog } from './process-log.ts'
import type { LeveledLog } from './log.ts'

export class Telemetry {
  readonly log: LeveledLog
  readonly metrics = new Metrics()
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

  /** Opens the metrics server; resolves to its port. */
  async start({ metricsAddr }: Config['ops']): Promise<number> {
    this.metrics.start()
    this.#server = await startMetricsServer(this.metrics, metricsAddr)
    return this.#server.port
  }

  async close(): Promise<void> {
    this.metrics.stop()
    await this.#server?.close()
    await this.#output.close()
  }
}
