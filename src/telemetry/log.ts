// The process's log: one event is one line with a stable snake_case name.
import { pino } from 'pino'
import type { EventAt, LogLevel } from './log-events.ts'
import type { LogFields } from './log-fields.ts'
import { safeFields } from './log-fields.ts'

/** Fields may hold anything: secrets are taken out and sizes bounded before the line is made. */
export interface Log {
  debug(event: EventAt<'debug'>, fields?: LogFields): void
  info(event: EventAt<'info'>, fields?: LogFields): void
  warn(event: EventAt<'warn'>, fields?: LogFields): void
  error(event: EventAt<'error'>, fields?: LogFields): void
}

export interface LeveledLog extends Log {
  /** Lines below it are not made; can be set at any time. */
  level: LogLevel
}

export type LogOptions = {
  readonly level: LogLevel
  /** Takes each line of JSON, with its line feed. */
  readonly write: (line: string) => void
  /** Of what runs now; null: it is not followed. */
  readonly traceId?: () => string | null
}

export function makeLog({ level, write, traceId = () => null }: LogOptions): LeveledLog {
  const options = {
    level,
    base: { service: 'xuezhan' },
    messageKey: 'event',
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (level: string) => ({ level }) },
  }
  const logger = pino(options, { write })
  const say = (at: LogLevel) => (event: string, fields?: LogFields) => {
    if (!logger.isLevelEnabled(at)) return
    const trace = traceId()
    const safe = fields ? safeFields(fields) : {}
    logger[at](trace === null ? safe : { ...safe, trace_id: trace }, event)
  }
  return {
    debug: say('debug'),
    info: say('info'),
    warn: say('warn'),
    error: say('error'),
    get level() {
      return logger.level as LogLevel
    },
    set level(wanted) {
      logger.level = wanted
    },
  }
}
