// A stop that is asked of npm reaches the server behind it: no shell stands in between and dies alone.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { type Ports, ROOT } from '../support/server-process.ts'
import { until } from '../support/until.ts'

const DEADLINE_MS = 60_000

async function isTaken(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

const envOf = (dataDir: string): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(XUEZHAN_|npm_)/.test(name))),
  XUEZHAN_CORE__DATA_DIR: dataDir,
  XUEZHAN_WEBSERVER__ADDR: '127.0.0.1:0',
  XUEZHAN_GAME_SERVER__BIND: '127.0.0.1',
  XUEZHAN_GAME_SERVER__PORT: '0',
  XUEZHAN_OPS__METRICS_ADDR: '127.0.0.1:0',
  XUEZHAN_OPS__HEALTH_PORT: '0',
})

/** Its own group, so that a test that fails can end whatever npm left behind. */
function spawnNpm(script: string, dataDir: string) {
  const npm = process.env.npm_execpath
  // What installs packages stays away: a test must not.
  const args = ['run', script, '--ignore-scripts']
  const options = { cwd: ROOT, env: envOf(dataDir), stdio: 'ignore', detached: true } as const
  return npm ? spawn(process.execPath, [npm, ...args], options) : spawn('npm', args, options)
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // Nobody was left.
  }
}

for (const script of ['start', 'dev']) {
  test(`a SIGTERM to npm that runs ${script} ends the server, and its ports are free`, {
    skip: process.platform === 'win32' && 'there is no such signal',
    timeout: 3 * DEADLINE_MS,
  }, async (t) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'xuezhan-npm-'))
    const npm = spawnNpm(script, dataDir)
    t.after(() => {
      endGroup(npm.pid!)
      rmSync(dataDir, { recursive: true, force: true })
    })
    const file = join(dataDir, 'ports.json')
    await until(
      'the server is up',
      () => existsSync(file) && readFileSync(file, 'utf8').endsWith('\n'),
      DEADLINE_MS,
    )
    const ports = JSON.parse(readFileSync(file, 'utf8')) as Ports
    assert.ok(await isTaken(ports.game))
    const exited = once(npm, 'exit')
    npm.kill('SIGTERM')
    await exited
    for (const port of [ports.game, ports.web, ports.metrics, ports.health]) {
      await until(`port ${port} is free`, async () => !(await isTaken(port)), DEADLINE_MS)
    }
  })
}
