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

test('a stop during a start that hangs ends the process, with exit code 1 and a line that says so', {
  skip: process.platform === 'win32' && 'there are no pipes with a name',
}, async (t) => {
  const healthPort = await freePort()
  const server = await ServerProcess.prepare({
    env: { XUEZHAN_LIFECYCLE__STOP_SECONDS: '1', XUEZHAN_OPS__HEALTH_PORT: String(healthPort) },
  })
  t.after(async () => await server.close())
  // Nobody ever writes to it, so that whoever reads the key waits, as on a network folder whose server is gone.
  execFileSync('mkfifo', [join(server.dataDir, TOKEN_KEY)])
  const ended = assert.rejects(server.restart(), /the server ended \(1\)/)
  await until('the start has begun', () => isLive(healthPort), 30_000)
  assert.equal(await server.stop(), 1)
  await ended
  assert.ok(server.log.some((line) => line.includes('"event":"stop_late"')))
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
