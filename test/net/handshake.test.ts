// The states of a session, its heartbeat and its deadlines, over both transports.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { makePacket, PACKET } from '../../src/protocol/packet.ts'
import { makeDataPacket } from '../../src/protocol/message.ts'
import { serverDictionary } from '../../src/protocol/dictionary.ts'
import { outgoing } from '../../src/room/connection.ts'
import { eventually, type GameFixture, reportsOf, startGame } from './game-fixture.ts'
import { jsonOf, type TestClient } from './test-client.ts'

const HEARTBEAT_MS = 30_000
const SWEEP_MS = 251
const PRE_AUTH_MS = 5000
const ascii = (text: string): Uint8Array => new TextEncoder().encode(text)

const TRANSPORTS: readonly (readonly [string, (game: GameFixture) => Promise<TestClient>])[] = [
  ['WebSocket', (game) => game.connect()],
  ['TCP', (game) => game.connectTcp()],
]

for (const [name, connect] of TRANSPORTS) {
  describe(name, () => {
    test('a handshake is answered with heartbeat and server time, without a dictionary', async (t) => {
      const game = await startGame(t)
      const client = await connect(game)
      assert.deepEqual(await client.shakeHands(), {
        code: 200,
        sys: { heartbeat: 30, servertime: 1_700_000_000 },
      })
      assert.equal((await client.request('Manager.Login', { uid: 7 }))['acId'], 7)
      const done = reportsOf(game, 'handshakeDone')
      assert.deepEqual(
        done.map(([, isAccepted]) => isAccepted),
        [true],
      )
    })

    test('an empty handshake body is legal', async (t) => {
      const client = await connect(await startGame(t))
      client.sendBytes([1, 0, 0, 0])
      const reply = await client.packet((packet) => packet.type === PACKET.handshake)
      assert.equal(jsonOf(reply.body)['code'], 200)
    })

    test('an Ack without a handshake opens the session, as in nano', async (t) => {
      const client = await connect(await startGame(t))
      client.sendBytes([2, 0, 0, 0])
      assert.equal((await client.request('Manager.Login', { uid: 7 }))['code'], 0)
    })

    test('a socket that does not log in in time is closed, however far it came', async (t) => {
      const game = await startGame(t)
      const silent = await connect(game)
      const half = await connect(game)
      const shaken = await connect(game)
      half.sendBytes([1, 0, 0])
      await shaken.shakeHands()
      const player = await connect(game)
      await player.shakeHands()
      await player.request('Manager.Login', { uid: 7 })
      game.clock.advance(PRE_AUTH_MS - SWEEP_MS)
      assert.equal(reportsOf(game, 'sessionClosed').length, 0)
      game.clock.advance(2 * SWEEP_MS)
      await Promise.all([silent.closed, half.closed, shaken.closed])
      const ends = reportsOf(game, 'sessionClosed').map(([, , end]) => end)
      assert.deepEqual(ends, ['HANDSHAKE_LATE', 'HANDSHAKE_LATE', 'HANDSHAKE_LATE'])
      assert.equal((await player.request('Manager.Login', { uid: 7 }))['code'], 0)
      assert.equal(game.server.directory.online, 1)
    })

    test('heartbeats come by the clock, without echo, and any packet counts as life', async (t) => {
      const game = await startGame(t)
      const client = await connect(game)
      await client.shakeHands()
      await client.request('Manager.Login', { uid: 7 })
      const beats = () => client.packets.filter((packet) => packet.type === PACKET.heartbeat).length
      for (let round = 1; round <= 4; round++) {
        game.clock.advance(HEARTBEAT_MS + SWEEP_MS)
        await client.until(() => beats() === round)
        client.sendBytes([3, 0, 0, 0])
        // The answer shows that the heartbeat before it has been read.
        await client.request('Manager.Login', { uid: 7 })
      }
      assert.equal(beats(), 4)
      game.clock.advance(2 * HEARTBEAT_MS + SWEEP_MS)
      await client.closed
      assert.deepEqual(
        reportsOf(game, 'sessionClosed').map(([, , end]) => end),
        ['HEARTBEAT_LOST'],
      )
      assert.deepEqual(
        game.unbound.map(({ uid, replaced }) => [uid, replaced]),
        [[7, false]],
      )
    })

    const wrong: readonly (readonly [title: string, bytes: readonly number[], fault: string | null])[] = [
      ['packet type 0', [0, 0, 0, 0], 'PACKET_TYPE'],
      ['packet type 6', [6, 0, 0, 0], 'PACKET_TYPE'],
      ['packet type 255', [255], 'PACKET_TYPE'],
      ['a length over the limit', [4, 0, 0x10, 0x01], 'PACKET_TOO_LONG'],
      ['a length of 16 MiB', [1, 255, 255, 255], 'PACKET_TOO_LONG'],
      ['Data before the Ack', [4, 0, 0, 2, 0, 1], null],
      ['a Kick from a client', [5, 0, 0, 0], null],
      ['a handshake that is not JSON', [1, 0, 0, 2, 0x7b, 0x7b], 'JSON_SYNTAX'],
      ['a handshake that is a list', [1, 0, 0, 2, 0x5b, 0x5d], 'HANDSHAKE_SHAPE'],
      ['a second handshake', [1, 0, 0, 0, 1, 0, 0, 0], null],
      ['Data between handshake and Ack', [1, 0, 0, 0, 4, 0, 0, 2, 0, 1], null],
    ]
    for (const [title, bytes, fault] of wrong) {
      test(`${title} closes the connection`, async (t) => {
        const game = await startGame(t)
        const client = await connect(game)
        const honest = await connect(game)
        await honest.shakeHands()
        client.sendBytes(bytes)
        const { code } = await client.closed
        const isTooBig = fault === 'PACKET_TOO_LONG'
        assert.equal(code, name === 'TCP' ? 1000 : isTooBig ? 1009 : 1002)
        assert.deepEqual(
          reportsOf(game, 'sessionClosed').map(([, , end]) => end),
          [isTooBig ? 'TOO_BIG' : 'PROTOCOL_ERROR'],
        )
        const faults = reportsOf(game, 'faultSeen').map(([, seen]) => seen)
        assert.deepEqual(faults, fault === null ? [] : [fault])
        assert.equal((await honest.request('Manager.Login', { uid: 7 }))['code'], 0)
      })
    }
  })
}

