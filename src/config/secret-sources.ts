// Secrets come from the environment or from a file of their own; in config.toml, which people share, they are refused.

import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { ConfigError } from './config-error.ts'
import { overlay, type RawConfig } from './environment.ts'
import { SECRET_KEYS } from './schema.ts'
import { Secret } from './secret.ts'

type SecretKey = { readonly section: string; readonly key: string; readonly path: string }

const secretKeys = (): SecretKey[] =>
  SECRET_KEYS.map((path) => {
    const [section = '', key = ''] = path.split('.')
    return { section, key, path }
  })

function sectionOf(raw: RawConfig, name: string): Record<string, unknown> {
  const section = raw.values[name]
  return typeof section === 'object' && section !== null ? (section as Record<string, unknown>) : {}
}

/** Call it before the environment is laid over the file: afterwards a secret's origin cannot be told. */
export function refuseSecretsInFile(raw: RawConfig, fileName: string, errors: ConfigError[]): void {
  for (const { section, key, path } of secretKeys()) {
    const values = sectionOf(raw, section)
    if (!Object.hasOwn(values, key)) continue
    delete values[key]
    const reason = `is a secret: give it by the environment, or name its file in ${key}_file`
    errors.push({ code: 'SECRET_IN_FILE', source: fileName, key: path, reason })
  }
}

/** The configuration file, and the folder that relative names are relative to. */
type Place = { readonly fileName: string; readonly folder: string }

/** Reads each `<key>_file` that is set. A secret said twice is refused, since one of the two would be silently unused. */
export function readSecretFiles(raw: RawConfig, { fileName, folder }: Place, errors: ConfigError[]): void {
  for (const { section, key, path } of secretKeys()) {
    const values = sectionOf(raw, section)
    const secretFile = values[`${key}_file`]
    if (typeof secretFile !== 'string' || secretFile === '') continue
    const source = raw.origin.get(`${path}_file`) ?? fileName
    if (Object.hasOwn(values, key)) {
      const reason = `is given by ${raw.origin.get(path) ?? fileName} too; keep one of them`
      errors.push({ code: 'IMPOSSIBLE', source, key: `${path}_file`, reason })
      continue
    }
    try {
      const text = readFileSync(resolve(folder, secretFile), 'utf8').replace(/\r?\n$/, '')
      overlay(raw, { section, key, origin: secretFile }, new Secret(text))
    } catch (error) {
      const cause = (error as NodeJS.ErrnoException).code ?? 'unknown error'
      errors.push({
        code: 'UNREADABLE',
        source,
        key: `${path}_file`,
        reason: `names a file that cannot be read: ${cause}`,
      })
    }
  }
}
