// The inner frame of nano's protocol: flag:u8 | [id:varint] | [route] | payload.
import { invariant } from '../lib/assert.ts'
import { err, ok } from '../lib/result.ts'
import type { Result } from '../lib/result.ts'
import type { RouteDictionary } from './dictionary.ts'
import { PACKET, PACKET_HEADER_BYTES, writePacketHeader } from './packet.ts'
import type { ProtocolError, ProtocolErrorCode } from './protocol-error.ts'
import { makeUtf8, parseUtf8 } from './utf8.ts'
import { parseVarint, varintLength, writeVarint } from './varint.ts'

export type RequestMessage = {
  readonly type: 'request'
  readonly id: number
  readonly route: string
  readonly body: Uint8Array
}
export type NotifyMessage = { readonly type: 'notify'; readonly route: string; readonly body: Uint8Array }
export type ResponseMessage = { readonly type: 'response'; readonly id: number; readonly body: Uint8Array }
export type PushMessage = { readonly type: 'push'; readonly route: string; readonly body: Uint8Array }
export type Message = RequestMessage | NotifyMessage | ResponseMessage | PushMessage
export type MessageType = Message['type']

/** Both pomelo JavaScript libraries break at ids from 2^31. */
export const MAX_MESSAGE_ID = 0x7fff_ffff
export const MAX_ROUTE_BYTES = 0xff

const TYPES = ['request', 'notify', 'response', 'push'] as const satisfies readonly MessageType[]
const FLAG_BY_TYPE = { request: 0x00, notify: 0x02, response: 0x04, push: 0x06 } as const
const FLAG_ROUTE_CODE = 0x01
const FLAG_TYPE = 0x0e
/** gzip in pomelo, zlib in pitaya. Bits 0x20 to 0x80 say nothing to nano. */
const FLAG_COMPRESSED = 0x10
const CODE_BYTES = 2

type RouteBytes = number | Uint8Array | null

/** A route over 255 bytes or an id out of range is a programming error, and throws. */
export function makeMessage(message: Message, dictionary?: RouteDictionary): Uint8Array {
  const route = routeBytes(message, dictionary)
  const out = new Uint8Array(messageLength(message, route))
  writeMessage(out, 0, { message, route })
  return out
}

/** A Data packet around the message, in one allocation. */
export function makeDataPacket(message: Message, dictionary?: RouteDictionary): Uint8Array {
  const route = routeBytes(message, dictionary)
  const length = messageLength(message, route)
  const out = new Uint8Array(PACKET_HEADER_BYTES + length)
  writeMessage(out, writePacketHeader(out, 0, { type: PACKET.data, length }), { message, route })
  return out
}

function routeBytes(message: Message, dictionary: RouteDictionary | undefined): RouteBytes {
  if (message.type === 'response') return null
  const code = dictionary?.codeOf.get(message.route)
  if (code !== undefined) return code
  const bytes = knownRoute(message.route)
  invariant(bytes.length <= MAX_ROUTE_BYTES, `a route of ${bytes.length} bytes`)
  return bytes
}

/** Routes as bytes, remembered: a server names a few dozen of them millions of times. */
const routeCache = new Map<string, Uint8Array>()
const MAX_CACHED_ROUTES = 256
function knownRoute(route: string): Uint8Array {
  const cached = routeCache.get(route)
  if (cached !== undefined) return cached
  const bytes = makeUtf8(route)
  if (routeCache.size < MAX_CACHED_ROUTES) routeCache.set(route, bytes)
  return bytes
}

const hasId = (message: Message): message is RequestMessage | ResponseMessage =>
  message.type === 'request' || message.type === 'response'

function messageLength(message: Message, route: RouteBytes): number {
  const idLength = hasId(message) ? varintLength(message.id) : 0
  const routeLength = route === null ? 0 : typeof route === 'number' ? CODE_BYTES : 1 + route.length
  return 1 + idLength + routeLength + message.body.length
}

function writeMessage(out: Uint8Array, offset: number, what: { message: Message; route: RouteBytes }): void {
  const { message, route } = what
  let at = offset
  out[at++] = FLAG_BY_TYPE[message.type] | (typeof route === 'number' ? FLAG_ROUTE_CODE : 0)
  if (hasId(message)) {
    const { id } = message
    invariant(Number.isInteger(id) && id >= 0 && id <= MAX_MESSAGE_ID, `message id ${id}`)
    at = writeVarint(out, at, id)
  }
  if (typeof route === 'number') {
    out[at++] = route >> 8
    out[at++] = route
  } else if (route !== null) {
    out[at++] = route.length
    out.set(route, at)
    at += route.length
  }
  out.set(message.body, at)
}

/** The message in a Data packet's body; its payload is a view. A Request with id 0 is a Notify, as in nano. */
export function parseMessage(
  bytes: Uint8Array,
  dictionary?: RouteDictionary,
): Result<Message, ProtocolError> {
  const flag = bytes[0]
  if (flag === undefined) return fail('MESSAGE_EMPTY')
  const type = TYPES[(flag & FLAG_TYPE) >> 1]
  if (type === undefined) return fail('MESSAGE_TYPE')
  const isCompressed = (flag & FLAG_COMPRESSED) !== 0
  if (type === 'notify' || type === 'push') {
    if (isCompressed) return fail('MESSAGE_COMPRESSED')
    return parseRouted(bytes, 1, { type, id: 0, isCode: (flag & FLAG_ROUTE_CODE) !== 0, dictionary })
  }
  const id = parseVarint(bytes, 1)
  if (id === undefined || id.value > MAX_MESSAGE_ID) return fail('MESSAGE_ID')
  if (isCompressed) return fail('MESSAGE_COMPRESSED', id.value)
  if (type === 'response') return ok({ type, id: id.value, body: bytes.subarray(id.next) })
  return parseRouted(bytes, id.next, {
    type,
    id: id.value,
    isCode: (flag & FLAG_ROUTE_CODE) !== 0,
    dictionary,
  })
}

type RoutedHead = {
  readonly type: 'request' | 'notify' | 'push'
  readonly id: number
  readonly isCode: boolean
  readonly dictionary: RouteDictionary | undefined
}

function parseRouted(bytes: Uint8Array, offset: number, head: RoutedHead): Result<Message, ProtocolError> {
  const { type, id, isCode, dictionary } = head
  const bodyAt = isCode ? offset + CODE_BYTES : offset + 1 + (bytes[offset] ?? 0)
  if (offset >= bytes.length || bodyAt > bytes.length) return fail('MESSAGE_TRUNCATED', id)
  const route = isCode
    ? dictionary?.routeOf.get((bytes[offset]! << 8) | bytes[offset + 1]!)
    : parseUtf8(bytes.subarray(offset + 1, bodyAt))
  if (route === undefined) return fail(isCode ? 'ROUTE_CODE_UNKNOWN' : 'ROUTE_TEXT', id)
  const body = bytes.subarray(bodyAt)
  if (type === 'push') return ok({ type, route, body })
  return type === 'request' && id !== 0 ? ok({ type, id, route, body }) : ok({ type: 'notify', route, body })
}

/** Id 0 asks for no answer, so it is not told. */
const fail = (code: ProtocolErrorCode, id = 0): Result<never, ProtocolError> =>
  err(id === 0 ? { code } : { code, id })
