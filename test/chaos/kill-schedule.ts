// When a server is killed: after how much play, counted in pushes so that a slow machine gets as far as a quick one,
// and sometimes while it starts. The same seed gives the same schedule.
import { setTimeout as delay } from 'node:timers/promises'
import { seededRng } from '../../src/lib/rng.ts'
import type { ServerProcess } from '../support/server-process.ts'

const MIN_PUSHES = 50
const MAX_PUSHES = 2000
const MAX_PLAY_MS = 2000
const MAX_START_MS = 1200
/** One kill in so many strikes a server that has not come up yet. */
const DURING_START_ONE_IN = 5
const POLL_MS = 3

export type Kill =
  | { readonly kind: 'in play'; readonly pushes: number }
  | { readonly kind: 'while starting'; readonly afterMs: number }

export function makeKillSchedule(seed: number, kills: number): Kill[] {
  const rng = seededRng(seed)
  return Array.from({ length: kills }, (_, index): Kill => {
    const pushes = MIN_PUSHES + rng.below(MAX_PUSHES - MIN_PUSHES)
    const afterMs = rng.below(MAX_START_MS)
    const isEarly = index > 0 && rng.below(DURING_START_ONE_IN) === 0
    return isEarly ? { kind: 'while starting', afterMs } : { kind: 'in play', pushes }
  })
}

export type KillRun = {
  readonly server: ServerProcess
  readonly schedule: readonly Kill[]
  /** How far play has come. */
  readonly pushCount: () => number
  /** No kill and no start from then on. */
  readonly signal: AbortSignal
}

/** Kills by the schedule and starts again each time. */
export async function runKills({ server, schedule, pushCount, signal }: KillRun): Promise<void> {
  for (const [index, kill] of schedule.entries()) {
    if (kill.kind === 'in play') {
      await untilPlayed(pushCount, kill.pushes)
      signal.throwIfAborted()
      await server.kill()
    }
    const next = schedule[index + 1]
    if (next?.kind === 'while starting') await killWhileStarting(server, next.afterMs)
    else await server.restart()
  }
}

async function untilPlayed(pushCount: () => number, pushes: number): Promise<void> {
  const goal = pushCount() + pushes
  const deadline = performance.now() + MAX_PLAY_MS
  while (pushCount() < goal && performance.now() < deadline) await delay(POLL_MS)
}

async function killWhileStarting(server: ServerProcess, afterMs: number): Promise<void> {
  const starting = server.restart().catch(() => undefined)
  await delay(afterMs)
  await server.kill()
  await starting
}
