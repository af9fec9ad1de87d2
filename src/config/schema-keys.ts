// The schema as a list of keys: name, kind and default. The environment, the secrets and the test of config.toml read it.

import type { z } from 'zod'
import { SECRET_KEYS, SECTIONS } from './schema.ts'

export type KeyKind = 'number' | 'decimal' | 'boolean' | 'string' | 'array' | 'secret'

export type SchemaKey = {
  readonly section: string
  readonly key: string
  readonly kind: KeyKind
  /** As written in config.toml; null for a secret. */
  readonly defaultValue: unknown
  /** `XUEZHAN_SECTION__KEY`. */
  readonly envName: string
}

export const ENV_PREFIX = 'XUEZHAN_'

const envWord = (name: string): string => name.replaceAll('-', '_').toUpperCase()

/** Unwraps defaults and transforms down to the type that a reader writes. */
function writtenType(schema: z.ZodType): string {
  const def = schema.def as { type: string; format?: string; innerType?: z.ZodType; in?: z.ZodType }
  const inner = def.innerType ?? def.in
  if (inner !== undefined) return writtenType(inner)
  return def.type === 'number' && def.format === undefined ? 'decimal' : def.type
}

function keyKind(path: string, schema: z.ZodType): KeyKind {
  if ((SECRET_KEYS as readonly string[]).includes(path)) return 'secret'
  const type = writtenType(schema)
  if (type === 'number' || type === 'decimal' || type === 'boolean' || type === 'array') return type
  return 'string'
}

function describeKey(section: string, key: string, schema: z.ZodType): SchemaKey {
  const def = schema.def as { defaultValue?: unknown }
  return {
    section,
    key,
    kind: keyKind(`${section}.${key}`, schema),
    defaultValue: def.defaultValue,
    envName: `${ENV_PREFIX}${envWord(section)}__${envWord(key)}`,
  }
}

/** Every key of the configuration in the order of the schema. */
export const SCHEMA_KEYS: readonly SchemaKey[] = Object.entries(SECTIONS).flatMap(([section, schema]) =>
  Object.entries(schema.shape).map(([key, field]) => describeKey(section, key, field)),
)
