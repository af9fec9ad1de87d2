// The measures of this process's overload: its event loop, its memory, its tables.
import { totalmem } from 'node:os'
import type { Config } from './config/schema.ts'
import { Overload, rssLimitBytes, SAMPLE_MS } from './lifecycle/overload.ts'
import { LoopDelay } from './telemetry/loop-delay.ts'

const SECOND_MS = 1000

export type LiveOverload = {
  readonly overload: Overload
  readonly sampler: Pick<LoopDelay, 'start' | 'stop'>
}

/** The sampler is not started: what a start does to the loop is no overload. */
export function liveOverload(
  { overload: keys, limits }: Pick<Config, 'overload' | 'limits'>,
  tables: () => number,
): LiveOverload {
  const memory = { constrainedBytes: process.constrainedMemory(), machineBytes: totalmem() }
  const overload = new Overload(
    {
      loopDelayMs: keys.loopDelayMs,
      windowMs: keys.windowSeconds * SECOND_MS,
      maxRssBytes: rssLimitBytes(keys.maxRssMb, memory),
      maxTables: limits.maxTables,
      tablesPercent: keys.tablesPercent,
      reliefPercent: keys.reliefPercent,
    },
    { rssBytes: () => process.memoryUsage.rss(), tables },
  )
  const sampler = new LoopDelay({ intervalMs: SAMPLE_MS, onSample: (delayMs) => overload.sample(delayMs) })
  return { overload, sampler }
}
