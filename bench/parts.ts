// The parts of the benchmark in the order they run, and where each is.
import { fileURLToPath } from 'node:url'
import type { BenchOptions, BenchRow } from './row.ts'

export type Part = { readonly name: string; readonly file: string; readonly run: string }
export type Bench = (options: BenchOptions) => BenchRow[] | Promise<BenchRow[]>

export const PARTS: readonly Part[] = [
  { name: 'rules', file: './rules.ts', run: 'benchRules' },
  { name: 'engine', file: './engine.ts', run: 'benchEngine' },
  { name: 'bots', file: './bots.ts', run: 'benchBots' },
  { name: 'protocol', file: './protocol.ts', run: 'benchProtocol' },
  { name: 'journal', file: './journal.ts', run: 'benchJournal' },
  { name: 'store', file: './store.ts', run: 'benchStore' },
  { name: 'net', file: './net.ts', run: 'benchNet' },
  { name: 'telemetry', file: './telemetry.ts', run: 'benchTelemetry' },
  { name: 'probes', file: './probes.ts', run: 'benchProbes' },
  { name: 'full-stack', file: './full-stack.ts', run: 'benchFullStack' },
  { name: 'capacity', file: './capacity.ts', run: 'benchCapacity' },
  { name: 'capacity-in-memory', file: './capacity.ts', run: 'benchCapacityInMemory' },
  { name: 'restart', file: './restart.ts', run: 'benchRestart' },
  { name: 'footprint', file: './footprint.ts', run: 'benchFootprint' },
]

export const pathOf = ({ file }: Part): string => fileURLToPath(new URL(file, import.meta.url))
