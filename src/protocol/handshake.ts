// The JSON bodies of Handshake and Kick packets. They are never encrypted.
import { err, ok } from '../lib/result.ts'
import type { Result } from '../lib/result.ts'
import type { RouteDictionary } from './dictionary.ts'
import { makeJson, parseJson } from './json.ts'
import type { ProtocolError } from './protocol-error.ts'

export const HANDSHAKE_OK = 200
/** nano's 501 (client too old) is not sent: what a handshake tells is the client library's version, not the game's. */
const HANDSHAKE_FAILED = 500

export const MAX_HANDSHAKE_BYTES = 4096
const MAX_TEXT = 64

/** What the client says about itself; empty where it says nothing. Not to be trusted. */
export type HandshakeRequest = { readonly clientType: string; readonly clientVersion: string }

type Json = { readonly [name: string]: unknown }
const isJsonObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const shortText = (value: unknown): string => (typeof value === 'string' ? value.slice(0, MAX_TEXT) : '')

function parseObject(body: Uint8Array): Result<Json, ProtocolError> {
  if (body.length > MAX_HANDSHAKE_BYTES) return err({ code: 'HANDSHAKE_TOO_LONG' })
  const parsed = parseJson(body)
  if (!parsed.ok) return parsed
  return isJsonObject(parsed.value) ? ok(parsed.value) : err({ code: 'HANDSHAKE_SHAPE' })
}

/** An empty body is legal (starx and several test clients send one), garbage is not. */
export function parseHandshakeRequest(body: Uint8Array): Result<HandshakeRequest, ProtocolError> {
  if (body.length === 0) return ok({ clientType: '', clientVersion: '' })
  const parsed = parseObject(body)
  if (!parsed.ok) return parsed
  const { sys = {} } = parsed.value
  if (!isJsonObject(sys)) return err({ code: 'HANDSHAKE_SHAPE' })
  return ok({ clientType: shortText(sys.type), clientVersion: shortText(sys.version) })
}

export const makeHandshakeRequest = (request: HandshakeRequest): Uint8Array =>
  makeJson({ sys: { type: request.clientType, version: request.clientVersion, rsa: {} }, user: {} })

export type HandshakeResponse = {
  /** Whole seconds: pitaya's Go client decodes an integer. */
  readonly heartbeatSeconds: number
  /** Sent only where route compression is on. */
  readonly dictionary?: RouteDictionary
  /** Unix seconds. */
  readonly serverTime?: number
}

export function makeHandshakeResponse(response: HandshakeResponse): Uint8Array {
  const { heartbeatSeconds, dictionary, serverTime } = response
  const sys = {
    heartbeat: heartbeatSeconds,
    ...(dictionary === undefined ? {} : { dict: Object.fromEntries(dictionary.codeOf) }),
    ...(serverTime === undefined ? {} : { servertime: serverTime }),
  }
  return makeJson({ code: HANDSHAKE_OK, sys })
}

export const makeHandshakeRefusal = (error: string): Uint8Array => makeJson({ code: HANDSHAKE_FAILED, error })

/** The client's side: `code` 200, and what else the server announced. */
export function parseHandshakeResponse(body: Uint8Array): Result<
  {
    readonly code: number
    readonly heartbeatSeconds: number
    readonly dict: { readonly [route: string]: number }
  },
  ProtocolError
> {
  const parsed = parseJson(body)
  if (!parsed.ok) return parsed
  if (!isJsonObject(parsed.value) || typeof parsed.value.code !== 'number')
    return err({ code: 'HANDSHAKE_SHAPE' })
  const { code, sys = {} } = parsed.value
  if (!isJsonObject(sys)) return err({ code: 'HANDSHAKE_SHAPE' })
  const heartbeat = typeof sys.heartbeat === 'number' ? sys.heartbeat : 0
  const dict = isJsonObject(sys.dict) ? sys.dict : {}
  const codes = Object.entries(dict).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number',
  )
  return ok({ code, heartbeatSeconds: heartbeat, dict: Object.fromEntries(codes) })
}

/** Never empty: starx-wsclient throws on an empty Kick. */
export const makeKick = (reason: string): Uint8Array => makeJson({ reason })

/** The reason of a Kick; empty where it gives none that can be read. */
export function parseKick(body: Uint8Array): string {
  const parsed = parseObject(body)
  return parsed.ok ? shortText(parsed.value.reason) : ''
}
