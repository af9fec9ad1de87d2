// Waiting for a queue that others empty, for so long and no longer.
import type { Clock } from '../lib/clock.ts'

const LOOK_MS = 10

/** Resolves once `depth` answers 0, or when the time is over. */
export async function untilEmpty(
  clock: Pick<Clock, 'after' | 'monotonicMs'>,
  depth: () => number,
  withinMs: number,
): Promise<void> {
  const endMs = clock.monotonicMs() + withinMs
  while (depth() > 0 && clock.monotonicMs() < endMs) {
    const { promise, resolve } = Promise.withResolvers<void>()
    clock.after(LOOK_MS, resolve)
    await promise
  }
}
