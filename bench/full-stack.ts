// The whole server under people: 500 tables, 2,000 sockets, every move on the disk before anybody sees it; and the
// same with the data folder in memory. The generator shares the machine with the server.
import type { BareDisk } from './load/bare-disk.ts'
import { bareDisk } from './load/bare-disk.ts'
import type { Crowd, Measured } from './load/crowd.ts'
import { HUMAN, pause, SEATS, withCrowd } from './load/crowd.ts'
import { BenchServer, hasMemoryFolder } from './load/server.ts'
import { median } from './quantile.ts'
import type { BenchOptions, BenchRow } from './row.ts'
import { atMost, FULL } from './row.ts'

const TABLES = 500
const WARM_UP_MS = 15_000
const WINDOW_MS = 12_000
const WINDOWS = 5
const DISK_MS = 2000
/** Of a move, from its arrival to the last frame that it caused, and of the event loop. */
export const TARGET_MS = { p50: 2, p99: 15, loopP99: 20 } as const

type Run = { readonly windows: readonly Measured[]; readonly disk: readonly BareDisk[] }

export async function benchFullStack({ quick }: BenchOptions = FULL): Promise<BenchRow[]> {
  const rows = diskRows(await run({ quick, inMemory: false }))
  if (hasMemoryFolder()) rows.push(...memoryRows(await run({ quick, inMemory: true })))
  return rows
}

async function run({ quick, inMemory }: BenchOptions & { readonly inMemory: boolean }): Promise<Run> {
  return await withCrowd(new BenchServer({ inMemory }), async (crowd) => {
    await crowd.seat(TABLES, HUMAN)
    await pause(quick ? WARM_UP_MS / 3 : WARM_UP_MS)
    return await windowsOf(crowd, quick ? 1 : WINDOWS)
  })
}

/** The bare disk is asked between the windows, so that both saw much the same neighbours. */
async function windowsOf(crowd: Crowd, count: number): Promise<Run> {
  const windows: Measured[] = []
  const disk: BareDisk[] = []
  while (windows.length < count) {
    windows.push(await crowd.measure(WINDOW_MS))
    disk.push(await bareDisk(DISK_MS))
  }
  const lost = windows.at(-1)?.load.lost ?? 0
  if (lost > 0) throw new Error(`${lost} connections were lost`)
  return { windows, disk }
}

const LABEL = `${TABLES} tables, ${TABLES * SEATS} sockets`

function diskRows({ windows, disk }: Run): BenchRow[] {
  const of = (figure: (measured: Measured) => number): number => median(windows.map(figure))
  const row = (name: string, unit: string, figure: (measured: Measured) => number): BenchRow => ({
    name: `${LABEL}: ${name}`,
    value: of(figure),
    unit,
  })
  const beside = (measured: BenchRow, baseline: number): BenchRow => ({
    ...measured,
    baseline,
    ratio: measured.value / baseline,
  })
  const p50 = row('move to last frame, p50 (baseline: bare disk)', 'ms', (m) => m.moveP50Ms)
  const p99 = row('move to last frame, p99 (baseline: bare disk)', 'ms', (m) => m.moveP99Ms)
  const loop = row('event loop delay, p99', 'ms', (m) => m.loopP99Ms)
  return [
    row(`moves, ${HUMAN.minMs}-${HUMAN.maxMs} ms of thought each`, 'moves/s', (m) => m.movesPerSecond),
    atMost(beside(p50, median(disk.map((each) => each.p50Ms))), TARGET_MS.p50),
    atMost(beside(p99, median(disk.map((each) => each.p99Ms))), TARGET_MS.p99),
    atMost(loop, TARGET_MS.loopP99),
    quietest(windows, `${LABEL}: `),
    row('request to answer at the client, p50', 'ms', (m) => m.load.roundTripMs.p50),
    row('request to answer at the client, p99', 'ms', (m) => m.load.roundTripMs.p99),
    row('refused (answers that came too late)', '%', refusedPercent),
    row('pushes', 'pushes/s', (m) => (m.load.pushes * 1000) / m.load.ms),
    row('journal batches, each with its fdatasync', 'syncs/s', (m) => m.syncsPerSecond),
    row('fdatasync, p99', 'ms', (m) => m.syncP99Ms),
    row('server CPU', 'cores', (m) => m.serverCpu),
    row('server CPU for a move', 'us', (m) => m.cpuUsPerMove),
    row('generator CPU', 'cores', (m) => m.generatorCpu),
    row('generator loop delay, p99', 'ms', (m) => m.load.loopP99Ms),
  ]
}

function memoryRows({ windows }: Run): BenchRow[] {
  const row = (name: string, unit: string, figure: (measured: Measured) => number): BenchRow => ({
    name: `data folder in memory: ${name}`,
    value: median(windows.map(figure)),
    unit,
  })
  return [
    atMost(
      row('move to last frame, p50', 'ms', (m) => m.moveP50Ms),
      TARGET_MS.p50,
    ),
    atMost(
      row('move to last frame, p99', 'ms', (m) => m.moveP99Ms),
      TARGET_MS.p99,
    ),
    atMost(
      row('event loop delay, p99', 'ms', (m) => m.loopP99Ms),
      TARGET_MS.loopP99,
    ),
    quietest(windows, 'data folder in memory: '),
    row('server CPU for a move', 'us', (m) => m.cpuUsPerMove),
  ]
}

/** Neighbours on the machine can only add to a window: its least disturbed one says most about us. */
const quietest = (windows: readonly Measured[], prefix: string): BenchRow => ({
  name: `${prefix}move to last frame, p99 of the quietest of ${windows.length} windows`,
  value: Math.min(...windows.map((m) => m.moveP99Ms)),
  unit: 'ms',
})

function refusedPercent({ load }: Measured): number {
  const refused = Object.values(load.refused).reduce((sum, count) => sum + count, 0)
  return (refused / (refused + load.accepted)) * 100
}
