// The life cycle as metrics and log lines.
import type { LifeState } from '../lifecycle/life-cycle.ts'
import type { Telemetry } from './telemetry.ts'

/** Hears of every change. */
export const observeLife =
  ({ log }: Telemetry) =>
  (state: LifeState): void =>
    log.info('life_changed', state)
