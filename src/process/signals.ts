// SIGTERM and SIGINT ask for a stop; a second one does not wait for rounds; a third ends the process as it stands, which
// the journal survives.
import type { Log } from '../telemetry/log.ts'
import { endNow } from './end-now.ts'

/** npm hands a terminal's Ctrl-C on to a process that has had it already: what comes so soon is the same press. */
const SAME_PRESS_MS = 500
const STOP_SIGNALS = ['SIGTERM', 'SIGINT'] as const
const EXIT_FORCED = 1

export type SignalSource = {
  on(signal: (typeof STOP_SIGNALS)[number], listener: (signal: string) => void): unknown
  exit(code: number): void
}

export type StopSignals = {
  readonly isAsked: boolean
  /** The first signal. */
  readonly asked: Promise<void>
  /** The second. */
  readonly forced: Promise<void>
}

const thisProcess: SignalSource = {
  on: (signal, listener) => process.on(signal, listener),
  exit: endNow,
}

export function hearStopSignals(
  log: Pick<Log, 'info' | 'warn'>,
  source: SignalSource = thisProcess,
  nowMs = () => performance.now(),
): StopSignals {
  const asked = Promise.withResolvers<void>()
  const forced = Promise.withResolvers<void>()
  let presses = 0
  let pressedAtMs = 0
  const hear = (signal: string): void => {
    if (presses > 0 && nowMs() - pressedAtMs < SAME_PRESS_MS) return
    pressedAtMs = nowMs()
    presses += 1
    if (presses === 1) {
      log.info('stopping', { signal })
      asked.resolve()
    } else if (presses === 2) {
      log.warn('stop_forced', { signal })
      forced.resolve()
    } else source.exit(EXIT_FORCED)
  }
  for (const signal of STOP_SIGNALS) source.on(signal, hear)
  return {
    get isAsked() {
      return presses > 0
    },
    asked: asked.promise,
    forced: forced.promise,
  }
}
