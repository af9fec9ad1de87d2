// The process's log: one event is one line with a stable snake_case name.
import { pino } from 'pino'

export type LogFields = { readonly [field: string]: unknown }

export interface Log {
  debug(event: string, fields?: LogFields): void
  info(event: string, fields?: LogFields): void
  warn(event: string, fields?: LogFields): void
  error(event: string, fields?: LogFields): void
}

/** Lines of JSON on standard output; `error` fields are written with their stack and code. */
export function makeLog({ debug }: { readonly debug: boolean }): Log {
  const logger = pino({
    level: debug ? 'debug' : 'info',
    base: { service: 'xuezhan' },
    messageKey: 'event',
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (level) => ({ level }) },
    serializers: { error: pino.stdSerializers.err },
  })
  return {
    debug: (event, fields = {}) => logger.debug(fields, event),
    info: (event, fields = {}) => logger.info(fields, event),
    warn: (event, fields = {}) => logger.warn(fields, event),
    error: (event, fields = {}) => logger.error(fields, event),
  }
}
