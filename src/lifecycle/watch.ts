// Looks a few times a second at what decides whether the process is ready.
import type { Cancel, Clock } from '../lib/clock.ts'
import type { LifeCycle, Trouble } from './life-cycle.ts'
import type { Overload } from './overload.ts'

/** Not a divisor of a second, so that it does not fall in step with other periodic work. */
const LOOK_MS = 241

export type WatchLimits = {
  readonly journalLagMs: number
  readonly storeLagMs: number
}

export type Watched = {
  readonly journal: {
    state(): { readonly kind: 'open' | 'failed' | 'closed' }
    depth(): { readonly oldestQueuedMs: number }
  }
  readonly queue: { readonly levels: { readonly oldestAgeMs: number } }
  readonly overload: Pick<Overload, 'judge' | 'refusesSockets'>
}

export type WatchDeps = {
  readonly clock: Clock
  readonly life: Pick<LifeCycle, 'suffer'>
  readonly limits: WatchLimits
  readonly watched: Watched
}

export class Watch {
  readonly #deps: WatchDeps
  #cancel: Cancel | null = null

  constructor(deps: WatchDeps) {
    this.#deps = deps
  }

  /** Looks at once, and again and again until `stop`. */
  start(): void {
    this.stop()
    this.#deps.watched.overload.judge()
    this.#deps.life.suffer(this.#troubles())
    this.#cancel = this.#deps.clock.after(LOOK_MS, () => this.start())
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = null
  }

  #troubles(): Trouble[] {
    const { journal, queue, overload } = this.#deps.watched
    const { journalLagMs, storeLagMs } = this.#deps.limits
    const troubles: Trouble[] = []
    const isDown = journal.state().kind !== 'open' || journal.depth().oldestQueuedMs > journalLagMs
    if (isDown) troubles.push('journal')
    if (queue.levels.oldestAgeMs > storeLagMs) troubles.push('store')
    if (overload.refusesSockets) troubles.push('overload')
    return troubles
  }
}
