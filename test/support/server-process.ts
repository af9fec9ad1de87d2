// The real server as a child process with a data folder of its own, for tests that play, kill and restart it.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const START_DEADLINE_MS = 30_000
const STOP_DEADLINE_MS = 30_000
const MAX_LOG_LINES = 5000

export type Ports = {
  readonly game: number
  readonly tcp: number | null
  readonly web: number
  readonly metrics: number
  readonly health: number
}

type Environment = Readonly<Record<string, string>>

export type ServerOptions = {
  /** Configuration beyond `FAST`, as XUEZHAN_... variables. */
  readonly env?: Environment
  /** The raw TCP listener too. */
  readonly tcp?: boolean
  /** Arguments of node before the script. */
  readonly nodeArgs?: readonly string[]
}

/** Clocks for clients that answer at once, and rates that do not stop them. */
const FAST: Environment = {
  XUEZHAN_WEBSERVER__ADDR: '127.0.0.1:0',
  XUEZHAN_WEBSERVER__LOGINS_PER_MINUTE_PER_IP: '1000000',
  XUEZHAN_WEBSERVER__REQUESTS_PER_MINUTE_PER_IP: '1000000',
  XUEZHAN_WEBSERVER__LOGINS_PER_MINUTE_PER_ACCOUNT: '1000000',
  XUEZHAN_WEBSERVER__REQUESTS_PER_MINUTE_PER_ACCOUNT: '1000000',
  XUEZHAN_GAME_SERVER__BIND: '127.0.0.1',
  XUEZHAN_GAME_SERVER__PORT: '0',
  XUEZHAN_OPS__METRICS_ADDR: '127.0.0.1:0',
  XUEZHAN_OPS__HEALTH_PORT: '0',
  XUEZHAN_LIMITS__MAX_SESSIONS_PER_IP: '5000',
  XUEZHAN_LIMITS__MAX_PRE_AUTH: '5001',
  XUEZHAN_LIMITS__MESSAGES_PER_SECOND: '1000',
  XUEZHAN_LIMITS__MESSAGES_BURST: '4000',
  XUEZHAN_LIMITS__IP_MESSAGES_PER_SECOND: '1000000',
  XUEZHAN_LIMITS__IP_MESSAGES_BURST: '1000000',
  XUEZHAN_TABLE__BOT_THINK_MIN_MS: '0',
  XUEZHAN_TABLE__BOT_THINK_MAX_MS: '5',
  XUEZHAN_TABLE__BOT_FILL_SECONDS: '0',
  XUEZHAN_LIFECYCLE__DRAIN_SECONDS: '1',
  // A busy machine is no reason to turn anybody away.
  XUEZHAN_OVERLOAD__LOOP_DELAY_MS: '0',
}

/** A server whose test was killed ends with it. */
const END_WITH_PARENT = `--import=data:text/javascript,${encodeURIComponent("process.on('disconnect',()=>process.exit(1))")}`

/** Children and folders that a failing test could leave behind. */
const children = new Set<ChildProcess>()
const folders = new Set<string>()
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL')
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

export class ServerProcess {
  readonly dataDir: string
  readonly log: string[] = []
  ports!: Ports
  /** From the spawn to the line that says `ready`. */
  startMs = 0
  readonly #env: Environment
  readonly #nodeArgs: readonly string[]
  #child: ChildProcess | null = null

  private constructor(dataDir: string, env: Environment, nodeArgs: readonly string[]) {
    this.dataDir = dataDir
    this.#env = env
    this.#nodeArgs = nodeArgs
  }

  /** Rejects with what the server said when it does not come up. */
  static async start(options: ServerOptions = {}): Promise<ServerProcess> {
    const server = await ServerProcess.prepare(options)
    await server.restart()
    return server
  }

  /** A data folder that no server has run on yet. */
  static async prepare({ env = {}, tcp = false, nodeArgs = [] }: ServerOptions = {}): Promise<ServerProcess> {
    const dataDir = mkdtempSync(join(tmpdir(), 'xuezhan-e2e-'))
    folders.add(dataDir)
    const tcpPort = tcp ? { XUEZHAN_GAME_SERVER__TCP_PORT: String(await freePort()) } : {}
    return new ServerProcess(dataDir, { ...FAST, ...tcpPort, ...env }, nodeArgs)
  }

  get pid(): number {
    return this.#child?.pid ?? 0
  }

