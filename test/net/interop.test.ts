// Clients that others wrote: a pomelo client, and an independent codec; plain, compressed and encrypted.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { connect } from 'node:net'
import { test } from 'node:test'
import { xxteaPipeline } from '../../src/protocol/pipeline.ts'
import { outgoing } from '../../src/room/connection.ts'
import { reportsOf, startGame } from './game-fixture.ts'

const require = createRequire(import.meta.url)

type Pomelo = {
  init(options: object, done: (response: unknown) => void): void
  request(route: string, payload: object, done: (response: Record<string, unknown>) => void): void
  notify(route: string, payload: object): void
  on(event: string, listener: (payload: unknown) => void): void
  disconnect(): void
}
type PomeloClass = new () => Pomelo
const Pomelo = require('pomelo-client-websocket') as PomeloClass

const NANO_KEY = '7AEC4MA152BQE9HWQ7KB'

for (const routeCompression of ['false', 'true']) {
  test(`pomelo-client-websocket plays, route compression ${routeCompression}`, async (t) => {
    const game = await startGame(t, {
      env: { XUEZHAN_GAME_SERVER__ROUTE_COMPRESSION: routeCompression },
    })
    const pomelo = new Pomelo()
    t.after(() => pomelo.disconnect())
    await new Promise((resolve) => pomelo.init({ host: '127.0.0.1', port: game.port }, resolve))
    const request = async (route: string, payload: object) =>
      await new Promise<Record<string, unknown>>((resolve) => pomelo.request(route, payload, resolve))
    const pushed = async (route: string) => await new Promise((resolve) => pomelo.on(route, resolve))
    assert.equal((await request('Manager.Login', { uid: 7, name: '王小明 😀' }))['nickname'], '王小明 😀')
    const coin = pushed('onCoinChange')
    game.server.directory.broadcast(outgoing('onCoinChange', { coin: 10 }))
    assert.deepEqual(await coin, { coin: 10 })
    const refused = pushed('onError')
    pomelo.notify('DeskManager.Trust', { on: true })
    assert.equal(((await refused) as { reason: string }).reason, 'NOT_AT_DESK')
    assert.equal((await request('No.Such', {}))['reason'], 'ROUTE_UNKNOWN')
  })
}

test('a client of pinus-protocol plays over TCP', async (t) => {
  type Decoded = { id: number; body: Buffer }
  const { Package, Message } = require('pinus-protocol') as {
    Package: {
      encode(type: number, body?: Buffer): Buffer
      decode(bytes: Buffer): { type: number; body: Buffer } | { type: number; body: Buffer }[]
    }
    Message: {
      encode(id: number, type: number, compress: boolean, route: string, body: Buffer): Buffer
      decode(bytes: Buffer): Decoded
    }
  }
  const game = await startGame(t)
  const socket = connect({ port: game.tcpPort, host: '127.0.0.1' })
  t.after(() => socket.destroy())
  socket.write(Package.encode(1, Buffer.from('{"sys":{"type":"pinus","version":"1"}}')))
  socket.write(Package.encode(2))
  socket.write(Package.encode(4, Message.encode(3, 0, false, 'Manager.Login', Buffer.from('{"uid":7}'))))
  let bytes = Buffer.alloc(0)
  for await (const chunk of socket) {
    bytes = Buffer.concat([bytes, chunk as Buffer])
    const packets = [Package.decode(bytes)].flat()
    const data = packets.find(({ type, body }) => type === 4 && body.length > 0)
    if (data === undefined) continue
    const { id, body } = Message.decode(data.body)
    assert.deepEqual([id, (JSON.parse(body.toString()) as { acId: number }).acId], [3, 7])
    return
  }
  assert.fail('no answer')
})

test('XXTEA end to end: both directions are encrypted as nanoserver does it', async (t) => {
  const game = await startGame(t, {
    env: { XUEZHAN_GAME_SERVER__CRYPTO: 'xxtea', XUEZHAN_GAME_SERVER__CRYPTO_KEY: NANO_KEY },
  })
  const client = await game.join(1, { pipeline: xxteaPipeline(NANO_KEY) })
  // The vector of protocol.md, byte for byte.
  client.sendBytes(
    Buffer.from(
      '0400002800010d4d616e616765722e4c6f67696e4d47312b692b584e455972644333503079436d396e773d3d',
      'hex',
    ),
  )
  assert.equal((await client.response(1))['acId'], 1)
  game.server.directory.broadcast(outgoing('onCoinChange', { coin: 10 }))
  const packet = await client.packet(({ body }) => body[0] === 0x06)
  assert.equal(
    Buffer.from(packet.body).toString('hex'),
    '060c6f6e436f696e4368616e67654d6d5673356f3151456c564d714f79577755494636513d3d',
  )
})

test('B1: payloads that do not decrypt are refused messages, and end nothing', async (t) => {
  const game = await startGame(t, {
    env: { XUEZHAN_GAME_SERVER__CRYPTO: 'xxtea', XUEZHAN_GAME_SERVER__CRYPTO_KEY: NANO_KEY },
  })
  const pipeline = xxteaPipeline(NANO_KEY)
  const garbage = { ...pipeline, encode: (bytes: Uint8Array) => bytes }
  const client = await game.connect({ pipeline: garbage })
  await client.shakeHands()
  for (const text of ['AAAAAAAAAAA=', 'not base64!', '{"uid":1}', 'AAAA']) {
    const answer = await client.request('Manager.Login', new TextEncoder().encode(text))
    assert.equal(answer['reason'], 'BAD_PAYLOAD')
  }
  const faults = reportsOf(game, 'faultSeen').map(([, code]) => code)
  assert.deepEqual(faults, ['CIPHER_KEY', 'CIPHER_TEXT', 'CIPHER_TEXT', 'CIPHER_KEY'])
  const honest = await game.join(7, { pipeline })
  assert.equal((await honest.request('DeskManager.Resume'))['code'], 0)
})
