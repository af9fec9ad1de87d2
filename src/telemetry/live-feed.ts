// What the live page asks for every two seconds.
import { running } from './debug-state.ts'
import { compactAnswer } from './debug-http.ts'
import type { OpsRoute } from './debug-http.ts'
import { readLevels, slowestHandlers } from './live-levels.ts'
import type { Readable } from './live-readings.ts'
import type { LiveSampler } from './live-sampler.ts'
import { STEP_MS } from './live-sampler.ts'
import type { LiveFeed, ServiceInfo } from './live-shape.ts'

export type LiveSources = {
  readonly metrics: Readable
  readonly sampler: Pick<LiveSampler, 'pointsSince' | 'window'>
  readonly service: ServiceInfo
}

const MOST_HANDLERS = 6
/** Sixteen hex digits tell two starts apart. */
const PROCESS_ID = crypto.randomUUID()

export function feedRoute(sources: LiveSources): OpsRoute {
  return {
    path: '/live.json',
    methods: ['GET'],
    handle: ({ query }) => compactAnswer(feed(sources, sinceOf(query))),
  }
}

/** What is no time asks for everything. */
function sinceOf(query: URLSearchParams): number {
  const since = Number(query.get('since') ?? 0)
  return Number.isFinite(since) ? since : 0
}

function feed({ metrics, sampler, service }: LiveSources, sinceMs: number): LiveFeed {
  metrics.refresh()
  return {
    process: PROCESS_ID,
    stepMs: STEP_MS,
    nowMs: Date.now(),
    service: { ...service, ...running() },
    lately: sampler.window,
    levels: readLevels(metrics),
    handlers: slowestHandlers(metrics, MOST_HANDLERS),
    points: sampler.pointsSince(sinceMs),
  }
}
