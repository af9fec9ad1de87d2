// Passwords are kept as memory-hard hashes in PHC form, with their parameters and salt: Argon2id, or scrypt on the
// Node 24 releases before 24.7, which have no Argon2. The hash itself says which.

import crypto from 'node:crypto'
import { promisify } from 'node:util'

/** OWASP's first choice for Argon2id: 19 MiB, two passes, one lane. */
const MEMORY_KIB = 19_456
const PASSES = 2
const LANES = 1
/** OWASP's choice for scrypt: 2^17 blocks of 8 * 128 bytes (128 MiB), one lane. */
const SCRYPT_LOG_COST = 17
const SCRYPT_BLOCKS = 8
const SCRYPT_BYTES = 2 * 128 * SCRYPT_BLOCKS * 2 ** SCRYPT_LOG_COST
const SALT_BYTES = 16
const TAG_BYTES = 32

export const PASSWORD_MIN_CHARS = 8
export const PASSWORD_MAX_CHARS = 128

type Derive = (password: Buffer, salt: Buffer) => Promise<Uint8Array>

/** What precedes the salt in the hash, and how the tag is made. */
export type PasswordScheme = { readonly prefix: string; readonly derive: Derive }

// Read from the module's object: a named import of what Node does not have would stop the start.
const makeArgon2 = crypto.argon2 as typeof crypto.argon2 | undefined

const ARGON2ID: PasswordScheme | undefined = makeArgon2 && {
  prefix: `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=${LANES}`,
  derive: async (message, nonce) =>
    await promisify(makeArgon2)('argon2id', {
      message,
      nonce,
      memory: MEMORY_KIB,
      passes: PASSES,
      parallelism: LANES,
      tagLength: TAG_BYTES,
    }),
}

const scrypt = promisify<Buffer, Buffer, number, crypto.ScryptOptions, Buffer>(crypto.scrypt)

export const SCRYPT: PasswordScheme = {
  prefix: `$scrypt$ln=${SCRYPT_LOG_COST},r=${SCRYPT_BLOCKS},p=${LANES}`,
  derive: async (password, salt) =>
    await scrypt(password, salt, TAG_BYTES, {
      N: 2 ** SCRYPT_LOG_COST,
      r: SCRYPT_BLOCKS,
      p: LANES,
      maxmem: SCRYPT_BYTES,
    }),
}

const unpadded = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64').replace(/=+$/, '')

/** `$<scheme>$<parameters>$<salt>$<hash>`. */
export async function hashPassword(
  password: string,
  { prefix, derive }: PasswordScheme = ARGON2ID ?? SCRYPT,
): Promise<string> {
  const salt = crypto.randomBytes(SALT_BYTES)
  const tag = await derive(Buffer.from(password.normalize('NFKC')), salt)
  return `${prefix}$${unpadded(salt)}$${unpadded(tag)}`
}
