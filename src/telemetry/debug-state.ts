// One look at the whole process, for a shell: what it is, what it does, what waits, what is slow.
import type { OpsRoute } from './debug-http.ts'
import { jsonAnswer } from './debug-http.ts'
import { readLevels, slowestHandlers } from './live-levels.ts'
import type { LiveSampler } from './live-sampler.ts'
import type { Readable } from './live-readings.ts'
import type { Running, ServiceInfo } from './live-shape.ts'
import type { LeveledLog } from './log.ts'

export type StateSources = {
  readonly metrics: Readable
  readonly sampler: Pick<LiveSampler, 'window'>
  readonly service: ServiceInfo
  readonly log: Pick<LeveledLog, 'level'>
}

const MOST_HANDLERS = 10
const MS_PER_SECOND = 1000

export function stateRoute(sources: StateSources): OpsRoute {
  return {
    path: '/debug/state',
    methods: ['GET'],
    handle: () => jsonAnswer(debugState(sources)),
  }
}

function debugState({ metrics, sampler, service, log }: StateSources) {
  metrics.refresh()
  const { state, tables, seats, sessions, queues, loopLoad, faults } = readLevels(metrics)
  return {
    service: { ...service, pid: process.pid, state, ...running() },
    logLevel: log.level,
    tables,
    seats,
    sessions,
    queues,
    /** Over the last five minutes. */
    lately: sampler.window,
    loopLoad,
    slowestHandlers: slowestHandlers(metrics, MOST_HANDLERS),
    memoryBytes: process.memoryUsage(),
    /** Since the start; each has to stay 0. */
    faults,
  }
}

export const running = (): Running => ({
  startedAt: new Date(performance.timeOrigin).toISOString(),
  uptimeSeconds: Math.round(performance.now() / MS_PER_SECOND),
})
