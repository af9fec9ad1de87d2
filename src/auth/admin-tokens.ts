// Tokens of the back office: a name, what it may do, and a secret of which only the hash is kept.

import { createHash, timingSafeEqual } from 'node:crypto'
import { err, ok, type Result } from '../lib/result.ts'

export const ADMIN_SCOPES = ['gm', 'stats', 'orders', 'audit', 'ops'] as const
export type AdminScope = (typeof ADMIN_SCOPES)[number]

export type Admin = {
  /** Stands in the audit. */
  readonly name: string
  readonly scopes: readonly AdminScope[]
}

export type AdminRefusal = { readonly code: 'BAD_TOKEN' }

export interface AdminTokens {
  /** Who holds this secret; what the admin may do is the caller's to check. */
  find(secret: string): Result<Admin, AdminRefusal>
}

/** 16 random bytes in base64url have 22 characters; shorter secrets can be guessed. */
export const SECRET_MIN_CHARS = 24
const SECRET_MAX_CHARS = 512
const HASHED = /^sha256:([0-9a-f]{64})$/
const NAME = /^[\w.@-]{1,64}$/

export type Entry = Admin & { readonly sha256: Buffer }

export type EntryError = {
  readonly line: number
  readonly code: 'FORM' | 'NAME' | 'SCOPE' | 'SECRET_SHORT' | 'NAME_TWICE' | 'SECRET_TWICE' | 'EMPTY'
}

export const sha256 = (secret: string): Buffer => createHash('sha256').update(secret).digest()

const isScope = (word: string): word is AdminScope => (ADMIN_SCOPES as readonly string[]).includes(word)

/** One line: `name scope,scope secret`. */
function parseEntry(written: string): Entry | EntryError['code'] {
  const [name = '', scopeList = '', secret = '', ...rest] = written.split(/\s+/)
  if (secret === '' || rest.length > 0) return 'FORM'
  if (!NAME.test(name)) return 'NAME'
  const scopes = scopeList.split(',')
  if (!scopes.every(isScope)) return 'SCOPE'
  const hash = HASHED.exec(secret)?.[1]
  if (hash !== undefined) return { name, scopes, sha256: Buffer.from(hash, 'hex') }
  return secret.length < SECRET_MIN_CHARS ? 'SECRET_SHORT' : { name, scopes, sha256: sha256(secret) }
}

/** Lines, or parts divided by `;`, of `name scope,scope secret`; empty lines and those with # are comments. */
export function parseAdminEntries(text: string): Result<readonly Entry[], EntryError> {
  const entries: Entry[] = []
  for (const [index, part] of text.split(/[\n;]/).entries()) {
    const written = part.trim()
    if (written === '' || written.startsWith('#')) continue
    const line = index + 1
    const entry = parseEntry(written)
    if (typeof entry === 'string') return err({ line, code: entry })
    if (entries.some(({ name }) => name === entry.name)) return err({ line, code: 'NAME_TWICE' })
    if (entries.some((other) => other.sha256.equals(entry.sha256))) return err({ line, code: 'SECRET_TWICE' })
    entries.push(entry)
  }
  return entries.length === 0 ? err({ line: 1, code: 'EMPTY' }) : ok(entries)
}

export function createAdminTokens(entries: readonly Entry[]): AdminTokens {
  return {
    find(secret) {
      if (secret.length > SECRET_MAX_CHARS) return err({ code: 'BAD_TOKEN' })
      const hash = sha256(secret)
      // Every entry is compared: the time says nothing about which one fits.
      let found: Entry | undefined
      for (const entry of entries) if (timingSafeEqual(entry.sha256, hash)) found = entry
      return found === undefined ? err({ code: 'BAD_TOKEN' }) : ok({ name: found.name, scopes: found.scopes })
    },
  }
}
