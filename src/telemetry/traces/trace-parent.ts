// The caller's word on a trace: the `traceparent` header of W3C Trace Context, level 1.

export type TraceParent = { readonly traceId: string; readonly spanId: string; readonly isSampled: boolean }

const FORM = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/
const ZEROS = /^0+$/
/** Later versions may say more, after these fields (section 3.2.4); this one may not. */
const PRESENT_VERSION = '00'
const INVALID_VERSION = 'ff'
const SAMPLED = 1
/** Far longer than any version in sight. */
const MAX_LENGTH = 256

/** null: none, or one that the standard says to leave alone. */
export function parseTraceParent(header: string | readonly string[] | undefined): TraceParent | null {
  if (typeof header !== 'string' || header.length > MAX_LENGTH) return null
  const [, version, traceId = '', spanId = '', flags = '', more] = FORM.exec(header.trim()) ?? []
  if (version === undefined || version === INVALID_VERSION) return null
  if (version === PRESENT_VERSION && more !== undefined) return null
  if (ZEROS.test(traceId) || ZEROS.test(spanId)) return null
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & SAMPLED) === SAMPLED }
}
