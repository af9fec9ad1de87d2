// Logs and metrics as one part of the process.
import type { Config } from '../config/schema.ts'
import type { Log } from './log.ts'
import { makeLog } from './log.ts'
import { Metrics } from './metrics.ts'
import type { MetricsServer } from './metrics-server.ts'
import { startMetricsServer } from './metrics-server.ts'

export class Telemetry {
  readonly log: Log
  readonly metrics = new Metrics()
  #server: MetricsServer | undefined

  constructor({ debug }: { readonly debug: boolean }) {
    this.log = makeLog({ debug })
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
  }
}
