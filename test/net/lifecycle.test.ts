// Start, drain and stop, and the WebSocket on another server's port.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { eventually, reportsOf, startGame } from './game-fixture.ts'
import { TestClient } from './test-client.ts'

test('a port in use rejects the start', async (t) => {
  const game = await startGame(t)
  await assert.rejects(startGame(t, { env: { XUEZHAN_GAME_SERVER__PORT: String(game.port) } }), {
    code: 'EADDRINUSE',
  })
})

test('draining refuses newcomers, tells sessions when to come back, and lets them play on', async (t) => {
  const game = await startGame(t)
  const clients = [await game.join(1), await game.join(2)]
  game.server.drain()
  game.server.drain()
  const pushes = await Promise.all(clients.map((client) => client.push('onServerDrain')))
  assert.deepEqual(pushes, [{ retryInMs: 0 }, { retryInMs: 2500 }])
  await assert.rejects(game.connect(), /503/)
  await (await game.connectTcp()).closed
  assert.deepEqual(
    reportsOf(game, 'connectionRefused').map(([, , why]) => why),
    ['draining', 'draining'],
  )
  assert.equal((await clients[0]!.request('DeskManager.Resume'))['code'], 0)
  assert.equal(clients[1]!.messages().filter(({ type }) => type === 'push').length, 0)
})

test('closing says 1001 to everyone and frees both ports', async (t) => {
  const game = await startGame(t)
  const overWs = await game.join(1)
  const overTcp = await game.connectTcp()
  await overTcp.shakeHands()
  await game.server.close()
  assert.equal((await overWs.closed).code, 1001)
  assert.equal((await overTcp.closed).code, 1000)
  assert.deepEqual(
    game.unbound.map(({ uid }) => uid),
    [1],
  )
  assert.equal(game.server.sessionCount, 0)
  await assert.rejects(game.connect(), /ECONNREFUSED/)
  await assert.rejects(game.connectTcp(), /ECONNREFUSED/)
})

test('closing waits no longer than the close timeout for a peer that does not answer', async (t) => {
  const game = await startGame(t)
  const client = await game.connectTcp()
  await client.shakeHands()
  client.stopReading()
  const socket = client.socket as import('node:net').Socket
  socket.removeAllListeners('end')
  socket.allowHalfOpen = true
  let isClosed = false
  const closing = game.server.close().then(() => (isClosed = true))
  await new Promise((resolve) => setTimeout(resolve, 30))
  assert.equal(isClosed, false)
  game.clock.advance(3000)
  await closing
})

test('an upgrade that another server hands over becomes the same session', async (t) => {
  const game = await startGame(t)
  const web = createServer()
  web.on('upgrade', (request, socket, head) => game.server.handleUpgrade(request, socket, head))
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve))
  const { port } = web.address() as AddressInfo
  const client = await TestClient.overWebSocket(port, { path: '/ws' })
  await client.shakeHands()
  assert.equal((await client.request('Manager.Login', { uid: 7 }))['acId'], 7)
  assert.equal(game.server.directory.ofUid(7), game.sessions[0])
  client.destroy()
  await eventually('it is gone', () => game.server.sessionCount === 0)
  await new Promise((resolve) => web.close(resolve))
})
