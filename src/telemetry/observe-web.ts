// What the web server reports, as metrics and log lines.
import type { WebObserver } from '../web/web-server-options.ts'
import { routeLabel, statusClassOf } from './http-routes.ts'
import type { Reporting } from './telemetry.ts'

const TOO_MANY_REQUESTS = 429

export function observeWeb({ log, metrics, traces = null }: Reporting): WebObserver {
  const requests = metrics.counter('http_server_requests_total')
  const durations = metrics.histogram('http_server_request_duration_seconds')
  const limited = metrics.counter('mj_rate_limited_total').child('http')
  return {
    ...(traces ? { began: (begun) => traces.request(begun) } : {}),
    request({ route, status, seconds, trace }) {
      const label = routeLabel(route)
      requests.child(label, statusClassOf(status)).inc()
      durations.child(label).observeTraced(seconds, traces?.idOf(trace) ?? null)
      if (trace) traces?.requestEnded(trace, status)
      if (status === TOO_MANY_REQUESTS) limited.inc()
    },
    failed: (error, at) => log.error('request_failed', { error, ...at }),
  }
}
