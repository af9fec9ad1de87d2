// Ended spans on their way out: a bounded queue, one export at a time, and every span that is not sent is counted.
// Whatever the other end does, nothing here waits for it but this queue.
import type { ReadableSpan, SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace'
import type { SpanEnd } from '../label-values.ts'
import type { ExportHealth } from './export-health.ts'

export type SpanQueueOptions = {
  readonly exporter: SpanExporter
  readonly health: ExportHealth
  readonly onEnds: (end: SpanEnd, spans: number) => void
  /** The exporter has its own timeout; this one is for an end that answers a byte at a time. */
  readonly exportMs?: number
  readonly intervalMs?: number
}

const MAX_QUEUE = 4096
/** Making the JSON of so many takes the event loop a millisecond or two. */
const BATCH = 128
const INTERVAL_MS = 1000
const EXPORT_MS = 15_000
/** The SDK's ExportResultCode is in a package that is not ours to import. */
const SUCCESS = 0

export class SpanQueue implements SpanProcessor {
  readonly #options: SpanQueueOptions
  readonly #timer: NodeJS.Timeout
  #spans: ReadableSpan[] = []
  /** Being sent. */
  #away = 0
  #sending: Promise<void> | null = null
  #isHurried = false
  #isClosed = false

  constructor(options: SpanQueueOptions) {
    this.#options = options
    this.#timer = setInterval(() => void this.#send(), options.intervalMs ?? INTERVAL_MS)
    this.#timer.unref()
  }

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    if (this.#isClosed) return this.#options.onEnds('unsent', 1)
    if (this.#spans.length >= MAX_QUEUE) return this.#options.onEnds('queue_full', 1)
    this.#spans.push(span)
    if (this.#spans.length < BATCH || this.#sending || this.#isHurried) return
    // Not in the turn of the move that filled it.
    this.#isHurried = true
    setImmediate(() => {
      this.#isHurried = false
      void this.#send()
    })
  }

  /** Resolves when nothing waits. */
  async forceFlush(): Promise<void> {
    while (this.#spans.length > 0 || this.#sending) await this.#send()
  }

  async shutdown(): Promise<void> {
    await this.forceFlush()
    await this.#options.exporter.shutdown()
  }

  /** Sends what waits for so long at most; the rest is counted as unsent. Returns how many that were. */
  async close(withinMs: number): Promise<number> {
    clearInterval(this.#timer)
    await within(this.forceFlush(), withinMs)
    this.#isClosed = true
    const left = this.#spans.length + this.#away
    this.#spans = []
    this.#away = 0
    if (left > 0) this.#options.onEnds('unsent', left)
    // Waits for exports that hang, for which nobody waits any more.
    void this.#options.exporter.shutdown().catch(() => undefined)
    return left
  }

  /** One at a time, until less than a batch waits; the interval takes that. Never rejects. */
  async #send(): Promise<void> {
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = null
    })
    await this.#sending
  }

  async #sendAll(): Promise<void> {
    do {
      const batch = this.#spans.splice(0, BATCH)
      if (batch.length === 0) return
      this.#away = batch.length
      const error = await this.#export(batch)
      if (this.#isClosed) return
      this.#away = 0
      this.#count(batch.length, error)
    } while (this.#spans.length >= BATCH)
  }

  #count(spans: number, error: string | null): void {
    const { health, onEnds } = this.#options
    const rejected = Math.min(health.takeRejected(), spans)
    if (error === null) {
      onEnds('exported', spans - rejected)
      onEnds('rejected', rejected)
      health.succeeded()
    } else {
      onEnds('export_failed', spans)
      health.failed(error)
    }
  }

  /** null: taken. */
  async #export(batch: ReadableSpan[]): Promise<string | null> {
    const { exporter, exportMs = EXPORT_MS } = this.#options
    let late: NodeJS.Timeout | undefined
    const answer = Promise.withResolvers<string | null>()
    try {
      exporter.export(batch, ({ code, error }) =>
        answer.resolve((code as number) === SUCCESS ? null : reasonOf(error)),
      )
      late = setTimeout(() => answer.resolve('no answer in time'), exportMs)
      return await answer.promise
    } catch (error) {
      return reasonOf(error)
    } finally {
      clearTimeout(late)
    }
  }
}

/** A code where there is one: what the other end wrote is not for our log. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'refused'
  const { code } = error as { readonly code?: unknown }
  return typeof code === 'string' || typeof code === 'number' ? String(code) : error.message
}

async function within(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  await Promise.race([work, late])
  clearTimeout(timer)
}
