// Assertions state what the code relies on. A failed one is a bug in xuezhan, never a player's mistake.

export class InvariantError extends Error {
  readonly code = 'INVARIANT'
}

export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new InvariantError(message)
}

/** Ends every exhaustive switch; the compiler refuses it while a case is missing. */
export function assertNever(value: never): never {
  throw new InvariantError(`unexpected ${JSON.stringify(value)}`)
}

/** The value, where its presence is an invariant (an index inside its bounds, a key just looked up). */
export function must<T>(value: T | undefined | null, what: string): T {
  invariant(value !== undefined && value !== null, `${what} is missing`)
  return value
}
