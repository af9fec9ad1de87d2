// Who is let in while others are turned away, over real sockets.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { WebSocket } from 'ws'
import { err, ok } from '../../src/lib/result.ts'
import { makeResumeTicket } from '../../src/net/resume-ticket.ts'
import { reportsOf, startGame } from '../net/game-fixture.ts'
import type { GameFixture } from '../net/game-fixture.ts'
import { TestClient } from '../net/test-client.ts'

const SEATED = 7
const SEATLESS = 8

/** A token is the number of its account. */
async function door(t: TestContext) {
  const load = { isOver: false }
  const verified = { gate: Promise.resolve(), asked: Promise.withResolvers<void>() }
  const game = await startGame(t, {
    gate: {
      isOverloaded: () => load.isOver,
      tokens: {
        async verify(token) {
          verified.asked.resolve()
          await verified.gate
          const uid = Number(token)
          return uid > 0 ? ok({ uid, expiresAt: 0 }) : err({ code: 'BAD_TOKEN' })
        },
      },
    },
  })
  game.seated.add(SEATED)
  return { game, load, verified }
}

async function resume(game: GameFixture, token: string | number): Promise<TestClient> {
  const socket = new WebSocket(`ws://127.0.0.1:${game.port}/`, [...makeResumeTicket(String(token))])
  const client = new TestClient(socket)
  await Promise.race([
    once(socket, 'open'),
    once(socket, 'error').then(([error]) => Promise.reject(error as Error)),
  ])
  assert.equal(socket.protocol, 'xuezhan')
  return client
}

const refusals = (game: GameFixture): unknown[] =>
  reportsOf(game, 'connectionRefused').map(([, , why]) => why)

test('an overload turns newcomers away on both transports, and lets who is in stay', async (t) => {
  const { game, load } = await door(t)
  const inside = await game.join(1)
  load.isOver = true
  await assert.rejects(game.connect(), /503/)
  await (await game.connectTcp()).closed
  assert.deepEqual(refusals(game), ['overload', 'overload'])
  assert.equal((await inside.request('DeskManager.Resume'))['code'], 0)
  load.isOver = false
  await game.join(2)
})

test('a player for whom a seat waits comes in by his ticket, nobody else does', async (t) => {
  const { game, load } = await door(t)
  load.isOver = true
  const back = await resume(game, SEATED)
  await back.shakeHands()
  assert.equal((await back.request('Manager.Login', { uid: SEATED }))['acId'], SEATED)
  for (const token of [SEATLESS, 'forged', '0']) await assert.rejects(resume(game, token), /503/)
  back.destroy()
})

test('who comes back during a drain is told of it', async (t) => {
  const { game } = await door(t)
  game.server.drain()
  const back = await resume(game, SEATED)
  await back.shakeHands()
  await back.request('Manager.Login', { uid: SEATED })
  assert.deepEqual(await back.push('onServerDrain'), { retryInMs: 0 })
  back.destroy()
})

test('a ticket opens no door that a limit keeps shut', async (t) => {
  const game = await startGame(t, {
    env: { XUEZHAN_LIMITS__MAX_SESSIONS: '1', XUEZHAN_LIMITS__MAX_SESSIONS_PER_IP: '1' },
    gate: { isOverloaded: () => true, tokens: { verify: async () => ok({ uid: SEATED, expiresAt: 0 }) } },
  })
  game.seated.add(SEATED)
  const first = await resume(game, SEATED)
  await assert.rejects(resume(game, SEATED), /503/)
  assert.deepEqual(refusals(game), ['full'])
  first.destroy()
})

test('a ticket that is read while the server closes opens nothing', async (t) => {
  const { game, verified } = await door(t)
  game.server.drain()
  const slow = Promise.withResolvers<void>()
  verified.gate = slow.promise
  const knocking = assert.rejects(resume(game, SEATED))
  await verified.asked.promise
  const closing = game.server.close()
  slow.resolve()
  await Promise.all([knocking, closing])
  assert.equal(game.server.sessionCount, 0)
})
