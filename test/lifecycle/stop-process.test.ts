// Stops that do not go as they should.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { eachWhile } from '../../src/process-run.ts'
import { logInAsGuest, PlayerClient } from '../support/player-client.ts'
import { ServerProcess } from '../support/server-process.ts'

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
