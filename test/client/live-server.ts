// The real server as a child process with a data folder of its own, for tests that look at it through a browser.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const START_DEADLINE_MS = 20_000

export type LiveServer = {
  readonly url: string
  /** Ends the process, as a crash would unless told otherwise, and starts it again on the same port and data. */
  restart(signal?: NodeJS.Signals): Promise<void>
  close(): Promise<void>
}

function environment(dataDir: string, webPort: number): NodeJS.ProcessEnv {
  return {
    // The server takes every XUEZHAN_ variable for a setting, also those of the test run.
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('XUEZHAN_'))),
    XUEZHAN_CORE__DATA_DIR: dataDir,
    XUEZHAN_WEBSERVER__ADDR: `127.0.0.1:${webPort}`,
    XUEZHAN_GAME_SERVER__BIND: '127.0.0.1',
    XUEZHAN_GAME_SERVER__PORT: '0',
    XUEZHAN_OPS__HEALTH_PORT: '0',
    XUEZHAN_OPS__METRICS_ADDR: '127.0.0.1:0',
    XUEZHAN_TABLE__BOT_THINK_MIN_MS: '0',
    XUEZHAN_TABLE__BOT_THINK_MAX_MS: '5',
    XUEZHAN_TABLE__BOT_FILL_SECONDS: '1',
    XUEZHAN_JOURNAL__FSYNC: 'off',
    // How late the server is says nothing on a machine that runs a browser and other tests beside it.
    XUEZHAN_OVERLOAD__LOOP_DELAY_MS: '0',
    XUEZHAN_LIFECYCLE__DRAIN_SECONDS: '0',
    // The tests' players click at once whatever is offered: over a match that is more than a person's share.
    XUEZHAN_LIMITS__MESSAGES_PER_SECOND: '300',
    XUEZHAN_LIMITS__MESSAGES_BURST: '1200',
    // One page reloads many small modules in this suite.
    XUEZHAN_WEBSERVER__REQUESTS_PER_MINUTE_PER_IP: '20000',
  }
}

async function start(dataDir: string, webPort: number): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['src/main.ts'], {
    cwd: ROOT,
    env: environment(dataDir, webPort),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said: string[] = []
  child.stderr.on('data', (text: Buffer) => said.push(text.toString()))
  const deadline = setTimeout(() => child.kill('SIGKILL'), START_DEADLINE_MS)
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line)
    if (!line.includes('"event":"ready"')) continue
    clearTimeout(deadline)
    // Nobody reads on: the pipe must not fill up.
    child.stdout.resume()
    return child
  }
  throw new Error(`the server did not start:\n${said.join('\n')}`)
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill(signal)
  await once(child, 'exit')
}

export async function startLiveServer(): Promise<LiveServer> {
  const dataDir = mkdtempSync(join(tmpdir(), 'xuezhan-client-'))
  let child = await start(dataDir, 0)
  const { web } = JSON.parse(readFileSync(join(dataDir, 'ports.json'), 'utf8')) as { web: number }
  return {
    url: `http://127.0.0.1:${web}/`,
    async restart(signal = 'SIGKILL') {
      await end(child, signal)
      child = await start(dataDir, web)
    },
    async close() {
      await end(child, 'SIGTERM')
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
