// Waiting for what another process does: asked again and again, up to a deadline.

const STEP_MS = 20

/** Resolves once `isSo` answers true; rejects after `withinMs`, saying what was waited for. */
export async function until(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  withinMs = 20_000,
): Promise<void> {
  const deadlineMs = performance.now() + withinMs
  while (!(await isSo())) {
    if (performance.now() > deadlineMs) throw new Error(`after ${withinMs} ms still not: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, STEP_MS))
  }
}
