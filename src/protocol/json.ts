// JSON as it goes over this wire: out in a form that legacy clients read, in with limits.
import { invariant } from '../lib/assert.ts'
import { err, ok } from '../lib/result.ts'
import type { Result } from '../lib/result.ts'
import type { ProtocolError } from './protocol-error.ts'
import { makeUtf8, parseUtf8 } from './utf8.ts'

/** Our deepest payload has five levels; a few more are left for clients' own fields. */
export const MAX_JSON_DEPTH = 16

const SURROGATES = /[\ud800-\udfff]/g

/**
 * The text of `value` with characters beyond the BMP as two `\uXXXX` escapes: the decoders of pomelo's
 * JavaScript clients know UTF-8 of up to three bytes only.
 */
export const makeJsonText = (value: unknown): string => escapeSurrogates(stringify(value))

export function makeJson(value: unknown): Uint8Array {
  const text = stringify(value)
  const bytes = makeUtf8(text)
  // As many bytes as characters: all ASCII, so there is nothing to search and escape.
  return bytes.length === text.length ? bytes : makeUtf8(escapeSurrogates(text))
}

function stringify(value: unknown): string {
  const text: string | undefined = JSON.stringify(value)
  invariant(text !== undefined, 'a payload without a JSON form')
  return text
}

const escapeSurrogates = (text: string): string =>
  text.replace(SURROGATES, (unit) => `\\u${unit.charCodeAt(0).toString(16).toUpperCase()}`)

export function parseJson(bytes: Uint8Array): Result<unknown, ProtocolError> {
  if (isDeeperThan(bytes, MAX_JSON_DEPTH)) return err({ code: 'JSON_DEPTH' })
  const text = parseUtf8(bytes)
  if (text === undefined) return err({ code: 'JSON_UTF8' })
  try {
    return ok(JSON.parse(text) as unknown)
  } catch {
    return err({ code: 'JSON_SYNTAX' })
  }
}

/**
 * A request's payload as its schema sees it. As Go's decoder does for nanoserver, nothing at all and null are
 * an empty object, and a field that is null is a field that is absent.
 */
export function parsePayload(bytes: Uint8Array): Result<unknown, ProtocolError> {
  if (bytes.length === 0) return ok({})
  const parsed = parseJson(bytes)
  if (!parsed.ok) return parsed
  const { value } = parsed
  if (value === null) return ok({})
  if (typeof value !== 'object' || Array.isArray(value)) return parsed
  for (const [name, field] of Object.entries(value)) {
    if (field === null) Reflect.deleteProperty(value, name)
  }
  return parsed
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN_ARRAY = 0x5b
const CLOSE_ARRAY = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d

/** Counts brackets outside strings; on text that is not JSON the answer is of no consequence. */
function isDeeperThan(bytes: Uint8Array, limit: number): boolean {
  let depth = 0
  let inString = false
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!
    if (byte === QUOTE) inString = !inString
    else if (inString) at += byte === BACKSLASH ? 1 : 0
    else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      depth += 1
      if (depth > limit) return true
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) depth -= 1
  }
  return false
}
