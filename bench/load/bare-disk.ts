// The disk without us: as many bytes as a batch of the journal has, written and synced at a batch's pace.
import fs from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { quantileOf } from '../quantile.ts'
import { pause } from './crowd.ts'

const BATCH_BYTES = 1000
const GAP_MS = 3
const fdatasync = promisify(fs.fdatasync)

export type BareDisk = { readonly p50Ms: number; readonly p99Ms: number }

/**
 * Quantiles over moments in time, not over syncs: a stall of 100 ms holds up every move that arrives in it, so it
 * counts for as long as it lasts.
 */
export async function bareDisk(ms: number): Promise<BareDisk> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'xuezhan-bench-disk-'))
  const fd = fs.openSync(path.join(folder, 'bare'), 'w')
  const waits: number[] = []
  try {
    const untilMs = performance.now() + ms
    for (let at = 0; performance.now() < untilMs; at += BATCH_BYTES) {
      const begunMs = performance.now()
      fs.writeSync(fd, Buffer.alloc(BATCH_BYTES, 0x20), 0, BATCH_BYTES, at)
      await fdatasync(fd)
      const tookMs = performance.now() - begunMs
      for (let arrivedMs = 0; arrivedMs < Math.max(1, tookMs); arrivedMs += 1) waits.push(tookMs - arrivedMs)
      await pause(GAP_MS)
    }
  } finally {
    fs.closeSync(fd)
    await rm(folder, { recursive: true, force: true })
  }
  return { p50Ms: quantileOf(waits, 0.5), p99Ms: quantileOf(waits, 0.99) }
}
