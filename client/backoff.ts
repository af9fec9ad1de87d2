// How long to wait before the next try to connect: doubling, with jitter, so that after a restart of the
// server not everybody comes at once.

export const FIRST_DELAY_MS = 250
export const LONGEST_DELAY_MS = 10_000

/** `tries`: failed ones so far; `luck`: 0 to 1. Between half and all of the doubled delay. */
export function retryDelayMs(tries: number, luck: number): number {
  const full = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(tries, 10))
  return Math.round(full * (0.5 + luck / 2))
}
