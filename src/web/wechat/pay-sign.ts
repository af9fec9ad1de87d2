// Signatures of WeChat's payments (API v2): MD5 over the sorted fields and the merchant's key.

import { createHash, timingSafeEqual } from 'node:crypto'
import { invariant } from '../../lib/assert.ts'

/** Empty fields and the signature itself are not signed (WeChat Pay API v2, "signature algorithm"). */
export function signFields(fields: Iterable<readonly [string, string]>, key: string): string {
  invariant(key !== '', 'nothing is signed with an empty key')
  const signed = [...fields].filter(([name, value]) => value !== '' && name !== 'sign')
  // By bytes, as WeChat sorts; localeCompare would depend on the machine.
  signed.sort(([a], [b]) => (a < b ? -1 : Number(a > b)))
  const text = [...signed, ['key', key] as const].map(([name, value]) => `${name}=${value}`).join('&')
  return createHash('md5').update(text).digest('hex').toUpperCase()
}

/** Whether `sign` among the fields is theirs. Only MD5 is spoken: another `sign_type` is refused. */
export function isSigned(fields: ReadonlyMap<string, string>, key: string): boolean {
  if ((fields.get('sign_type') ?? 'MD5') !== 'MD5') return false
  const given = Buffer.from(fields.get('sign') ?? '')
  const own = Buffer.from(signFields(fields, key))
  return given.length === own.length && timingSafeEqual(given, own)
}
