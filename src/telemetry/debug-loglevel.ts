// The level of the log, read and set while the process runs.
import type { OpsAnswer, OpsRequest, OpsRoute } from './debug-http.ts'
import { jsonAnswer, refusalAnswer } from './debug-http.ts'
import type { LeveledLog } from './log.ts'
import type { LogLevel } from './log-events.ts'
import { isLogLevel } from './log-events.ts'

/** GET says it; PUT and POST set it, from `debug` or `{"level":"debug"}`. It holds until the process ends. */
export function loglevelRoute(log: LeveledLog): OpsRoute {
  return {
    path: '/debug/loglevel',
    methods: ['GET', 'PUT', 'POST'],
    handle: (request) => (request.method === 'GET' ? sayLevel(log) : setLevel(log, request)),
  }
}

const sayLevel = (log: LeveledLog): OpsAnswer => jsonAnswer({ level: log.level })

async function setLevel(log: LeveledLog, { body, by }: OpsRequest): Promise<OpsAnswer> {
  const text = await body()
  if (!text.ok) return refusalAnswer(text.error)
  const to = parseLevel(text.value)
  if (to === null) return refusalAnswer('BAD_LEVEL')
  const from = log.level
  log.level = to
  log.warn('log_level_changed', { from, to, by: by?.name })
  return sayLevel(log)
}

function parseLevel(text: string): LogLevel | null {
  const word = text.trim()
  if (isLogLevel(word)) return word
  try {
    const { level } = JSON.parse(word) as { readonly level?: unknown }
    return isLogLevel(level) ? level : null
  } catch {
    return null
  }
}
