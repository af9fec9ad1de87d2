// [ops] and [telemetry]: what the operator watches.

import { z } from 'zod'
import { listenAddress, oneOf, PORT_MAX, share, whole } from '../fields.ts'

/** Far beyond what one process should ask of Prometheus. */
const MAX_SERIES = 1_000_000

export const opsSection = z.strictObject({
  health_port: whole(0, PORT_MAX).default(9000),
  metrics_addr: listenAddress().prefault('127.0.0.1:9464'),
  max_series: whole(1, MAX_SERIES).default(2500),
  log_level: oneOf(['debug', 'info', 'warn', 'error']).default('info'),
  log_format: oneOf(['auto', 'json', 'text']).default('auto'),
})

export const telemetrySection = z.strictObject({
  trace_ratio: share().default(0.01),
})
