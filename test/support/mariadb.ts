// A MariaDB of the test's own: a free port of this machine, a folder that goes away with it.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createConnection } from 'mysql2/promise'
import { findComponent } from './component.ts'

const HINT = 'apt-get install mariadb-server'
const START_DEADLINE_MS = 20_000
const POLL_MS = 50
/** Less to write before the first statement. */
const SMALL = ['--innodb-log-file-size=16M'] as const
/** No call that waits for the disk: what dies in these tests is the server, never the machine. */
const NO_SYNC = ['--innodb-flush-method=nosync', '--loose-sync-frm=0', '--loose-debug-no-sync'] as const

export type MariaDbPrograms = { readonly server: string; readonly install: string }

/** The programs of an installed MariaDB, or the line that says what to install. */
export function findMariaDb(suite: string): MariaDbPrograms | { readonly missing: string } {
  const server = findComponent(suite, ['mariadbd', 'mysqld'], HINT)
  if ('missing' in server) return server
  const install = findComponent(suite, ['mariadb-install-db', 'mysql_install_db'], HINT)
  return 'missing' in install ? install : { server: server.path, install: install.path }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

export class MariaDb {
  readonly port: number
  readonly user = 'xuezhan'
  /** Only this machine's loopback can reach it, for as long as the test runs. */
  readonly password = `it's "quoted" \\ 血`
  readonly #programs: MariaDbPrograms
  readonly #folder: string
  /** 2: a commit survives the server's death, not the machine's, and nothing waits for the disk; enough for a test. */
  readonly #durability: 1 | 2
  #process: ChildProcess | undefined

  private constructor(programs: MariaDbPrograms, port: number, durability: 1 | 2) {
    this.#durability = durability
    this.#programs = programs
    this.port = port
    this.#folder = mkdtempSync(join(tmpdir(), 'xuezhan-mariadb-'))
  }

  static async start(programs: MariaDbPrograms, durability: 1 | 2 = 2): Promise<MariaDb> {
    const database = new MariaDb(programs, await freePort(), durability)
    try {
      database.#install()
      await database.launch()
      await database.#addUser()
    } catch (error) {
      await database.stop()
      throw error
    }
    return database
  }

  get pid(): number | undefined {
    return this.#process?.pid
  }

  /** Starts the server on its folder, again after `kill`. */
  async launch(): Promise<void> {
    const child = spawn(this.#programs.server, this.#serverOptions(), { stdio: 'ignore' })
    this.#process = child
    process.once('exit', () => child.kill('SIGKILL'))
    const deadlineMs = performance.now() + START_DEADLINE_MS
    while (!(await this.#answers())) {
      if (child.exitCode !== null || performance.now() > deadlineMs) throw new Error('MariaDB did not start')
      await pause(POLL_MS)
    }
  }

  /** As a power cut of the server alone. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  freeze(): void {
    this.#process?.kill('SIGSTOP')
  }

  thaw(): void {
    this.#process?.kill('SIGCONT')
  }

  async createDatabase(name: string): Promise<void> {
    await this.#asRoot([`create database \`${name}\``])
  }

  async stop(): Promise<void> {
    await this.#end('SIGKILL')
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #install(): void {
    const user = userInfo().username
    const options = [`--datadir=${this.#folder}/data`, '--auth-root-authentication-method=normal']
    const { status, stderr } = spawnSync(
      this.#programs.install,
      ['--no-defaults', ...options, '--skip-test-db', `--user=${user}`, ...SMALL, ...NO_SYNC],
      { encoding: 'utf8' },
    )
    if (status !== 0) throw new Error(`MariaDB could not be set up: ${stderr}`)
  }

  #serverOptions(): string[] {
    return [
      '--no-defaults',
      `--datadir=${this.#folder}/data`,
      `--socket=${this.#folder}/socket`,
      `--pid-file=${this.#folder}/pid`,
      `--port=${this.port}`,
      '--bind-address=127.0.0.1',
      '--skip-name-resolve',
      `--user=${userInfo().username}`,
      // Not what the store has to rely on: the server's own choice must not matter.
      '--character-set-server=latin1',
      '--innodb-buffer-pool-size=64M',
      ...SMALL,
      ...(this.#durability === 2 ? NO_SYNC : []),
      `--innodb-flush-log-at-trx-commit=${this.#durability}`,
      '--performance-schema=OFF',
    ]
  }

  async #answers(): Promise<boolean> {
    try {
      await this.#asRoot([])
      return true
    } catch {
      return false
    }
  }

  async #asRoot(statements: readonly string[]): Promise<void> {
    const connection = await createConnection({ socketPath: `${this.#folder}/socket`, user: 'root' })
    connection.on('error', () => undefined)
    try {
      for (const statement of statements) await connection.query(statement)
    } finally {
      await connection.end().catch(() => connection.destroy())
    }
  }

  async #addUser(): Promise<void> {
    const connection = await createConnection({ socketPath: `${this.#folder}/socket`, user: 'root' })
    await connection.query('create user ?@? identified by ?', [this.user, '127.0.0.1', this.password])
    await connection.query('grant all on *.* to ?@?', [this.user, '127.0.0.1'])
    await connection.end()
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process
    this.#process = undefined
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill(signal)
    await ended
  }
}
