// Everything that the metrics server answers.
import type { RoomRegistry } from '../lobby/registry.ts'
import { jsonAnswer, refusalAnswer } from './debug-http.ts'
import type { OpsRequest, OpsRoute } from './debug-http.ts'
import { loglevelRoute } from './debug-loglevel.ts'
import { probeRoutes } from './debug-probes.ts'
import { stateRoute } from './debug-state.ts'
import { debugTable } from './debug-table.ts'
import { tablesRoute } from './debug-tables.ts'
import { feedRoute } from './live-feed.ts'
import { pageRoutes } from './live-page.ts'
import type { ServiceInfo } from './live-shape.ts'
import type { LiveSampler } from './live-sampler.ts'
import type { LeveledLog } from './log.ts'
import type { ExpositionFormat, Metrics } from './metrics.ts'
import { ScrapeGate } from './scrape-gate.ts'
import type { ProcessProbes } from './usdt/process-probes.ts'

export type OpsSources = {
  readonly metrics: Metrics
  readonly sampler: LiveSampler
  readonly log: LeveledLog
  readonly service: ServiceInfo
  readonly registry: Pick<RoomRegistry, 'ofNo' | 'rooms'>
  readonly probes?: ProcessProbes
}

export const opsRoutes = (sources: OpsSources): readonly OpsRoute[] => [
  metricsRoute(sources.metrics),
  stateRoute(sources),
  tablesRoute(sources.registry),
  tableRoute(sources.registry),
  loglevelRoute(sources.log),
  ...(sources.probes ? probeRoutes(sources.probes) : []),
  feedRoute(sources),
  ...pageRoutes(),
]

/** OpenMetrics for whoever asks for it, the older text format for everybody else. */
const formatFor = ({ accept }: OpsRequest): ExpositionFormat =>
  /\bapplication\/openmetrics-text\b(?![^,]*;\s*q=0(?:\.0*)?\s*(?:,|$))/i.test(accept)
    ? 'openmetrics'
    : 'prometheus'

function metricsRoute(metrics: Metrics): OpsRoute {
  const gate = new ScrapeGate(metrics)
  return {
    path: '/metrics',
    methods: ['GET'],
    async handle(request) {
      const format = formatFor(request)
      const headers = {
        'content-type': metrics.contentType(format),
        'cache-control': 'no-store',
        vary: 'accept',
      }
      return { status: 200, headers, body: await gate.take(format) }
    },
  }
}

function tableRoute(registry: OpsSources['registry']): OpsRoute {
  return {
    path: '/debug/tables/*',
    methods: ['GET'],
    handle({ rest }) {
      const room = registry.ofNo(rest)
      return room ? jsonAnswer(debugTable(room, Date.now())) : refusalAnswer('TABLE_NOT_FOUND')
    },
  }
}
