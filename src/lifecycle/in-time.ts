// Waiting for a step that may hang: so long from a moment on, and no longer.
import type { Cancel, Clock } from '../lib/clock.ts'

export type Patience = {
  readonly clock: Pick<Clock, 'after'>
  /** From when the time counts; may never come. */
  readonly since: Promise<void>
  readonly withinMs: number
}

/** What `step` ends with; 'late' when it had not by then, and nobody hears of it any more. */
export async function inTime<T>({ clock, since, withinMs }: Patience, step: Promise<T>): Promise<T | 'late'> {
  const late = Promise.withResolvers<'late'>()
  let cancel: Cancel = () => undefined
  let isOver = false
  const count = async (): Promise<void> => {
    await since
    if (!isOver) cancel = clock.after(withinMs, () => late.resolve('late'))
  }
  void count()
  try {
    return await Promise.race([step, late.promise])
  } finally {
    isOver = true
    cancel()
  }
}
