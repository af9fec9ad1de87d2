// Opens the provider as a process of its own would, tries every guard and every function, and says how it went.
import { openUsdt } from '../../../src/telemetry/usdt/provider.ts'
import { PROBE_NAMES, PROBES } from '../../../src/telemetry/usdt/probes.ts'
import { isMainThread, Worker } from 'node:worker_threads'

const [how = '', ...folders] = process.argv.slice(2)

function attempt(): void {
  const usdt = openUsdt({ isOn: true, ...(folders.length > 0 ? { folders } : {}) })
  const fire = usdt.fire as unknown as Record<string, (...values: (string | number)[]) => void>
  const watched = PROBE_NAMES.filter((_, index) => usdt.sem[index] !== 0)
  for (const name of PROBE_NAMES)
    fire[name]!(...PROBES[name].args.map(({ type }) => (type === 'i64' ? 1 : 'x')))
  process.stdout.write(`${JSON.stringify({ ...usdt.status, watched, words: usdt.sem.length })}\n`)
}

if (how === 'worker' && isMainThread) {
  const worker = new Worker(new URL(import.meta.url), { argv: process.argv.slice(2) })
  worker.once('error', (error) => {
    throw error
  })
} else attempt()
