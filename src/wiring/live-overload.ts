// The measures of this process's overload: its event loop, its memory, its tables.
import { totalmem } from 'node:os'
import type { Config } from '../config/schema.ts'
import { Overload, rssLimitBytes } from '../lifecycle/overload.ts'
import { LOOP_SAMPLE_MS } from '../telemetry/loop-delay.ts'

const SECOND_MS = 1000

/** Hears of no samples yet: what a start does to the loop is no overload. */
export function liveOverload(
  { overload: keys, limits }: Pick<Config, 'overload' | 'limits'>,
  tables: () => number,
): Overload {
  const memory = { constrainedBytes: process.constrainedMemory(), machineBytes: totalmem() }
  return new Overload(
    {
      loopDelayMs: keys.loopDelayMs,
      sampleMs: LOOP_SAMPLE_MS,
      windowMs: keys.windowSeconds * SECOND_MS,
      maxRssBytes: rssLimitBytes(keys.maxRssMb, memory),
      maxTables: limits.maxTables,
      tablesPercent: keys.tablesPercent,
      reliefPercent: keys.reliefPercent,
    },
    { rssBytes: () => process.memoryUsage.rss(), tables },
  )
}
