// What traces cost: nothing to speak of where they are off, and little at one percent. A collector of its own process
// takes the spans, so that its work is not counted.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { systemClock as clock } from '../src/lib/clock.ts'
import { Metrics } from '../src/telemetry/metrics.ts'
import { observeNet } from '../src/telemetry/observe-net.ts'
import { observeRooms } from '../src/telemetry/observe-rooms.ts'
import type { Reporting } from '../src/telemetry/telemetry.ts'
import { openTraces } from '../src/telemetry/traces/open-traces.ts'
import type { Traces } from '../src/telemetry/traces/traces.ts'
import type { Observers } from './reported-moves.ts'
import { comparedMoves } from './reported-moves.ts'
import type { BenchRow } from './row.ts'
import { atMost } from './row.ts'

const CALLS = 5_000_000
const NS_PER_MS = 1e6
const PERCENT = 100
const RATIO = 0.01
/** So much play warms up what one move in a hundred would not. */
const WARM_SAMPLES = 2
/** Two looks at what is not there. */
const MOST_NS = 20
/** Ours to choose. */
const MOST_COST_PERCENT = 5
const SINK = `require('node:http').createServer((q, a) => { q.resume(); q.on('end', () => a.end('{}')) })
  .listen(0, '127.0.0.1', function () { console.log(this.address().port) })`

const nothing = (): undefined => undefined
const log = { debug: nothing, info: nothing, warn: nothing, error: nothing }

export async function traceRows(samples: number): Promise<BenchRow[]> {
  const off = observers({ metrics: new Metrics(), log })
  const ns = nsOfAsking(off)
  const sink = spawn(process.execPath, ['-e', SINK], { stdio: ['ignore', 'pipe', 'ignore'] })
  try {
    const [port] = (await once(sink.stdout, 'data')) as [Buffer]
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = `http://127.0.0.1:${String(port).trim()}`
    await following(1, off, WARM_SAMPLES)
    const never = await following(0, off, samples)
    const some = await following(RATIO, off, samples)
    return [
      atMost({ name: 'no-op cost without endpoint, per message', value: ns, unit: 'ns' }, MOST_NS),
      { name: 'commands/s, endpoint set and nothing sampled, against off', unit: 'commands/s', ...never },
      { name: 'commands/s, 1 % sampled against off', unit: 'commands/s', ...some },
      atMost({ name: 'what 1 % costs', value: (1 - some.ratio) * PERCENT, unit: '%' }, MOST_COST_PERCENT),
    ]
  } finally {
    delete process.env['OTEL_EXPORTER_OTLP_ENDPOINT']
    sink.kill()
  }
}

async function following(ratio: number, off: Observers, samples: number) {
  const metrics = new Metrics()
  const traces = await openTraces({ env: process.env, ratio, version: 'bench', log, metrics, clock })
  const compared = await comparedMoves(observers({ metrics, log, traces }), off, samples)
  await (traces as Traces).close()
  return compared
}

const observers = (reporting: Reporting): Observers => ({
  room: observeRooms(reporting),
  net: observeNet(reporting),
})

/** What a message meets where nothing is followed: the questions whether there is anybody to ask. */
function nsOfAsking({ net, room }: Observers): number {
  const birth = { id: 's1', transport: 'ws', openedAtMs: 0, shookAtMs: 0 } as const
  let asked = 0
  const began = performance.now()
  for (let call = 0; call < CALLS; call += 1) {
    if (net.messageReceived?.('DeskManager.OpChoose', call, birth)) asked += 1
    if (room.within) asked += 1
  }
  if (asked > 0) throw new Error('something is followed')
  return ((performance.now() - began) * NS_PER_MS) / CALLS
}
