// The token part from its configuration.
import type { Config } from '../config/schema.ts'
import type { Clock } from '../lib/clock.ts'
import { configuredTokenKey, keptTokenKey } from './token-key.ts'
import type { Tokens } from './tokens.ts'
import { createTokens } from './tokens.ts'

/** `source`: where the key is kept, for the start-up lines. Throws when the key cannot be used. */
export async function openTokens(
  { key, expires }: Config['token'],
  dataDir: string,
  clock: Clock,
): Promise<{ readonly tokens: Tokens; readonly source: string }> {
  const found = key ? configuredTokenKey(key.reveal()) : await keptTokenKey(dataDir)
  if (!found.ok) {
    const { code, source, cause } = found.error
    throw new Error(`the token key in ${source} cannot be used: ${code}`, { cause })
  }
  const { bytes, source } = found.value
  return { tokens: createTokens({ key: bytes, expiresSeconds: expires, clock }), source }
}
