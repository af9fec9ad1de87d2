// Probes of the process as a whole: the turn of its event loop, and everything that it logs as wrong.
import type { LeveledLog } from '../log.ts'
import type { LogFields } from '../log-fields.ts'
import type { PoolLevels } from '../watch-levels.ts'
import { PROBE } from './probes.ts'
import type { Usdt } from './provider.ts'

const US_PER_MS = 1000
const TICK = PROBE.tick
const DB_POOL = PROBE.db__pool
const ERROR = PROBE.error

/** What a tick says beside its delay; read only while somebody watches. */
export type TickLevels = {
  readonly tables: () => number
  readonly connections: () => number
  /** null: a database of one connection. */
  readonly pool: (() => PoolLevels) | null
}

export function probeTick(
  { sem, fire }: Usdt,
  { tables, connections, pool }: TickLevels,
): (lagMs: number) => void {
  return (lagMs) => {
    if (sem[TICK] !== 0) fire.tick(lagMs * US_PER_MS, tables(), connections())
    if (sem[DB_POOL] === 0 || pool === null) return
    const { open, used, waiting } = pool()
    fire.db__pool(used, open - used, waiting)
  }
}

/** The log itself in a process without probes. */
export function probeLog(inner: LeveledLog, { sem, fire, status }: Usdt): LeveledLog {
  if (!status.isActive) return inner
  return {
    debug: (event, fields) => inner.debug(event, fields),
    info: (event, fields) => inner.info(event, fields),
    warn(event, fields) {
      if (sem[ERROR] !== 0) fire.error(event, codeOf(fields))
      inner.warn(event, fields)
    },
    error(event, fields) {
      if (sem[ERROR] !== 0) fire.error(event, codeOf(fields))
      inner.error(event, fields)
    },
    get level() {
      return inner.level
    },
    set level(wanted) {
      inner.level = wanted
    },
  }
}

/** The stable code of whatever the line tells of; messages are for people. */
function codeOf(fields: LogFields = {}): string {
  const { error, code, violation, failure, reason } = fields
  for (const value of [code, error, violation, failure, reason]) {
    if (typeof value === 'string') return value
    if (typeof value !== 'object' || value === null) continue
    if ('code' in value && typeof value.code === 'string') return value.code
    if (value instanceof Error) return value.name
  }
  return ''
}
