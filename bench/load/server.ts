// The real server as a child process on a data folder of its own, with limits that do not stop one machine from
// being two thousand players.
import type { ChildProcess } from 'node:child_process'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { ProbeQuestion, ServerPorts, Usage } from './messages.ts'
import type { Scrape } from './scrape.ts'
import { scrape } from './scrape.ts'

const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const MAIN = file('../../src/main.ts')
const PROBE = pathToFileURL(file('./probe.ts')).href

const ENV = {
  XUEZHAN_GAME_SERVER__BIND: '127.0.0.1',
  XUEZHAN_GAME_SERVER__PORT: '0',
  XUEZHAN_WEBSERVER__ADDR: '127.0.0.1:0',
  XUEZHAN_WEBSERVER__REQUESTS_PER_MINUTE_PER_IP: '1000000',
  XUEZHAN_WEBSERVER__LOGINS_PER_MINUTE_PER_IP: '1000000',
  XUEZHAN_OPS__METRICS_ADDR: '127.0.0.1:0',
  XUEZHAN_OPS__HEALTH_PORT: '0',
  XUEZHAN_LIMITS__MAX_SESSIONS: '100000',
  XUEZHAN_LIMITS__MAX_SESSIONS_PER_IP: '100000',
  XUEZHAN_LIMITS__MAX_PRE_AUTH: '10000',
  XUEZHAN_LIMITS__PRE_AUTH_SECONDS: '60',
  XUEZHAN_LIMITS__MESSAGES_PER_SECOND: '10000',
  XUEZHAN_LIMITS__MESSAGES_BURST: '100000',
  XUEZHAN_LIMITS__IP_MESSAGES_PER_SECOND: '1000000',
  XUEZHAN_LIMITS__IP_MESSAGES_BURST: '1000000',
  XUEZHAN_LIMITS__MAX_TABLES: '100000',
  // A figure at the edge is what is looked for: nobody is turned away, and a stop waits for nobody.
  XUEZHAN_OVERLOAD__LOOP_DELAY_MS: '0',
  XUEZHAN_LIFECYCLE__DRAIN_SECONDS: '0',
  // Everybody here is a client: bots would fill the tables that are still gathering.
  XUEZHAN_TABLE__BOT_FILL_SECONDS: '3600',
}

const START_DEADLINE_MS = 60_000
const LAST_LINES = 20

/** A file system in memory: what is left of a figure there is ours, and the rest is the disk's. */
const MEMORY_FOLDER = '/dev/shm'
export const hasMemoryFolder = (): boolean => existsSync(MEMORY_FOLDER)

export type BenchServerOptions = {
  readonly env?: Readonly<Record<string, string>>
  readonly nodeArgs?: readonly string[]
  readonly inMemory?: boolean
}

/** Whoever fails leaves no server behind. */
const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

export class BenchServer {
  readonly #dataDir: string
  readonly #env: Readonly<Record<string, string>>
  readonly #nodeArgs: readonly string[]
  readonly #lines: string[] = []
  #child: ChildProcess | null = null
  #ports: ServerPorts | null = null
  #recovered = 0

  constructor({ env = {}, nodeArgs = [], inMemory = false }: BenchServerOptions = {}) {
    this.#dataDir = mkdtempSync(join(inMemory ? MEMORY_FOLDER : tmpdir(), 'xuezhan-bench-'))
    this.#env = env
    this.#nodeArgs = nodeArgs
  }

  get ports(): ServerPorts {
    if (!this.#ports) throw new Error('the server was not started')
    return this.#ports
  }

  /** Tables that the last start found in the journal. */
  get recovered(): number {
    return this.#recovered
  }

  /** From the spawn to the line that says `ready`, in milliseconds. */
  async start(): Promise<number> {
    const startedMs = performance.now()
    const child = fork(MAIN, {
      execArgv: [
        '--expose-gc',
        '--disable-warning=ExperimentalWarning',
        `--import=${PROBE}`,
        ...this.#nodeArgs,
      ],
      env: { ...process.env, ...ENV, XUEZHAN_CORE__DATA_DIR: this.#dataDir, ...this.#env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    this.#child = child
    running.add(child)
    child.once('exit', () => running.delete(child))
    await this.#whenReady(child)
    const ms = performance.now() - startedMs
    this.#ports = JSON.parse(readFileSync(join(this.#dataDir, 'ports.json'), 'utf8')) as ServerPorts
    return ms
  }

  async #whenReady(child: ChildProcess): Promise<void> {
    const deadline = setTimeout(() => child.kill('SIGKILL'), START_DEADLINE_MS)
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const hear = (line: string): void => {
      if (this.#lines.push(line) > LAST_LINES) this.#lines.shift()
      if (!line.includes('"event":"ready"')) return
      this.#recovered = (JSON.parse(line) as { recovered: number }).recovered
      resolve()
    }
    createInterface({ input: child.stdout! }).on('line', hear)
    createInterface({ input: child.stderr! }).on('line', hear)
    const onExit = (): void => reject(new Error(`the server ended:\n${this.#lines.join('\n')}`))
    child.once('exit', onExit)
    try {
      await promise
    } finally {
      clearTimeout(deadline)
      child.off('exit', onExit)
    }
  }

  async usage(question: ProbeQuestion['what'] = 'usage'): Promise<Usage> {
    const child = this.#child!
    const answer = once(child, 'message')
    child.send({ what: question } satisfies ProbeQuestion)
    const [usage] = (await answer) as [Usage]
    return usage
  }

  async scrape(): Promise<Scrape> {
    return await scrape(this.ports.metrics)
  }

  /** Warnings and errors among the last lines that the server wrote. */
  complaints(): readonly string[] {
    return this.#lines.filter((line) => /"level":"(warn|error)"/.test(line))
  }

  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  async close(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    await this.#end(signal)
    rmSync(this.#dataDir, { recursive: true, force: true })
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child
    this.#child = null
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const exit = once(child, 'exit')
    child.kill(signal)
    await exit
  }
}
