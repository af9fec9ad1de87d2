// config.toml and the environment become one frozen Config, or the list of everything that is wrong with them.

import { readFileSync } from 'node:fs'
import { parse as parseToml, TomlError } from 'smol-toml'
import type { z } from 'zod'
import { err, ok, type Result } from '../lib/result.ts'
import { camelSections } from './camel-keys.ts'
import type { ConfigError } from './config-error.ts'
import { type Environment, type RawConfig, readEnvironment } from './environment.ts'
import { baseFolderOf, resolveFiles } from './file-paths.ts'
import { type Config, configSchema, isSectionName, SECTIONS } from './schema.ts'
import { readSecretFiles, refuseSecretsInFile } from './secret-sources.ts'

export type ConfigSources = {
  /** null = run on the defaults and the environment alone. */
  readonly tomlPath: string | null
  readonly env: Environment
}

/**
 * Reads both sources; a variable wins over the file. All errors are collected, so that one start shows them all.
 *
 * @example
 * const loaded = loadConfig({ tomlPath: 'config.toml', env: process.env })
 * if (!loaded.ok) process.stderr.write(loaded.error.map(makeConfigErrorLine).join('\n'))
 */
export function loadConfig(sources: ConfigSources): Result<Config, readonly ConfigError[]> {
  const errors: ConfigError[] = []
  const fileName = sources.tomlPath ?? 'defaults'
  const raw: RawConfig = { values: readToml(sources.tomlPath, errors), origin: new Map() }
  refuseSecretsInFile(raw, fileName, errors)
  readEnvironment(sources.env, raw, errors)
  const folder = baseFolderOf(sources.tomlPath)
  readSecretFiles(raw, { fileName, folder }, errors)
  for (const name of Object.keys(SECTIONS)) raw.values[name] ??= {}

  const parsed = configSchema.safeParse(raw.values)
  for (const issue of parsed.error?.issues ?? []) addErrorsOf(issue, { raw, fileName, errors })
  if (!parsed.success || errors.length > 0) return err(errors)
  return ok(deepFreeze(camelSections(resolveFiles(parsed.data, folder))))
}

function readToml(path: string | null, errors: ConfigError[]): Record<string, unknown> {
  if (path === null) return {}
  try {
    return parseToml(readFileSync(path, 'utf8'))
  } catch (error) {
    errors.push({ code: 'UNREADABLE', source: path, key: '', reason: unreadableReason(error) })
    return {}
  }
}

/** The parser's message quotes the lines around a mistake, and a secret may stand there: only its first line is kept. */
function unreadableReason(error: unknown): string {
  if (error instanceof TomlError) {
    const [what = ''] = error.message.split('\n', 1)
    return `${what} (line ${error.line}, column ${error.column})`
  }
  return `cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown error'}`
}

type IssueContext = { readonly raw: RawConfig; readonly fileName: string; readonly errors: ConfigError[] }

function addErrorsOf(issue: z.core.$ZodIssue, { raw, fileName, errors }: IssueContext): void {
  if (issue.code === 'unrecognized_keys') {
    const reason = issue.path.length > 0 ? 'is not a key of this section' : 'is not a section'
    for (const name of issue.keys) {
      errors.push({ code: 'UNKNOWN_KEY', source: fileName, key: [...issue.path, name].join('.'), reason })
    }
    return
  }
  const key = issue.path.slice(0, 2).join('.')
  if (errors.some((error) => error.key === key)) return
  errors.push({
    code: issue.code === 'invalid_type' ? 'WRONG_TYPE' : 'IMPOSSIBLE',
    source: raw.origin.get(key) ?? fileName,
    key,
    reason: isSectionName(key) ? 'must be a section' : issue.message,
  })
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) deepFreeze(inner)
    Object.freeze(value)
  }
  return value
}
