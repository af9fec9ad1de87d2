// What probes cost: a guard that nobody is behind, the moves that one thread makes with probes built in against without,
// the start of the provider, and the map of compiled functions. Nobody watches; see docs/probes.md for what a tracer costs.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Metrics } from '../src/telemetry/metrics.ts'
import { observeNet } from '../src/telemetry/observe-net.ts'
import { observeRooms } from '../src/telemetry/observe-rooms.ts'
import { PerfMap } from '../src/telemetry/usdt/perf-map.ts'
import { probeNet } from '../src/telemetry/usdt/probe-net.ts'
import { probeRooms } from '../src/telemetry/usdt/probe-rooms.ts'
import { PROBE } from '../src/telemetry/usdt/probes.ts'
import type { Usdt } from '../src/telemetry/usdt/provider.ts'
import { objectFor, openUsdt } from '../src/telemetry/usdt/provider.ts'
import { x64 } from '../src/telemetry/usdt/x64.ts'
import { median } from './quantile.ts'
import type { BenchOptions, BenchRow } from './row.ts'
import { atMost, FULL } from './row.ts'
import type { Observers } from './reported-moves.ts'
import { comparedMoves } from './reported-moves.ts'

/** Short runs, many of them: the best is one that no neighbour interrupted. */
const CALLS = 200_000
const FIRES = 20_000
const CALL_RUNS = 300
const RUNS = 7
const NS_PER_MS = 1e6
const PERCENT = 100
/** Single pairs differ by a fifth in both directions; their mean is good to 2 %. */
const SAMPLES = 100
const QUICK_SAMPLES = 20
/** Ours to choose: what could not be told from noise, and what a start may take. */
const MOST_GUARD_NS = 1
const MOST_COST_PERCENT = 2
const MOST_START_MS = 50
const MOST_MAP_MS = 100

export async function benchProbes({ quick }: BenchOptions = FULL): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'xuezhan-bench-probes-'))
  try {
    const begun = performance.now()
    const usdt = openUsdt({ isOn: true, folders: [folder] })
    const startMs = performance.now() - begun
    const moves = await moveRows(usdt, quick ? QUICK_SAMPLES : SAMPLES)
    // The map last: what it changes of the runtime is not to be seen in the others.
    return [...guardRows(usdt), ...moves, ...startRows(usdt, startMs), ...mapRows(usdt, folder)]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function guardRows({ sem, fire }: Usdt): BenchRow[] {
  const index = PROBE.tick
  const empty = best(CALLS, (calls) => {
    let sum = 0
    for (let call = 0; call < calls; call += 1) sum = (sum * 31 + call) | 0
    return sum
  })
  const guarded = best(CALLS, (calls) => {
    let sum = 0
    for (let call = 0; call < calls; call += 1) {
      sum = (sum * 31 + call) | 0
      if (sem[index] !== 0) fire.tick(sum, 0, 0)
    }
    return sum
  })
  const fired = best(FIRES, (calls) => {
    for (let call = 0; call < calls; call += 1) fire.handler__start(call, 'DeskManager.OpChoose', 1, 40)
    return calls
  })
  return [
    atMost({ name: 'a guard that nobody is behind', value: guarded - empty, unit: 'ns' }, MOST_GUARD_NS),
    { name: 'a probe that fires with four arguments, without a tracer', value: fired, unit: 'ns' },
  ]
}

/** Nanoseconds of one call, the best of some runs: neighbours only add. */
function best(calls: number, work: (calls: number) => number): number {
  let kept = 0
  const runs = Array.from({ length: CALL_RUNS }, () => {
    const begun = performance.now()
    kept += work(calls)
    return ((performance.now() - begun) * NS_PER_MS) / calls
  })
  if (Number.isNaN(kept)) throw new Error('no work was done')
  return Math.min(...runs)
}

function startRows({ status }: Usdt, startMs: number): BenchRow[] {
  const writes = Array.from({ length: RUNS }, () => {
    const begun = performance.now()
    objectFor(x64(false))
    return performance.now() - begun
  })
  const name = status.isActive ? 'start of the provider' : `start of the provider (none: ${status.reason})`
  return [
    atMost({ name: `${name}, cold`, value: startMs, unit: 'ms' }, MOST_START_MS),
    { name: 'of which the object is written in, warm', value: median(writes), unit: 'ms' },
  ]
}

function mapRows({ switches }: Usdt, folder: string): BenchRow[] {
  const map = new PerfMap({ switches, file: join(folder, 'perf.map') })
  const ms = Array.from({ length: RUNS }, () => {
    map.on()
    const took = map.state.isOn ? map.state.ms : Number.NaN
    map.off()
    return took
  })
  return [
    atMost({ name: 'the map of compiled functions is complete', value: median(ms), unit: 'ms' }, MOST_MAP_MS),
  ]
}

async function moveRows(usdt: Usdt, samples: number): Promise<BenchRow[]> {
  const nothing = (): undefined => undefined
  const log = { debug: nothing, info: nothing, warn: nothing, error: nothing }
  const reporting = { metrics: new Metrics(), log }
  const off: Observers = { room: observeRooms(reporting), net: observeNet(reporting) }
  const on: Observers = { room: probeRooms(off.room, usdt), net: probeNet(off.net, usdt) }
  const compared = await comparedMoves(on, off, samples)
  const name = 'commands per second of processor time with probes built in (baseline: without)'
  return [
    { name, unit: 'commands/s', ...compared },
    atMost(
      {
        name: 'what probes that nobody watches cost of a command',
        value: (1 - compared.ratio) * PERCENT,
        unit: '%',
      },
      MOST_COST_PERCENT,
    ),
  ]
}
