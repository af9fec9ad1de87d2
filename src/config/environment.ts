// XUEZHAN_SECTION__KEY variables: found by name, typed by the schema. A misspelt one is an error, not a shrug.

import { assertNever } from '../lib/assert.ts'
import { err, ok, type Result } from '../lib/result.ts'
import type { ConfigError } from './config-error.ts'
import { ENV_PREFIX, SCHEMA_KEYS, type KeyKind } from './schema-keys.ts'
import { Secret } from './secret.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** Section, then key, as config.toml writes them; `origin` says which variable or file gave `section.key`. */
export type RawConfig = {
  readonly values: Record<string, unknown>
  readonly origin: Map<string, string>
}

/** Puts one value over what the file said. A section that the file spoiled stays as it is, for the schema to refuse. */
export function overlay(
  raw: RawConfig,
  at: { section: string; key: string; origin: string },
  value: unknown,
): void {
  const section = (raw.values[at.section] ??= {})
  if (typeof section !== 'object' || section === null || Array.isArray(section)) return
  ;(section as Record<string, unknown>)[at.key] = value
  raw.origin.set(`${at.section}.${at.key}`, at.origin)
}

/** Lays every XUEZHAN_ variable over `raw`. */
export function readEnvironment(env: Environment, raw: RawConfig, errors: ConfigError[]): void {
  const keysByName = new Map(SCHEMA_KEYS.map((key) => [key.envName, key]))
  for (const name of Object.keys(env).sort()) {
    const written = env[name]
    if (!name.startsWith(ENV_PREFIX) || written === undefined) continue
    const known = keysByName.get(name)
    if (known === undefined) {
      if (isServiceLink(name, written)) continue
      errors.push({ code: 'UNKNOWN_KEY', source: name, key: '', reason: 'no key has this name' })
      continue
    }
    const { section, key } = known
    const value = parseVariable(known.kind, written)
    if (value.ok) overlay(raw, { section, key, origin: name }, value.value)
    else errors.push({ code: 'WRONG_TYPE', source: name, key: `${section}.${key}`, reason: value.error })
  }
}

/** Kubernetes gives every pod the addresses of its services: one named xuezhan makes XUEZHAN_PORT=tcp://... and more. */
const isServiceLink = (name: string, written: string): boolean =>
  /_SERVICE_(HOST|PORT|PORT_[A-Z0-9_]+)$/.test(name) ||
  /_PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?$/.test(name) ||
  (name.endsWith('_PORT') && /^(tcp|udp|sctp):\/\//.test(written))

function parseVariable(kind: KeyKind, written: string): Result<unknown, string> {
  switch (kind) {
    case 'secret':
      return ok(new Secret(written))
    case 'string':
      return ok(written)
    case 'number':
      return /^-?\d{1,15}$/.test(written) ? ok(Number(written)) : err('must be a whole number')
    case 'decimal':
      return /^-?\d{1,15}(\.\d{1,15})?$/.test(written) ? ok(Number(written)) : err('must be a number')
    case 'boolean':
      return written === 'true' || written === 'false' ? ok(written === 'true') : err('must be true or false')
    case 'array':
      return parseList(written)
    default:
      return assertNever(kind)
  }
}

/** `a,b,c`, or a JSON array where a text holds a comma. */
function parseList(written: string): Result<unknown, string> {
  const trimmed = written.trim()
  if (trimmed === '') return ok([])
  if (!trimmed.startsWith('[')) return ok(trimmed.split(',').map((part) => part.trim()))
  try {
    return ok(JSON.parse(trimmed))
  } catch {
    return err('must be a,b,c or a JSON list')
  }
}
