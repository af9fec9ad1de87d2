// The back office's tokens from their configuration, or one that is made on the first start.

import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Config } from '../config/schema.ts'
import {
  ADMIN_SCOPES,
  type AdminTokens,
  createAdminTokens,
  parseAdminEntries,
  sha256,
} from './admin-tokens.ts'
import { makeKept, readKept } from './kept-file.ts'

const MADE_SECRET_BYTES = 32
const MADE_NAME = 'admin'
/** The hashes, which the server reads. */
const HASH_FILE = 'admin.tokens'
/** The one secret that was made, for the operator to take and delete; the server never reads it. */
const SECRET_FILE = 'admin.token'

export type OpenedAdmins = {
  readonly admins: AdminTokens
  /** Where the tokens are, for the start-up lines; never what they are. */
  readonly source: string
}

/** Throws when the tokens cannot be used; the reason names the line, never the secret. */
export async function openAdminTokens({ tokens }: Config['admin'], dataDir: string): Promise<OpenedAdmins> {
  if (tokens !== null) return opened(tokens.reveal(), 'configuration')
  const path = join(dataDir, HASH_FILE)
  return opened((await readKept(path)) ?? (await makeFirst(dataDir, path)), join(dataDir, SECRET_FILE))
}

function opened(text: string, source: string): OpenedAdmins {
  const parsed = parseAdminEntries(text)
  if (parsed.ok) return { admins: createAdminTokens(parsed.value), source }
  const { code, line } = parsed.error
  throw new Error(`the admin tokens in ${source} cannot be used: ${code} (line ${line})`)
}

async function makeFirst(dataDir: string, path: string): Promise<string> {
  // The secret first: a start that ends between the two finds it again.
  const made = `${randomBytes(MADE_SECRET_BYTES).toString('base64url')}\n`
  const secret = (await makeKept(join(dataDir, SECRET_FILE), made)).trim()
  return await makeKept(
    path,
    `${MADE_NAME} ${ADMIN_SCOPES.join(',')} sha256:${sha256(secret).toString('hex')}\n`,
  )
}
