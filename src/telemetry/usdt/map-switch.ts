// Who turns the map of compiled functions on and off: SIGUSR2, each time the other way, or the debug endpoint.
import type { Log } from '../log.ts'
import type { MapRefusal, PerfMap } from './perf-map.ts'

export type SignalSource = {
  on(signal: 'SIGUSR2', listener: () => void): unknown
  removeListener(signal: 'SIGUSR2', listener: () => void): unknown
}

export type MapSwitchOptions = {
  readonly map: PerfMap
  readonly log: Pick<Log, 'info' | 'warn'>
  readonly source?: SignalSource
  readonly nowMs?: () => number
}

/** Signals that come closer together are one: each turn costs some milliseconds, in which nobody plays. */
const SAME_SIGNAL_MS = 1000

export class MapSwitch {
  readonly #options: MapSwitchOptions
  #heardAtMs = -Infinity
  readonly #hear = (): void => this.#toggle()

  constructor(options: MapSwitchOptions) {
    this.#options = options
  }

  get state(): PerfMap['state'] {
    return this.#options.map.state
  }

  /** Without a listener the signal would end the process. Windows has no such signal. */
  listen(): void {
    const { source = process } = this.#options
    if (process.platform !== 'win32') source.on('SIGUSR2', this.#hear)
  }

  /** Removes the map, and listens no more. */
  close(): void {
    const { map, source = process } = this.#options
    source.removeListener('SIGUSR2', this.#hear)
    map.off()
  }

  /** null, or why the map is not on. `by`: who asks, for the log. */
  set(isOn: boolean, by: string): MapRefusal | null {
    const { map, log } = this.#options
    if (map.state.isOn === isOn) return null
    if (!isOn) {
      map.off()
      log.info('perf_map_off', { by })
      return null
    }
    const refusal = map.on()
    if (refusal === null) log.info('perf_map_on', { by, ...map.state })
    else log.warn('perf_map_refused', { by, code: refusal })
    return refusal
  }

  #toggle(): void {
    const { nowMs = () => performance.now() } = this.#options
    const sinceMs = nowMs() - this.#heardAtMs
    if (sinceMs < SAME_SIGNAL_MS) return
    this.#heardAtMs = nowMs()
    this.set(!this.state.isOn, 'SIGUSR2')
  }
}
