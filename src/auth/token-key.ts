// The key that signs tokens: configured, or made once and kept in the data folder.

import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { err, ok, type Result } from '../lib/result.ts'
import { makeKept, readKept } from './kept-file.ts'

/** RFC 7518 section 3.2: an HS256 key has at least the size of the hash. */
export const KEY_MIN_BYTES = 32
const MADE_KEY_BYTES = 48
const KEY_FILE = 'token.key'

export type TokenKey = {
  readonly bytes: Uint8Array
  /** Where the key is kept, for the start-up lines; never what it is. */
  readonly source: string
}

export type TokenKeyError = {
  readonly code: 'KEY_TOO_SHORT' | 'KEY_FILE_UNUSABLE'
  readonly source: string
  readonly cause?: unknown
}

/** A configured key; the text's UTF-8 bytes are the key. */
export function configuredTokenKey(text: string): Result<TokenKey, TokenKeyError> {
  const source = 'configuration'
  const bytes = new TextEncoder().encode(text)
  return bytes.length < KEY_MIN_BYTES ? err({ code: 'KEY_TOO_SHORT', source }) : ok({ bytes, source })
}

/** The key in `<dataDir>/token.key`, made there on the first start. Two processes that start at once agree on one. */
export async function keptTokenKey(dataDir: string): Promise<Result<TokenKey, TokenKeyError>> {
  const source = join(dataDir, KEY_FILE)
  try {
    const text = (await readKept(source)) ?? (await makeKept(source, `${newKey()}\n`))
    const bytes = new Uint8Array(Buffer.from(text.trim(), 'base64url'))
    return bytes.length < KEY_MIN_BYTES ? err({ code: 'KEY_TOO_SHORT', source }) : ok({ bytes, source })
  } catch (cause) {
    return err({ code: 'KEY_FILE_UNUSABLE', source, cause })
  }
}

const newKey = (): string => randomBytes(MADE_KEY_BYTES).toString('base64url')
