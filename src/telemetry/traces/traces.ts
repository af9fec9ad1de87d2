// What is followed, and how it is told: one span per message and HTTP request with its children. The observers know
// this class as a type alone, so that it is not even read where traces are off.
import type { Attributes, SpanContext, Tracer } from '@opentelemetry/api'
import { createTraceState, ROOT_CONTEXT, SpanKind, trace, TraceFlags } from '@opentelemetry/api'
import type { Clock } from '../../lib/clock.ts'
import type { Trace } from '../../lib/trace.ts'
import type { Birth, HandledMessage } from '../../net/observer.ts'
import type { RouteName } from '../../protocol/routes.ts'
import type { Decided, Handed, RoomObserver } from '../../room/observer.ts'
import type { BegunRequest } from '../../web/web-server-options.ts'
import { MessageTrace } from './message-trace.ts'
import { queryOf } from './query-span.ts'
import type { Query } from './query-span.ts'
import type { Sampling } from './sampling.ts'
import { isChosen } from './sampling.ts'
import { activeTrace, markFailed, outside, SpanTrace } from './span-trace.ts'
import { parseTraceParent } from './trace-parent.ts'

export type TracesParts = {
  readonly tracer: Tracer
  readonly clock: Clock
  readonly sampling: Sampling
  /** Sends what waits, within a bounded time. */
  readonly close: () => Promise<void>
}

type RefusedCommand = Parameters<RoomObserver['onRefused']>[0]

const UNMATCHED = 'unmatched'
const SERVER_ERROR = 500
/** W3C Trace Context, section 3.3.1.5: what has to be passed on at least. */
const MAX_TRACE_STATE = 512
const PROTOCOLS: Readonly<Record<Birth['transport'], string>> = { ws: 'websocket', tcp: 'nano' }

export class Traces {
  readonly #parts: TracesParts
  /** Handshakes that have their span already. */
  readonly #handshakes = new WeakMap<Birth, SpanContext>()

  constructor(parts: TracesParts) {
    this.#parts = parts
  }

  /** null, without anything made, for a message that chance left out. */
  readonly message = (route: RouteName, receivedAtMs: number, birth: Birth): Trace | null => {
    const { sampling } = this.#parts
    if (!isChosen(sampling)) return null
    const links = [{ context: this.#handshakeOf(birth) }]
    const attributes = { ...connectionOf(birth), 'mj.route': route }
    return new MessageTrace({ ...this.#parts, name: route, startedMs: receivedAtMs, attributes, links })
  }

  messageHandled({ trace: followed, result, ms, receivedAtMs }: HandledMessage, isOurs: boolean): void {
    if (followed instanceof MessageTrace)
      followed.handled(result, { atMs: receivedAtMs + ms, error: isOurs ? result : null })
  }

  decided(decided: Decided): void {
    if (decided.trace instanceof MessageTrace) decided.trace.decided(decided)
  }

  shown(handed: Handed): void {
    if (handed.trace instanceof MessageTrace) handed.trace.shown(handed)
  }

  refused(refused: RefusedCommand): void {
    if (refused.trace instanceof MessageTrace) refused.trace.refused(refused)
  }

  request({ raw, route, scheme, startedMs }: BegunRequest): Trace | null {
    const { sampling } = this.#parts
    const parent = parseTraceParent(raw.headers.traceparent)
    const isWanted = parent !== null && sampling.heedsCaller ? parent.isSampled : isChosen(sampling)
    if (!isWanted) return null
    const method = raw.method ?? ''
    const isMatched = route !== UNMATCHED
    const attributes: Attributes = {
      'http.request.method': method,
      'url.scheme': scheme,
      'network.protocol.version': raw.httpVersion,
      // The address of a route that is not ours is whatever somebody typed.
      ...(isMatched ? { 'http.route': route, 'url.path': pathOf(raw.url) } : {}),
    }
    const name = isMatched ? `${method} ${route}` : method
    if (parent === null) return new SpanTrace({ ...this.#parts, name, startedMs, attributes })
    const state = raw.headers.tracestate
    const above = trace.setSpanContext(ROOT_CONTEXT, {
      traceId: parent.traceId,
      spanId: parent.spanId,
      traceFlags: TraceFlags.SAMPLED,
      isRemote: true,
      ...(typeof state === 'string' && state.length <= MAX_TRACE_STATE
        ? { traceState: createTraceState(state) }
        : {}),
    })
    return new SpanTrace({ ...this.#parts, name, startedMs, attributes, parent: above })
  }

  requestEnded(followed: Trace, status: number): void {
    if (!(followed instanceof SpanTrace)) return
    followed.span.setAttribute('http.response.status_code', status)
    if (status >= SERVER_ERROR) markFailed(followed.span, String(status))
    followed.end(this.#parts.clock.monotonicMs())
  }

  /** A statement that has just ended; it has a span where it was a part of something. */
  query(query: Query): void {
    const followed = activeTrace()
    if (!followed) return
    const toMs = this.#parts.clock.monotonicMs()
    followed.add({ ...queryOf(query), kind: SpanKind.CLIENT, fromMs: toMs - query.durationMs, toMs })
  }

  readonly within = <I, T>(followed: Trace | null, work: (item: I) => T, item: I): T =>
    followed ? followed.run(() => work(item)) : outside(work, item)

  /** For an exemplar. */
  idOf(followed: Trace | null): string | null {
    return followed instanceof SpanTrace ? followed.id : null
  }

  /** Of what runs now; for the log. */
  get activeId(): string | null {
    return activeTrace()?.id ?? null
  }

  async close(): Promise<void> {
    await this.#parts.close()
  }

  /** Made when the first of its messages is followed: a link leads to a span that was sent. */
  #handshakeOf(birth: Birth): SpanContext {
    const known = this.#handshakes.get(birth)
    if (known) return known
    const attributes = connectionOf(birth)
    const made = new SpanTrace({ ...this.#parts, name: 'handshake', startedMs: birth.openedAtMs, attributes })
    made.end(birth.shookAtMs)
    const context = made.span.spanContext()
    this.#handshakes.set(birth, context)
    return context
  }
}

const connectionOf = ({ id, transport }: Birth): Attributes => ({
  'network.protocol.name': PROTOCOLS[transport],
  'mj.session': id,
})

/** Without the query, where secrets have been seen. */
const pathOf = (url = ''): string => url.split('?', 1)[0] ?? ''
