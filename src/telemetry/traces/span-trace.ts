// One root span with its children, most of them made after the fact: whoever did the work said how long it took.
import type { Attributes, Context, HrTime, Link, Span, Tracer } from '@opentelemetry/api'
import { context, createContextKey, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import type { Clock } from '../../lib/clock.ts'
import type { Trace } from '../../lib/trace.ts'

export type SpanTraceParts = {
  readonly tracer: Tracer
  readonly clock: Clock
  readonly name: string
  /** Monotonic ms. */
  readonly startedMs: number
  readonly attributes: Attributes
  readonly links?: Link[]
  /** With the caller's span in it. */
  readonly parent?: Context
}

export type Child = {
  readonly name: string
  readonly fromMs: number
  readonly toMs: number
  readonly kind?: SpanKind
  readonly attributes?: Attributes
  /** An error's kind. */
  readonly failed?: string
}

const KEY = createContextKey('xuezhan trace')
const SECOND_MS = 1000
const NS_PER_MS = 1e6

export class SpanTrace implements Trace {
  readonly span: Span
  readonly id: string
  readonly #tracer: Tracer
  readonly #context: Context
  /** From monotonic to Unix ms: one for all spans, so that children lie within their parents exactly. */
  readonly #offsetMs: number
  #endMs: number

  constructor({ tracer, clock, name, startedMs, attributes, links = [], parent }: SpanTraceParts) {
    this.#tracer = tracer
    this.#offsetMs = clock.nowMs() - clock.monotonicMs()
    this.#endMs = startedMs
    const above = parent ?? ROOT_CONTEXT
    const options = { kind: SpanKind.SERVER, startTime: this.#at(startedMs), attributes, links }
    this.span = tracer.startSpan(name, options, above)
    this.id = this.span.spanContext().traceId
    this.#context = trace.setSpan(above, this.span).setValue(KEY, this)
  }

  run<T>(work: () => T): T {
    return context.with(this.#context, work)
  }

  /** While the root has not ended. */
  get isOpen(): boolean {
    return this.span.isRecording()
  }

  add({ name, fromMs, toMs, kind = SpanKind.INTERNAL, attributes = {}, failed }: Child): void {
    if (!this.isOpen) return
    const options = { kind, startTime: this.#at(fromMs), attributes }
    const child = this.#tracer.startSpan(name, options, this.#context)
    if (failed !== undefined) markFailed(child, failed)
    child.end(this.#at(toMs))
    this.#endMs = Math.max(this.#endMs, toMs)
  }

  /** Never before its children. */
  end(atMs: number): void {
    if (this.isOpen) this.span.end(this.#at(Math.max(atMs, this.#endMs)))
  }

  #at(monotonicMs: number): HrTime {
    const unixMs = monotonicMs + this.#offsetMs
    const seconds = Math.floor(unixMs / SECOND_MS)
    return [seconds, Math.floor((unixMs - seconds * SECOND_MS) * NS_PER_MS)]
  }
}

export function markFailed(span: Span, kind: string): void {
  span.setAttribute('error.type', kind)
  span.setStatus({ code: SpanStatusCode.ERROR })
}

/** The one that what runs now is a part of; null where there is none, or where it is over. */
export function activeTrace(): SpanTrace | null {
  const found = context.active().getValue(KEY)
  return found instanceof SpanTrace && found.isOpen ? found : null
}

/** Runs the work as a part of nothing. */
export const outside = <I, T>(work: (item: I) => T, item: I): T =>
  // Mostly so already, and then it costs next to nothing.
  context.active() === ROOT_CONTEXT ? work(item) : context.with(ROOT_CONTEXT, work, undefined, item)
