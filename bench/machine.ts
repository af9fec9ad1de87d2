// What the figures were measured on: they mean nothing without it.
import { execFileSync } from 'node:child_process'
import os from 'node:os'

export type Machine = {
  readonly at: string
  readonly commit: string
  readonly node: string
  readonly v8: string
  readonly system: string
  readonly cpu: string
  readonly cores: number
  readonly memoryGiB: number
  /** Processes that want to run, mean of the last minute; what is not ours disturbs us. */
  readonly load: number
}

const BYTES_PER_GIB = 2 ** 30

function commit(): string {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty'], { encoding: 'utf8' }).trim()
  } catch {
    return 'unknown'
  }
}

export function machineNow(): Machine {
  const cpus = os.cpus()
  return {
    at: new Date().toISOString(),
    commit: commit(),
    node: process.version,
    v8: process.versions.v8,
    system: `${os.type()} ${os.release()} ${os.arch()}`,
    cpu: cpus[0]?.model ?? 'unknown',
    cores: os.availableParallelism(),
    memoryGiB: Math.round(os.totalmem() / BYTES_PER_GIB),
    load: Math.round(os.loadavg()[0]! * 100) / 100,
  }
}

const SPIN_MS = 250

/**
 * The share of one core that a busy process gets now, 0 to 1. Under 0.9 others are at work here, and every time of
 * the wall clock that is measured meanwhile is partly theirs.
 */
export function cpuShare(): number {
  const used = process.cpuUsage()
  const startedMs = performance.now()
  let nowMs = startedMs
  while (nowMs - startedMs < SPIN_MS) nowMs = performance.now()
  const { user, system } = process.cpuUsage(used)
  return Math.min(1, (user + system) / 1000 / (nowMs - startedMs))
}
