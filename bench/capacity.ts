// How many tables one server holds within what is promised of a move. People as in bench/full-stack.ts; each step
// adds tables to those that play. The generator shares the machine: a step in which it was late itself is void.
import { TARGET_MS } from './full-stack.ts'
import type { Measured } from './load/crowd.ts'
import { HUMAN, pause, withCrowd } from './load/crowd.ts'
import { BenchServer } from './load/server.ts'
import { median } from './quantile.ts'
import type { BenchOptions, BenchRow } from './row.ts'
import { FULL } from './row.ts'

const STEPS = [250, 500, 750, 1000, 1500, 2000, 3000]
const QUICK_STEPS = [100, 250]
const SETTLE_MS = 6000
const WINDOW_MS = 6000
const WINDOWS = 3
/** After so many steps in a row beyond the targets the next would be no better. */
const GIVE_UP = 2

type Step = {
  readonly tables: number
  readonly p50: number
  readonly p99: number
  readonly loopP99: number
  readonly serverCpu: number
  readonly movesPerSecond: number
  readonly verdict: 'within' | 'beyond' | 'void'
}

export const benchCapacity = (options: BenchOptions = FULL): Promise<BenchRow[]> => capacity(options, false)
/** The same without the disk: where the processor is the limit. */
export const benchCapacityInMemory = (options: BenchOptions = FULL): Promise<BenchRow[]> =>
  capacity(options, true)

async function capacity({ quick }: BenchOptions, inMemory: boolean): Promise<BenchRow[]> {
  const steps: Step[] = []
  await withCrowd(new BenchServer({ inMemory }), async (crowd) => {
    let seated = 0
    for (const tables of quick ? QUICK_STEPS : STEPS) {
      await crowd.seat(tables - seated, HUMAN)
      seated = tables
      await pause(SETTLE_MS)
      const windows: Measured[] = []
      while (windows.length < WINDOWS) windows.push(await crowd.measure(WINDOW_MS))
      steps.push(stepOf(tables, windows))
      if (steps.length >= GIVE_UP && steps.slice(-GIVE_UP).every(({ verdict }) => verdict !== 'within')) break
    }
  })
  return rowsOf(steps, inMemory)
}

function stepOf(tables: number, windows: readonly Measured[]): Step {
  const of = (figure: (measured: Measured) => number): number => median(windows.map(figure))
  const p50 = of((m) => m.moveP50Ms)
  const p99 = of((m) => m.moveP99Ms)
  const loopP99 = of((m) => m.loopP99Ms)
  const isWithin = p50 <= TARGET_MS.p50 && p99 <= TARGET_MS.p99 && loopP99 <= TARGET_MS.loopP99
  const isVoid = windows.filter((window) => window.isVoid).length > windows.length / 2
  return {
    tables,
    p50,
    p99,
    loopP99,
    serverCpu: of((m) => m.serverCpu),
    movesPerSecond: of((m) => m.movesPerSecond),
    verdict: isVoid ? 'void' : isWithin ? 'within' : 'beyond',
  }
}

function rowsOf(steps: readonly Step[], inMemory: boolean): BenchRow[] {
  const where = inMemory ? 'data folder in memory: ' : ''
  const largest = steps.findLast(({ verdict }) => verdict === 'within')?.tables ?? 0
  return [
    { name: `${where}largest number of tables within the targets`, value: largest, unit: 'tables' },
    ...steps.flatMap(({ tables, p50, p99, loopP99, serverCpu, movesPerSecond, verdict }): BenchRow[] => {
      const name = `${where}${tables} tables, ${Math.round(movesPerSecond)} moves/s (${verdict})`
      return [
        {
          name: `${name}: move p50`,
          value: p50,
          unit: 'ms',
          target: TARGET_MS.p50,
          met: p50 <= TARGET_MS.p50,
        },
        {
          name: `${name}: move p99`,
          value: p99,
          unit: 'ms',
          target: TARGET_MS.p99,
          met: p99 <= TARGET_MS.p99,
        },
        {
          name: `${name}: loop p99`,
          value: loopP99,
          unit: 'ms',
          target: TARGET_MS.loopP99,
          met: loopP99 <= TARGET_MS.loopP99,
        },
        { name: `${name}: server CPU`, value: serverCpu, unit: 'cores' },
      ]
    }),
  ]
}
