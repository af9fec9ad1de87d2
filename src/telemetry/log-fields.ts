// What a log line may carry: secrets are taken out by the name of their key at any depth, errors become
// plain data by an allow-list, and everything is bounded.

export type LogFields = { readonly [field: string]: unknown }

export const REDACTED = '[redacted]'

const MAX_DEPTH = 6
const MAX_ITEMS = 50
const MAX_KEYS = 100
const MAX_TEXT = 4000

/**
 * Keys whose values nobody may read in a log: what opens an account or a back office, what names a device, and
 * what tells a wall before its round is over. Compared in lower case without `_` and `-`.
 */
const SECRET_KEYS: ReadonlySet<string> = new Set(
  [
    'token tokens accesstoken authorization cookie setcookie secret appsecret',
    'password passwd pwd passwordhash salt key appkey cryptokey sign signature',
    'imei device deviceid idfa openid unionid phone',
    'seed seeds serverseed seatseeds sealed wall',
    'hand hands tiles drawn indicator indicators prompt prompts picks',
  ].flatMap((keys) => keys.split(' ')),
)

/** Names that every line has already. */
const RESERVED: ReadonlySet<string> = new Set(['level', 'time', 'service', 'event', 'trace_id'])

const isSecret = (key: string): boolean => SECRET_KEYS.has(key.toLowerCase().replaceAll(/[_-]/g, ''))

/** A copy that is safe to write. */
export function safeFields(fields: LogFields): LogFields {
  const safe: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(fields)) {
    safe[RESERVED.has(key) ? `${key}_` : key] = isSecret(key) ? redacted(value) : safeValue(value, 1)
  }
  return safe
}

/** That there was nothing is no secret. */
const redacted = (value: unknown): unknown =>
  value === null || value === undefined || value === '' ? value : REDACTED

function safeValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return bounded(value)
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'function' || typeof value === 'symbol') return undefined
  if (typeof value !== 'object' || value === null) return value
  if (depth > MAX_DEPTH) return '[deep]'
  if (value instanceof Error) return safeError(value, depth)
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`
  if (Array.isArray(value)) return safeList(value, depth)
  if (hasJson(value)) return safeValue(value.toJSON(), depth + 1)
  return safeObject(value, depth)
}

const hasJson = (value: object): value is { toJSON(): unknown } =>
  'toJSON' in value && typeof value.toJSON === 'function'

function safeList(list: readonly unknown[], depth: number): unknown {
  const kept = list.slice(0, MAX_ITEMS).map((item) => safeValue(item, depth + 1))
  return list.length > MAX_ITEMS ? [...kept, `[${list.length - MAX_ITEMS} more]`] : kept
}

function safeObject(value: object, depth: number): unknown {
  const safe: Record<string, unknown> = {}
  for (const [key, inner] of Object.entries(value).slice(0, MAX_KEYS))
    safe[key] = isSecret(key) ? redacted(inner) : safeValue(inner, depth + 1)
  return safe
}

/** Drivers hang statements and their values on errors; only what is named here is written. */
function safeError(error: Error, depth: number): unknown {
  const { code, cause } = error as { readonly code?: unknown; readonly cause?: unknown }
  return {
    type: error.name,
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    message: bounded(error.message),
    stack: bounded(error.stack ?? ''),
    ...(cause === undefined ? {} : { cause: safeValue(cause, depth + 1) }),
  }
}

const bounded = (text: string): string =>
  text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}[${text.length - MAX_TEXT} more]` : text
