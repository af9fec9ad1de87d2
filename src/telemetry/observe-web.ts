// What the web server reports, as metrics and log lines.
import type { WebObserver } from '../web/web-server-options.ts'
import { statusClassOf } from './http-routes.ts'
import type { Reporting } from './telemetry.ts'

const TOO_MANY_REQUESTS = 429

export function observeWeb({ log, metrics }: Reporting): WebObserver {
  const requests = metrics.counter('http_server_requests_total')
  const durations = metrics.histogram('http_server_request_duration_seconds')
  const limited = metrics.counter('mj_rate_limited_total').child('http')
  return {
    request({ route, status, seconds }) {
      requests.child(route, statusClassOf(status)).inc()
      durations.child(route).observe(seconds)
      if (status === TOO_MANY_REQUESTS) limited.inc()
    },
    failed: (error, at) => log.error('request_failed', { error, ...at }),
  }
}
