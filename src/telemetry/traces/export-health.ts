// Says once that spans are being lost, and once that they are not any more, however often either happens.
import type { DiagLogger } from '@opentelemetry/api'
import type { Clock } from '../../lib/clock.ts'
import type { Log } from '../log.ts'

/** Between two lines about losses, so that an end which comes and goes does not fill the log. */
const QUIET_MS = 60_000
/** How the SDK reports OTLP's partial success. */
const PARTIAL = 'Received Partial Success'
const REJECTED = /"rejectedSpans":"?(\d{1,9})/

export class ExportHealth {
  readonly #log: Log
  readonly #clock: Clock
  #isBad = false
  #saidAtMs = -Infinity
  /** What the SDK murmured about the export under way. */
  #murmur: string | null = null
  #rejected = 0

  constructor(log: Log, clock: Clock) {
    this.#log = log
    this.#clock = clock
  }

  /** For the api's diagnostics: an answer that is no answer is taken by the exporter for a success. */
  readonly diagnostics: DiagLogger = {
    error: (...said) => this.#hear(said),
    warn: (...said) => this.#hear(said),
    info() {},
    debug() {},
    verbose() {},
  }

  failed(reason: string): void {
    this.#murmur = null
    const nowMs = this.#clock.monotonicMs()
    if (this.#isBad || nowMs - this.#saidAtMs < QUIET_MS) return
    this.#isBad = true
    this.#saidAtMs = nowMs
    this.#log.warn('traces_lost', { reason })
  }

  succeeded(): void {
    if (this.#murmur !== null) return this.failed(this.#murmur)
    if (this.#isBad) this.#log.info('traces_resumed')
    this.#isBad = false
  }

  /** Spans of the export that has just succeeded which were not taken all the same. */
  takeRejected(): number {
    const rejected = this.#rejected
    this.#rejected = 0
    return rejected
  }

  /** The first words are the SDK's own; what follows them may be the other end's, and is not for our log. */
  #hear([first, second, ...rest]: readonly unknown[]): void {
    const isPartial = typeof first === 'string' && first.startsWith(PARTIAL)
    if (isPartial) this.#rejected += Number(REJECTED.exec(String(second))?.[1] ?? 0)
    // A component of the SDK says its name first.
    this.#murmur ??= String(rest.length > 0 && !isPartial ? `${String(first)}: ${String(second)}` : first)
  }
}
