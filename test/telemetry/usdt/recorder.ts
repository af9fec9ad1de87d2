// A tracer inside of the process: every probe is watched, and what a stub would hand to the kernel is read back from
// the shared memory as the kernel would read it. For any system, and for probes that are hard to bring about for real.
import { BLOCK_BYTES, MAX_PROBES, SLOTS_AT } from '../../../src/telemetry/usdt/block.ts'
import { makeFire } from '../../../src/telemetry/usdt/fire.ts'
import type { ProbeName } from '../../../src/telemetry/usdt/probes.ts'
import { PROBE, PROBE_NAMES, PROBES } from '../../../src/telemetry/usdt/probes.ts'
import type { Usdt } from '../../../src/telemetry/usdt/provider.ts'

export type Recorded = readonly [probe: ProbeName, ...args: (number | string)[]]

export type Recorder = {
  readonly usdt: Usdt
  readonly fired: Recorded[]
  /** From now on these alone are watched. */
  readonly watch: (names: readonly ProbeName[]) => void
}

export function makeRecorder(): Recorder {
  const block = new ArrayBuffer(BLOCK_BYTES)
  const memory = Buffer.from(block)
  const slots = new Float64Array(block, SLOTS_AT)
  const fired: Recorded[] = []
  const readText = (at: number): string => memory.toString('utf8', at, memory.indexOf(0, at))
  const stubs = Object.fromEntries(
    PROBE_NAMES.map((name) => [
      name,
      () => {
        const args = PROBES[name].args.map(({ type }, index) =>
          type === 'i64' ? Math.trunc(slots[index]!) : readText(slots[index]!),
        )
        fired.push([name, ...args])
      },
    ]),
  )
  const sem = new Uint16Array(MAX_PROBES).fill(1)
  return {
    usdt: {
      sem,
      fire: makeFire(PROBES, { block, stubs }),
      status: { isActive: true, file: '' },
      switches: null,
    },
    fired,
    watch(names) {
      sem.fill(0)
      for (const name of names) sem[PROBE[name]] = 1
    },
  }
}
