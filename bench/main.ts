// `npm run bench`: runs the parts one after another, each in a process of its own, prints one table and writes
// bench/results/latest.json and latest.md. Arguments name parts; none means all; --quick takes fewer samples.
import { fork } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import { fileURLToPath } from 'node:url'
import { cpuShare, machineNow } from './machine.ts'
import type { Part } from './parts.ts'
import { PARTS, pathOf } from './parts.ts'
import type { Outcome } from './report.ts'
import { makeMarkdown, makeTable } from './report.ts'
import type { BenchRow } from './row.ts'

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url))
const EXEC_ARGS = ['--expose-gc', '--disable-warning=ExperimentalWarning']

async function run({ name }: Part, mode: string): Promise<Outcome> {
  const load = os.loadavg()[0]!
  const shareBefore = cpuShare()
  const startedMs = performance.now()
  const child = fork(here('./run-part.ts'), [name, mode], { execArgv: EXEC_ARGS })
  let rows: readonly BenchRow[] | null = null
  child.on('message', (message) => {
    rows = message as readonly BenchRow[]
  })
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve))
  const seconds = (performance.now() - startedMs) / 1000
  const share = Math.min(shareBefore, cpuShare())
  return { part: name, seconds, load, cpuShare: share, rows: code === 0 ? rows : null }
}

function selection(names: readonly string[]): readonly Part[] {
  const unknown = names.filter((name) => !PARTS.some((part) => part.name === name))
  if (unknown.length > 0) {
    console.error(
      `no such part: ${unknown.join(', ')}; there are ${PARTS.map(({ name }) => name).join(', ')}`,
    )
    process.exit(2)
  }
  const wanted = PARTS.filter(({ name }) => names.length === 0 || names.includes(name))
  return wanted.filter((part) => existsSync(pathOf(part)))
}

const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
const quick = process.argv.includes('--quick')
const machine = machineNow()
console.log(`${machine.cpu}, ${machine.cores} cores, node ${machine.node}, commit ${machine.commit}`)
const outcomes: Outcome[] = []
for (const part of selection(names)) {
  process.stderr.write(`${part.name} ...\n`)
  outcomes.push(await run(part, quick ? 'quick' : 'full'))
}
console.log(makeTable(outcomes))
mkdirSync(here('./results'), { recursive: true })
writeFileSync(here('./results/latest.json'), `${JSON.stringify({ machine, quick, outcomes }, null, 2)}\n`)
writeFileSync(here('./results/latest.md'), makeMarkdown(outcomes))
process.exit(outcomes.every(({ rows }) => rows !== null) ? 0 : 1)
