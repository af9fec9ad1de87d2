// The probes of this process and the map of its functions, as one part of telemetry: opened first, so that everything
// that reports can fire; what became of them is said once in the log, and in mj_probes_enabled.
import type { LeveledLog } from '../log.ts'
import type { Metrics } from '../metrics.ts'
import { MapSwitch } from './map-switch.ts'
import { PerfMap } from './perf-map.ts'
import { PROBE, PROBE_NAMES } from './probes.ts'
import { openUsdt } from './provider.ts'
import type { Usdt, UsdtStatus } from './provider.ts'

type Reporting = { readonly log: LeveledLog; readonly metrics: Metrics }

export class ProcessProbes {
  readonly usdt: Usdt
  #map: MapSwitch | null = null

  constructor(isOn: boolean) {
    this.usdt = openUsdt({ isOn })
  }

  /** Says what became of them, and begins to hear SIGUSR2. */
  start({ log, metrics }: Reporting): void {
    const { status, switches } = this.usdt
    metrics.set('mj_probes_enabled', status.isActive ? 1 : 0)
    if (status.isActive) log.debug('probes_on', { file: status.file, probes: PROBE_NAMES.length })
    else log.info('probes_off', { reason: status.reason, detail: status.detail })
    const onExpired = (): void => log.info('perf_map_off', { by: 'time' })
    this.#map = new MapSwitch({ map: new PerfMap({ switches, onExpired }), log })
    this.#map.listen()
  }

  /** null before the start. */
  get map(): MapSwitch | null {
    return this.#map
  }

  /** For a shell, and for tools that have to know when their tracer has begun. */
  describe(): {
    readonly status: UsdtStatus
    readonly watched: readonly string[]
    readonly perfMap: PerfMap['state']
  } {
    const { sem, status } = this.usdt
    const watched = PROBE_NAMES.filter((name) => sem[PROBE[name]] !== 0)
    return { status, watched, perfMap: this.#map?.state ?? { isOn: false } }
  }

  close(): void {
    this.#map?.close()
  }
}
