// bpftrace beside a server of the test: attached, heard, stopped.
import { execFileSync, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { ProbeName } from '../../../src/telemetry/usdt/probes.ts'
import { PROBES } from '../../../src/telemetry/usdt/probes.ts'
import { findComponent } from '../../support/component.ts'
import type { ServerProcess } from '../../support/server-process.ts'
import { until } from '../../support/until.ts'

const HINT = 'Debian: apt-get install bpftrace; as root on Linux'
const ATTACH_MS = 60_000
const STOP_MS = 60_000
const TRY_MS = 30_000
const SEPARATOR = '\t'

/** Why bpftrace cannot run here; false: it can. A machine that has it and forbids it says so too. */
export function lackOfTracer(suite: string): string | false {
  if (process.platform !== 'linux') return 'bpftrace is for Linux'
  const found = findComponent(suite, ['bpftrace'], HINT)
  if ('missing' in found) return found.missing
  if (process.getuid?.() !== 0) return `${suite}: bpftrace needs root`
  try {
    execFileSync(found.path, ['-e', 'BEGIN { exit(); }'], { stdio: 'pipe', timeout: TRY_MS })
    return false
  } catch (error) {
    return `${suite}: this system does not let bpftrace run: ${(error as Error).message}`
  }
}

export type Fired = { readonly probe: ProbeName; readonly args: readonly (number | string)[] }

/** Prints every argument of a probe. */
function printAll(name: ProbeName): string {
  const { args } = PROBES[name]
  const format = [name, ...args.map(({ type }) => (type === 'i64' ? '%ld' : '%s'))].join('\\t')
  const values = args.map(({ type }, index) => (type === 'i64' ? `arg${index}` : `str(arg${index})`))
  return `usdt:*:xuezhan:${name} { printf("${format}\\n"${values.map((value) => `, ${value}`).join('')}); }`
}

export class Tracer {
  readonly #child: ChildProcess
  readonly #server: ServerProcess
  #said = ''

  private constructor(child: ChildProcess, server: ServerProcess) {
    this.#child = child
    this.#server = server
    for (const stream of [child.stdout!, child.stderr!])
      stream.setEncoding('utf8').on('data', (text: string) => (this.#said += text))
  }

  /** Prints every argument of these probes. */
  static async attach(server: ServerProcess, names: readonly ProbeName[]): Promise<Tracer> {
    return await Tracer.run(server, names.map(printAll).join('\n'), names)
  }

  /** Resolves when the server sees each of the probes watched. */
  static async run(server: ServerProcess, script: string, names: readonly ProbeName[]): Promise<Tracer> {
    const child = spawn('bpftrace', ['-B', 'line', '-p', String(server.pid), '-e', script], {
      // Without the cache 0.17 reads the map again for each frame.
      env: { ...process.env, BPFTRACE_PERF_RB_PAGES: '2048', BPFTRACE_CACHE_USER_SYMBOLS: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const tracer = new Tracer(child, server)
    await until(
      'the probes are watched',
      async () => {
        if (child.exitCode !== null) throw new Error(`bpftrace ended: ${tracer.#said}`)
        const watched = await watchedOf(server)
        return names.every((name) => watched.includes(name))
      },
      ATTACH_MS,
    )
    return tracer
  }

  /** Everything that has fired since, once `isLast` has been seen and nobody watches any more. */
  async stop(isLast: (fired: Fired) => boolean = () => true): Promise<readonly Fired[]> {
    await until('the last event was told', () => this.fired.some(isLast), STOP_MS)
    await this.#end('SIGINT')
    if (this.#said.includes('Lost ')) throw new Error('bpftrace lost events')
    return this.fired
  }

  /** Ends it as a person would; returns what it said. */
  async end(): Promise<string> {
    await this.#end('SIGINT')
    return this.#said
  }

  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const ended = once(this.#child, 'close')
    this.#child.kill(signal)
    await ended
    // The kernel takes its mark back a moment later.
    await until('nobody watches', async () => (await watchedOf(this.#server)).length === 0, STOP_MS)
  }

  get fired(): readonly Fired[] {
    const lines = this.#said.split('\n').slice(0, -1)
    return lines.map((line) => line.split(SEPARATOR)).flatMap(([probe, ...args]) => parse(probe ?? '', args))
  }
}

function parse(probe: string, args: readonly string[]): readonly Fired[] {
  if (!Object.hasOwn(PROBES, probe)) return []
  const name = probe as ProbeName
  const types = PROBES[name].args.map(({ type }) => type)
  return [
    { probe: name, args: types.map((type, index) => (type === 'i64' ? Number(args[index]) : args[index]!)) },
  ]
}

export async function watchedOf({ ports }: ServerProcess): Promise<readonly string[]> {
  const response = await fetch(`http://127.0.0.1:${ports.metrics}/debug/probes`)
  return ((await response.json()) as { readonly watched: readonly string[] }).watched
}