  get isAlive(): boolean {
    return this.#child !== null && this.#child.exitCode === null && this.#child.signalCode === null
  }

  /** The child itself, for tests that talk to it over its own channel. */
  get child(): ChildProcess {
    if (this.#child === null) throw new Error('the server does not run')
    return this.#child
  }

  /** Starts again on the same folder; the ports are new ones. */
  async restart(): Promise<void> {
    const startedMs = performance.now()
    const child = spawnServer({ XUEZHAN_CORE__DATA_DIR: this.dataDir, ...this.#env }, this.#nodeArgs)
    this.#child = child
    await this.#whenReady(child)
    this.startMs = performance.now() - startedMs
    this.ports = JSON.parse(readFileSync(join(this.dataDir, 'ports.json'), 'utf8')) as Ports
  }

  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  /** The exit code of an orderly stop. */
  async stop(): Promise<number | null> {
    return await this.#end('SIGTERM')
  }

  /** Ends the server and removes its folder. */
  async close(): Promise<void> {
    await this.#end('SIGKILL')
    rmSync(this.dataDir, { recursive: true, force: true })
    folders.delete(this.dataDir)
  }

  /** Every sample of /metrics by its name with labels, as Prometheus writes it. */
  async metrics(): Promise<ReadonlyMap<string, number>> {
    const response = await fetch(`http://127.0.0.1:${this.ports.metrics}/metrics`)
    const lines = (await response.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'))
    return new Map(
      lines.map((line) => {
        const at = line.lastIndexOf(' ')
        return [line.slice(0, at), Number(line.slice(at + 1))]
      }),
    )
  }

  /** One sample of /metrics, or without labels the sum of all that have the name; 0 while it was never counted. */
  async metric(name: string): Promise<number> {
    const metrics = await this.metrics()
    const children = [...metrics].filter(([child]) => child === name || child.startsWith(`${name}{`))
    return children.reduce((sum, [, value]) => sum + value, 0)
  }

  async #whenReady(child: ChildProcess): Promise<void> {
    const deadline = setTimeout(() => child.kill('SIGKILL'), START_DEADLINE_MS)
    try {
      await new Promise<void>((resolve, reject) => {
        const hear = (line: string): void => {
          this.#note(line)
          if (line.includes('"event":"ready"')) resolve()
        }
        createInterface({ input: child.stdout! }).on('line', hear)
        createInterface({ input: child.stderr! }).on('line', (line) => this.#note(line))
        child.once('exit', (code, signal) => {
          reject(new Error(`the server ended (${code ?? signal}):\n${this.log.slice(-30).join('\n')}`))
        })
      })
    } finally {
      clearTimeout(deadline)
    }
  }

  #note(line: string): void {
    this.log.push(line)
    if (this.log.length > MAX_LOG_LINES) this.log.splice(0, MAX_LOG_LINES / 2)
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child
    if (child === null || !this.isAlive) return child?.exitCode ?? null
    const exited = once(child, 'exit')
    child.kill(signal)
    const deadline = setTimeout(() => child.kill('SIGKILL'), STOP_DEADLINE_MS)
    await exited
    clearTimeout(deadline)
    return child.exitCode
  }
}

/** What configures this run is not for its servers: they know their own configuration and cache. */
const isOfTheRun = (name: string): boolean => name.startsWith('XUEZHAN_') || name === 'NODE_COMPILE_CACHE'

function spawnServer(env: Environment, nodeArgs: readonly string[]): ChildProcess {
  const inherited = Object.entries(process.env).filter(([name]) => !isOfTheRun(name))
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', END_WITH_PARENT, ...nodeArgs, join(ROOT, 'src', 'main.ts')],
    {
      cwd: ROOT,
      env: { ...Object.fromEntries(inherited), ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    },
  )
  children.add(child)
  child.once('exit', () => children.delete(child))
  return child
}

/** What a start that must fail says, with its exit code. */
export async function failedStart(
  env: Environment,
): Promise<{ readonly code: number | null; readonly said: string }> {
  const child = spawnServer({ ...FAST, ...env }, [])
  let said = ''
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (text: Buffer) => (said += text))
  const deadline = setTimeout(() => child.kill('SIGKILL'), START_DEADLINE_MS)
  await once(child, 'close')
  clearTimeout(deadline)
  return { code: child.exitCode, said }
}

/** Free when asked; nobody else is likely to take it before the server does. */
async function freePort(): Promise<number> {
  const probe = createServer()
  probe.listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}
