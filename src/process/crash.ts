// A bug that nobody caught, in a callback or a promise: nothing of this process can be trusted any more. It says so in one
// line and ends; the next one goes on from the journal, which no bug can make forget a move that somebody saw.
import type { Log } from '../telemetry/log.ts'

const EXIT_CRASHED = 1

export type CrashSource = {
  /** Node hands a rejection that nobody handles to the same event, with `unhandledRejection` as its origin. */
  on(event: 'uncaughtException', listener: (error: unknown, origin: string) => void): unknown
  exit(code: number): void
}

export function endOnBug(log: Pick<Log, 'error'>, source: CrashSource = process): void {
  source.on('uncaughtException', (error, origin) => {
    try {
      log.error('crashed', { origin, error })
    } finally {
      source.exit(EXIT_CRASHED)
    }
  })
}
