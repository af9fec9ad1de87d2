// A start that fails says in one line which setting it failed at, and for a port that is taken how to give another.

import { inspect } from 'node:util'
import { SCHEMA_KEYS } from '../config/schema-keys.ts'

export class StartError extends Error {
  readonly code = 'START_FAILED'

  constructor(setting: string, cause: unknown) {
    super(`${setting}: ${reasonOf(setting, cause)}`, { cause })
  }
}

function reasonOf(setting: string, cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  const { code, port } = cause as NodeJS.ErrnoException & { readonly port?: number }
  if (code !== 'EADDRINUSE') return cause.message
  const name = SCHEMA_KEYS.find(({ section, key }) => `${section}.${key}` === setting)?.envName ?? setting
  return `port ${port} is in use, by another xuezhan perhaps; give another with ${name} (port 0 = any free one)`
}

/** Names the setting behind whatever `step` rejects with; a function, where the error tells which of several it is. */
export async function during<T>(
  setting: string | ((error: unknown) => string),
  step: Promise<T>,
): Promise<T> {
  try {
    return await step
  } catch (error) {
    throw new StartError(typeof setting === 'string' ? setting : setting(error), error)
  }
}

/** Says why on standard error and ends the process; what is no setting's fault comes with its stack. */
export function refuseStart(error: unknown): never {
  const isNamed = error instanceof StartError
  process.stderr.write(`cannot start: ${isNamed ? error.message : inspect(error)}\n`)
  process.exit(1)
}
