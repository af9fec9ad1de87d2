// A start that fails says in one line which setting it failed at.

import { inspect } from 'node:util'

export class StartError extends Error {
  readonly code = 'START_FAILED'

  constructor(setting: string, cause: unknown) {
    super(`${setting}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}

/** Names the setting behind whatever `step` rejects with. */
export async function during<T>(setting: string, step: Promise<T>): Promise<T> {
  try {
    return await step
  } catch (error) {
    throw new StartError(setting, error)
  }
}

/** Says why on standard error and ends the process; what is no setting's fault comes with its stack. */
export function refuseStart(error: unknown): never {
  const isNamed = error instanceof StartError
  process.stderr.write(`cannot start: ${isNamed ? error.message : inspect(error)}\n`)
  process.exit(1)
}