test('a refused handshake says so before the connection closes', async (t) => {
  const client = await (await startGame(t)).connect()
  client.sendBytes(makePacket(PACKET.handshake, ascii('[]')))
  await client.closed
  assert.equal(jsonOf(client.packets[0]!.body)['code'], 500)
})

test('with route compression the dictionary is announced and used, both ways', async (t) => {
  const game = await startGame(t, { env: { XUEZHAN_GAME_SERVER__ROUTE_COMPRESSION: 'true' } })
  const client = await game.connect()
  const reply = await client.shakeHands()
  const dictionary = serverDictionary()
  assert.deepEqual((reply['sys'] as { dict: unknown }).dict, Object.fromEntries(dictionary.codeOf))
  client.sendBytes(
    makeDataPacket({ type: 'request', id: 9, route: 'Manager.Login', body: ascii('{"uid":7}') }, dictionary),
  )
  assert.equal((await client.response(9))['acId'], 7)
  game.server.directory.broadcast(outgoing('onBroadcast', { code: 0, message: 'hi' }))
  const packet = await client.packet(({ type, body }) => type === PACKET.data && (body[0]! & 0x0e) === 6)
  assert.equal(packet.body[0], 0x07)
  assert.deepEqual(await client.push('onBroadcast'), { code: 0, message: 'hi' })
})

test('a session that never saw the dictionary gets plain routes, beside one that did', async (t) => {
  const game = await startGame(t, { env: { XUEZHAN_GAME_SERVER__ROUTE_COMPRESSION: 'true' } })
  const knowing = await game.join(1)
  const blind = await game.connect()
  blind.sendBytes([2, 0, 0, 0])
  await blind.request('Manager.Login', { uid: 2 })
  game.server.directory.broadcast(outgoing('onCoinChange', { coin: 3 }))
  await Promise.all(
    [knowing, blind].map((client) => client.until(() => client.messages().some((m) => m.type === 'push'))),
  )
  const flags = [knowing, blind].map((client) => client.packets.at(-1)!.body[0])
  assert.deepEqual(flags, [0x07, 0x06])
})

test('server and client close codes agree: a client that leaves in order ends NORMAL, one that vanishes CLIENT_GONE', async (t) => {
  const game = await startGame(t)
  const leaving = await game.join(1)
  const vanishing = await game.join(2)
  ;(leaving.socket as unknown as { close(code: number): void }).close(1000)
  await eventually('the first is gone', () => game.unbound.length === 1)
  vanishing.destroy()
  await eventually('the second is gone', () => game.unbound.length === 2)
  assert.deepEqual(
    reportsOf(game, 'sessionClosed').map(([, , end]) => end),
    ['NORMAL', 'CLIENT_GONE'],
  )
  assert.equal(game.server.sessionCount, 0)
})
