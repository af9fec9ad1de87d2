// What telemetry costs: one count and one observation beside prom-client's own, a scrape, and the moves that one
// thread makes with everything reported against nothing reported, in turns, in the same process; then with traces.
import { Counter, Histogram, Registry } from 'prom-client'
import { silentObserver } from '../src/net/observer.ts'
import { NO_OBSERVER } from '../src/room/observer.ts'
import type { MetricName, NameOf } from '../src/telemetry/catalogue.ts'
import { CATALOGUE, METRIC_NAMES } from '../src/telemetry/catalogue.ts'
import type { MetricSpec } from '../src/telemetry/metric-spec.ts'
import { tuplesOf } from '../src/telemetry/metric-spec.ts'
import { Metrics } from '../src/telemetry/metrics.ts'
import { observeNet } from '../src/telemetry/observe-net.ts'
import { observeRooms } from '../src/telemetry/observe-rooms.ts'
import type { Reporting } from '../src/telemetry/telemetry.ts'
import { median } from './quantile.ts'
import type { Observers } from './reported-moves.ts'
import { comparedMoves } from './reported-moves.ts'
import type { BenchOptions, BenchRow } from './row.ts'
import { atMost, FULL } from './row.ts'
import { traceRows } from './traces.ts'

const CALLS = 2_000_000
/** Even, so that each goes first as often. */
const SAMPLES = 10
const NS_PER_MS = 1e6
const MOST_NS = 1000
const MOST_SCRAPE_MS = 10
const MOST_SCRAPE_KB = 300
const BYTES_PER_KB = 1000
const PERCENT = 100
/** Ours to choose: more would be felt in the capacity. */
const MOST_COST_PERCENT = 5

export async function benchTelemetry({ quick }: BenchOptions = FULL): Promise<BenchRow[]> {
  const samples = quick ? 4 : SAMPLES
  return [...callRows(), ...(await scrapeRows()), ...(await moveRows(samples)), ...(await traceRows(samples))]
}

function callRows(): BenchRow[] {
  const metrics = new Metrics()
  const actions = metrics.counter('mj_actions_total')
  const seconds = metrics.histogram('mj_action_duration_seconds')
  const { buckets } = CATALOGUE.mj_action_duration_seconds
  const registers = [new Registry()]
  const theirs = new Counter({ name: 'count_total', help: '-', labelNames: ['action', 'result'], registers })
  const theirSeconds = new Histogram({
    name: 'x_seconds',
    help: '-',
    labelNames: ['action'],
    buckets,
    registers,
  })
  const values = [0.0002, 0.0013, 0.004, 0.02, 0.3]
  const value = (call: number): number => values[call % values.length]!
  const row = (name: string, own: (call: number) => void, other: (call: number) => void): BenchRow => {
    const [ns, baseline] = [nsOf(own), nsOf(other)]
    return atMost({ name, value: ns, unit: 'ns', baseline, ratio: ns / baseline }, MOST_NS)
  }
  return [
    row(
      'a count with two labels (baseline: prom-client)',
      () => actions.child('peng', 'ok').inc(),
      () => theirs.labels('peng', 'ok').inc(),
    ),
    row(
      'an observation with a label (baseline: prom-client)',
      (call) => seconds.child('peng').observe(value(call)),
      (call) => theirSeconds.labels('peng').observe(value(call)),
    ),
    row(
      'a count by the name of its metric (baseline: prom-client)',
      () => metrics.count('mj_actions_total', ['peng', 'ok']),
      () => theirs.labels('peng', 'ok').inc(),
    ),
  ]
}

/** Of one call, the best of three runs: neighbours only add. */
function nsOf(work: (call: number) => void): number {
  const runs = Array.from({ length: 3 }, () => {
    const began = performance.now()
    for (let call = 0; call < CALLS; call += 1) work(call)
    return ((performance.now() - began) * NS_PER_MS) / CALLS
  })
  return Math.min(...runs)
}

/** Every child of every metric has been used: more than 500 tables or any number of them can bring about. */
async function scrapeRows(): Promise<BenchRow[]> {
  const metrics = new Metrics()
  for (const name of METRIC_NAMES) fill(metrics, name)
  const ms: number[] = []
  let bytes = 0
  for (let scrape = 0; scrape < 30; scrape += 1) {
    const began = performance.now()
    bytes = Buffer.from(await metrics.exposition()).length
    ms.push(performance.now() - began)
  }
  return [
    atMost(
      { name: `exposition of all ${metrics.series} series`, value: median(ms), unit: 'ms' },
      MOST_SCRAPE_MS,
    ),
    atMost({ name: 'its size', value: bytes / BYTES_PER_KB, unit: 'KB' }, MOST_SCRAPE_KB),
  ]
}

function fill(metrics: Metrics, name: MetricName): void {
  const spec: MetricSpec = CATALOGUE[name]
  for (const labels of tuplesOf(spec)) {
    if (spec.type === 'counter') metrics.count(name as NameOf<'counter'>, labels, 123_456)
    else if (spec.type === 'gauge') metrics.set(name as NameOf<'gauge'>, 123_456.789, labels)
    else metrics.observe(name as NameOf<'histogram'>, 0.012345, labels)
  }
}

async function moveRows(samples: number): Promise<BenchRow[]> {
  const nothing = (): undefined => undefined
  const log = { debug: nothing, info: nothing, warn: nothing, error: nothing }
  const reporting: Reporting = { metrics: new Metrics(), log }
  const on: Observers = { room: observeRooms(reporting), net: observeNet(reporting) }
  const off: Observers = { room: NO_OBSERVER, net: silentObserver }
  const { value, baseline, ratio } = await comparedMoves(on, off, samples)
  return [
    {
      name: 'commands per second of processor time, pushes encoded, everything reported (baseline: nothing reported)',
      value,
      unit: 'commands/s',
      baseline,
      ratio,
    },
    atMost(
      { name: 'what reporting costs of a command', value: (1 - ratio) * PERCENT, unit: '%' },
      MOST_COST_PERCENT,
    ),
  ]
}
