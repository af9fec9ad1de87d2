// What the live page and the server that feeds it agree on: types only, so that both can have them.

/** Rates per second, times in milliseconds, shares from 0 to 1; null where nothing happened that could tell. */
export type Rates = {
  readonly moves: number
  readonly botMoves: number
  readonly pushes: number
  readonly moveSuccess: number | null
  readonly moveP50Ms: number | null
  readonly moveP99Ms: number | null
  readonly connectSuccess: number | null
  readonly resumeSuccess: number | null
  readonly handsCompleted: number | null
  readonly settled: number | null
  readonly apiSuccess: number | null
  readonly apiP99Ms: number | null
  readonly loopP99Ms: number | null
  readonly syncP99Ms: number | null
}

export type Queue = {
  readonly queue: string
  readonly unit: 'entries' | 'bytes'
  readonly depth: number
  /** null: bounded in the other unit, or only by what fills it. */
  readonly limit: number | null
}

export type Levels = {
  readonly tables: Readonly<Record<string, number>>
  readonly seats: Readonly<Record<string, number>>
  readonly sessions: Readonly<Record<string, number>>
  readonly queues: readonly Queue[]
  readonly rssBytes: number
  readonly heapBytes: number
  /** Share of the last second in which the event loop was not idle. */
  readonly loopLoad: number
  readonly state: string
  readonly faults: Readonly<Record<string, number>>
}

export type Handler = {
  readonly handler: string
  readonly calls: number
  readonly p50Ms: number
  readonly p99Ms: number
}

/** What one step of the plots shows. */
export type LivePoint = Rates & {
  readonly atMs: number
  readonly tables: number
  readonly sessions: number
  readonly rssBytes: number
  readonly heapBytes: number
  readonly loopLoad: number
  readonly fullestQueue: number
}

/** What runs, as mj_build_info says it. */
export type ServiceInfo = { readonly version: string; readonly revision: string; readonly node: string }

export type Running = { readonly startedAt: string; readonly uptimeSeconds: number }

/** One answer. */
export type LiveFeed = {
  /** Another one: the process was started again, and its points are all new. */
  readonly process: string
  readonly stepMs: number
  readonly nowMs: number
  readonly service: ServiceInfo & Running
  /** Over the last five minutes; null in the first seconds. */
  readonly lately: Rates | null
  readonly levels: Levels
  readonly handlers: readonly Handler[]
  /** Those after `?since=` (Unix ms), oldest first. */
  readonly points: readonly LivePoint[]
}
