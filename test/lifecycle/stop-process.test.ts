// Stops that do not go as they should.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { eachWhile } from '../../src/process/process-run.ts'
import { logInAsGuest, PlayerClient } from '../support/player-client.ts'
import { ServerProcess } from '../support/server-process.ts'
import { until } from '../support/until.ts'

const TOKEN_KEY = 'token.key'

async function freePort(): Promise<number> {
  const probe = createServer().listen(0)
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}

async function isLive(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/live`)).ok
  } catch {
    return false
  }
}

test('a part that will not close ends the process all the same, with exit code 1 and a line that says so', async (t) => {
  const server = await ServerProcess.start({
    env: { XUEZHAN_LIFECYCLE__STOP_SECONDS: '1', XUEZHAN_LIFECYCLE__DRAIN_SECONDS: '0' },
  })
  t.after(async () => await server.close())
  const player = await PlayerClient.logIn(server.ports, await logInAsGuest(server.ports, randomUUID()))
  // Its goodbye is never read, and the server waits three seconds for the answer.
  player.freeze()
  assert.equal(await server.stop(), 1)
  assert.ok(server.log.some((line) => line.includes('"event":"stop_late"')))
  assert.ok(server.log.some((line) => line.includes('"event":"stopped"')))
  player.cut()
})

const noPipes = process.platform === 'win32' && 'there are no pipes with a name'

/** A server that waits for its key: nobody ever writes to it, as on a network folder whose server is gone. */
async function hangingStart(env: Readonly<Record<string, string>>): Promise<ServerProcess> {
  const healthPort = await freePort()
  const server = await ServerProcess.prepare({
    env: { ...env, XUEZHAN_OPS__HEALTH_PORT: String(healthPort) },
  })
  execFileSync('mkfifo', [join(server.dataDir, TOKEN_KEY)])
  // It never comes up; how it ends is for the test to see.
  server.restart().catch(() => undefined)
  await until('the start has begun', () => isLive(healthPort), 30_000)
  return server
}

const isLate = (line: string): boolean => line.includes('"event":"stop_late"')

test('a stop during a start that hangs ends the process, with exit code 1 and a line that says so', {
  skip: noPipes,
}, async (t) => {
  const server = await hangingStart({ XUEZHAN_LIFECYCLE__STOP_SECONDS: '1' })
  t.after(async () => await server.close())
  assert.equal(await server.stop(), 1)
  await until('the line', () => server.log.some(isLate))
})

test('a third signal ends a start that hangs as it stands', { skip: noPipes }, async (t) => {
  const server = await hangingStart({ XUEZHAN_LIFECYCLE__STOP_SECONDS: '300' })
  t.after(async () => await server.close())
  const { child } = server
  const isOver = (): boolean => {
    // More often than presses count.
    child.kill('SIGTERM')
    return !server.isAlive
  }
  await until('it has ended', isOver, 30_000)
  assert.ok(!server.log.some(isLate))
})

test('a replay ends between two tables once a stop is asked for, and closes what it reads', async () => {
  let isClosed = false
  async function* tables(): AsyncGenerator<number> {
    try {
      yield* [1, 2, 3]
    } finally {
      isClosed = true
    }
  }
  const seen: number[] = []
  const reading = async (): Promise<void> => {
    const goOn = (): void => {
      if (seen.length === 2) throw new Error('a stop was asked for')
    }
    for await (const table of eachWhile(tables(), goOn)) seen.push(table)
  }
  await assert.rejects(reading(), /a stop was asked for/)
  assert.deepEqual([seen, isClosed], [[1, 2], true])
})
