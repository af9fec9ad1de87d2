// The log of this process on its standard output: readable in a terminal, JSON everywhere else.
import type { LogLevel } from './log-events.ts'
import { standardOutput } from './log-output.ts'
import { LogSink } from './log-sink.ts'
import { makeTextLine } from './log-text.ts'
import type { LeveledLog } from './log.ts'
import { makeLog } from './log.ts'

export type ProcessLogOptions = {
  readonly level: LogLevel
  /** auto: text on a terminal, JSON elsewhere. */
  readonly format: 'auto' | 'json' | 'text'
  readonly onDropped: (lines: number) => void
  readonly traceId: () => string | null
}

export type ProcessLog = {
  readonly log: LeveledLog
  /** Text that is no log line (the start block), in its place between them. */
  print(text: string): void
  /** Resolves when everything is written, or soon after if nobody reads. */
  close(): Promise<void>
}

/** Longer than a reader that is only busy; far shorter than any patience with a stop. */
const CLOSE_MS = 1000

export function openProcessLog({ level, format, onDropped, traceId }: ProcessLogOptions): ProcessLog {
  const sink = new LogSink({
    output: standardOutput(),
    onDropped,
    onResumed: (lines) => log.warn('log_dropped', { lines }),
  })
  const isTerminal = process.stdout.isTTY
  const isText = format === 'auto' ? isTerminal : format === 'text'
  const hasColour = isTerminal && process.stdout.hasColors()
  const log = makeLog({
    level,
    traceId,
    write: (line) => sink.write(isText ? makeTextLine(line, hasColour) : line),
  })
  process.once('exit', () => sink.flushNow())
  return {
    log,
    print: (text) => sink.write(text),
    async close() {
      await sink.drained(CLOSE_MS)
    },
  }
}
