// A promise that is given up after a time; what happens to the thing behind it, the caller decides.

export class DeadlineError extends Error {
  readonly code: string

  constructor(code: string) {
    super(`given up: ${code}`)
    this.code = code
  }
}

export type Deadline = {
  readonly afterMs: number
  /** Code of the error that stands for the timeout. */
  readonly code: string
  /** Runs when the time is over, before the caller hears of it. */
  readonly onTimeout?: () => void
}

export async function withDeadline<T>(work: Promise<T>, deadline: Deadline): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    deadline.onTimeout?.()
    reject(new DeadlineError(deadline.code))
  }, deadline.afterMs)
  try {
    return await Promise.race([work, promise])
  } finally {
    clearTimeout(timer)
    // Lost races must not end the process.
    work.catch(() => undefined)
  }
}
