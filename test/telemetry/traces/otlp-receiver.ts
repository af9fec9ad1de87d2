// A collector that speaks OTLP over HTTP with JSON, keeps every span it is sent, and can be told to misbehave.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Attributes = Readonly<Record<string, string | number | boolean>>

export type ReceivedSpan = {
  readonly name: string
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string | null
  readonly kind: number
  /** Unix nanoseconds. */
  readonly start: bigint
  readonly end: bigint
  readonly attributes: Attributes
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[]
  readonly failed: boolean
  readonly resource: Attributes
}

/** How it answers; `hang`: never, `drip`: a byte now and then, `garbage`: what is no HTTP. */
export type Mood = 'ok' | 'unavailable' | 'refusing' | 'hang' | 'drip' | 'html' | 'garbage' | 'partial'

type AnyValue = {
  readonly stringValue?: string
  readonly intValue?: number | string
  readonly doubleValue?: number
  readonly boolValue?: boolean
}
type KeyValue = { readonly key: string; readonly value: AnyValue }
type WireSpan = {
  readonly name: string
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly kind: number
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly attributes?: readonly KeyValue[]
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[]
  readonly status?: { readonly code?: number }
}
type Payload = {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly KeyValue[] }
    readonly scopeSpans: readonly { readonly spans: readonly WireSpan[] }[]
  }[]
}

const ERROR_STATUS = 2
const DRIP_MS = 50

export class OtlpReceiver {
  mood: Mood
  readonly spans: ReceivedSpan[] = []
  /** As they came, for searches in the raw text. */
  readonly bodies: string[] = []
  requests = 0
  readonly #server: Server
  readonly #timers = new Set<NodeJS.Timeout>()

  private constructor(mood: Mood) {
    this.mood = mood
    this.#server = createServer((request, response) => void this.#take(request, response))
  }

  static async start(mood: Mood = 'ok'): Promise<OtlpReceiver> {
    const receiver = new OtlpReceiver(mood)
    receiver.#server.listen(0, '127.0.0.1')
    await once(receiver.#server, 'listening')
    return receiver
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer)
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.requests += 1
    let body = ''
    try {
      for await (const chunk of request) body += String(chunk)
    } catch {
      return
    }
    if (request.url === '/v1/traces' && (this.mood === 'ok' || this.mood === 'partial')) this.#keep(body)
    this.#answer(request, response)
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    switch (this.mood) {
      case 'ok':
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
        return
      case 'partial':
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end('{"partialSuccess":{"rejectedSpans":"2","errorMessage":"too old"}}')
        return
      case 'unavailable':
        response.writeHead(503).end()
        return
      case 'refusing':
        response.writeHead(400).end('no')
        return
      case 'html':
        response.writeHead(200, { 'content-type': 'text/html' }).end('<html>not what you think</html>')
        return
      case 'garbage':
        request.socket.end('\u0000\u0001 this is not HTTP \r\n\r\n')
        return
      case 'drip': {
        response.writeHead(200)
        const timer = setInterval(() => response.write(' '), DRIP_MS)
        this.#timers.add(timer)
        return
      }
      case 'hang':
    }
  }

  #keep(body: string): void {
    this.bodies.push(body)
    for (const { resource, scopeSpans } of (JSON.parse(body) as Payload).resourceSpans)
      for (const { spans } of scopeSpans)
        for (const span of spans) this.spans.push(spanOf(span, attributesOf(resource.attributes)))
  }
}

const spanOf = (span: WireSpan, resource: Attributes): ReceivedSpan => ({
  name: span.name,
  traceId: span.traceId,
  spanId: span.spanId,
  parentSpanId: span.parentSpanId || null,
  kind: span.kind,
  start: BigInt(span.startTimeUnixNano),
  end: BigInt(span.endTimeUnixNano),
  attributes: attributesOf(span.attributes ?? []),
  links: (span.links ?? []).map(({ traceId, spanId }) => ({ traceId, spanId })),
  failed: span.status?.code === ERROR_STATUS,
  resource,
})

const attributesOf = (list: readonly KeyValue[]): Attributes =>
  Object.fromEntries(list.map(({ key, value }) => [key, plain(value)]))

function plain({ stringValue, intValue, doubleValue, boolValue }: AnyValue): string | number | boolean {
  if (intValue !== undefined) return Number(intValue)
  return stringValue ?? doubleValue ?? boolValue ?? ''
}
