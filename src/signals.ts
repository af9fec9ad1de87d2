// SIGTERM and SIGINT end the process in order: exit code 0 when everything closed, 1 when something would not.
import type { Log } from './telemetry/log.ts'

export function stopOnSignal(stop: () => Promise<void>, log: Log): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      log.info('stopping', { signal })
      void stop().then(
        () => process.exit(0),
        (error: unknown) => {
          log.error('stop_failed', { error })
          process.exit(1)
        },
      )
    })
  }
}
