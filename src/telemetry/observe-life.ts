// The life cycle as metrics and log lines.
import type { LifeState } from '../lifecycle/life-cycle.ts'
import { LIFECYCLE_STATES } from './label-values.ts'
import type { Reporting } from './telemetry.ts'

const MS_PER_SECOND = 1000

/** Hears of every change; a process begins as `starting`. */
export function observeLife({ log, metrics }: Reporting): (state: LifeState) => void {
  const show = (phase: LifeState['phase']): void => {
    for (const state of LIFECYCLE_STATES) metrics.set('mj_lifecycle_state', state === phase ? 1 : 0, [state])
  }
  metrics.set('mj_drain_tables_remaining', 0)
  show('starting')
  return (state) => {
    show(state.phase)
    log.info('life_changed', state)
  }
}

export type Drained = { readonly finished: number; readonly left: number; readonly ms: number }

/** A drain that has begun; what it waits for is read at each scrape. The returned function hears of its end. */
export function observeDrain({ metrics }: Reporting, remaining: () => number): (drained: Drained) => void {
  metrics.level('mj_drain_tables_remaining', remaining)
  return ({ finished, left, ms }) => {
    metrics.count('mj_drain_tables_total', ['finished'], finished)
    metrics.count('mj_drain_tables_total', ['forced'], left)
    metrics.observe('mj_drain_duration_seconds', ms / MS_PER_SECOND)
  }
}
