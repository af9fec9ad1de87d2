// A database server that is not there yet, at the start: waited for, as long as waiting can help.

import type { Clock } from '../lib/clock.ts'
import { MigrationError } from './migrate.ts'
import { StoreUnavailable } from './store-unavailable.ts'

const FIRST_WAIT_MS = 250
const LAST_WAIT_MS = 5_000
/** How often somebody who waits looks whether it should go on. */
const LOOK_MS = 250
/** Wrong user, wrong password, no such database: somebody has to change a setting or the server. */
const WRONG_SETTING: ReadonlySet<unknown> = new Set([1044, 1045, 1049, 1698])

export type Waiting = {
  readonly clock: Pick<Clock, 'after'>
  /** Hears of each try that failed. */
  readonly onAway: (away: { readonly reason: string; readonly waitMs: number }) => void
  /** Throws when waiting should end. */
  readonly goOn: () => void
}

const errnoOf = (cause: unknown): unknown =>
  typeof cause === 'object' && cause !== null && 'errno' in cause ? cause.errno : undefined

/** The reason, where the server may come back by itself; undefined for what waiting does not mend. */
function awayReason(error: unknown): string | undefined {
  const away = error instanceof MigrationError ? error.cause : error
  const isAway = away instanceof StoreUnavailable && !WRONG_SETTING.has(errnoOf(away.cause))
  return isAway ? away.message : undefined
}

/** What `open` resolves to, once it does; whatever else it rejects with is thrown at once. */
export async function untilThere<T>(open: () => Promise<T>, { clock, onAway, goOn }: Waiting): Promise<T> {
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LAST_WAIT_MS)) {
    try {
      return await open()
    } catch (error) {
      const reason = awayReason(error)
      if (reason === undefined) throw error
      onAway({ reason, waitMs })
    }
    for (let waitedMs = 0; waitedMs < waitMs; waitedMs += LOOK_MS) {
      goOn()
      await new Promise<void>((resolve) => void clock.after(LOOK_MS, resolve))
    }
    goOn()
  }
}
