// Waiting for a state of the run, and until a server has nothing left to do.
import { setTimeout as delay } from 'node:timers/promises'
import type { ServerProcess } from '../support/server-process.ts'

const DEADLINE_MS = 30_000
const POLL_MS = 20

/** Polls until `isDone`; fails with `what` after a generous deadline. */
export async function eventually(what: string, isDone: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS
  while (!(await isDone())) {
    if (Date.now() > deadline) throw new Error(`not in ${DEADLINE_MS} ms: ${what}`)
    await delay(POLL_MS)
  }
}

/** The same, while people play; fails with them. */
export async function whilePlaying(
  playing: Promise<void>,
  what: string,
  isDone: () => boolean,
): Promise<void> {
  const over = playing.then(() => {
    throw new Error(`all matches were over, and not: ${what}`)
  })
  over.catch(() => undefined)
  await Promise.race([eventually(what, isDone), over])
}

/** Every finished match is in the database and its journal released. */
export async function untilWritten(server: ServerProcess): Promise<void> {
  await eventually('all matches are written', async () => {
    const metrics = await server.metrics()
    const depths = [...metrics].filter(([name]) => /^mj_(queue_depth|tables)\b/.test(name))
    return depths.length > 0 && depths.every(([, depth]) => depth === 0)
  })
}
