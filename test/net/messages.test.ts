// From bytes to handlers and back: every Request is answered, in order, and nothing that comes in does harm.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { err, ok } from '../../src/lib/result.ts'
import type { Handlers } from '../../src/lobby/handler.ts'
import { PACKET } from '../../src/protocol/packet.ts'
import { refusal } from '../../src/protocol/refusals.ts'
import { outgoing } from '../../src/room/connection.ts'
import { eventually, reportsOf, startGame } from './game-fixture.ts'
import { jsonOf } from './test-client.ts'

const LOGIN = 'Manager.Login'

test('answers keep the order of the questions, even where a handler waits', async (t) => {
  const gates: (() => void)[] = []
  let running = 0
  let mostRunning = 0
  const slow: Handlers['DeskManager.Pause'] = async () => {
    running += 1
    mostRunning = Math.max(mostRunning, running)
    await new Promise<void>((resolve) => gates.push(resolve))
    running -= 1
    return ok({ code: 0 })
  }
  const game = await startGame(t, { handlers: { 'DeskManager.Pause': slow } })
  const client = await game.join(7)
  const routes = [
    'DeskManager.Pause',
    'DeskManager.Resume',
    'No.Such',
    'DeskManager.Pause',
    LOGIN,
    'DeskManager.Exit',
  ]
  const asked = routes.map((route) => client.makeRequest(route, { uid: 7 }))
  client.sendBytes(...asked.map(({ bytes }) => bytes))
  for (let round = 0; round < 2; round++) {
    await eventually('the slow handler runs', () => gates.length === round + 1)
    gates[round]!()
  }
  await client.response(asked.at(-1)!.id)
  assert.deepEqual(
    client.responseIds().slice(1),
    asked.map(({ id }) => id),
  )
  assert.equal(mostRunning, 1)
})

test('one session that waits does not hold up another', async (t) => {
  const slow: Handlers['DeskManager.Pause'] = () => new Promise(() => undefined)
  const game = await startGame(t, { handlers: { 'DeskManager.Pause': slow } })
  const stuck = await game.join(1)
  stuck.sendBytes(stuck.makeRequest('DeskManager.Pause', {}).bytes)
  const free = await game.join(2)
  assert.equal((await free.request('DeskManager.Resume'))['code'], 0)
})

test('TCP: bytes that come one at a time, and many packets in one chunk, are the same packets', async (t) => {
  const game = await startGame(t)
  const client = await game.connectTcp()
  const login = client.makeRequest(LOGIN, { uid: 7 })
  for (const byte of Buffer.concat([Uint8Array.of(1, 0, 0, 0, 2, 0, 0, 0), login.bytes]))
    client.sendBytes([byte])
  assert.equal((await client.response(login.id))['acId'], 7)
  const three = Array.from({ length: 3 }, () => client.makeRequest('DeskManager.Resume', {}))
  client.sendBytes(...three.map(({ bytes }) => bytes))
  await client.response(three[2]!.id)
  assert.deepEqual(
    client.responseIds(),
    [login, ...three].map(({ id }) => id),
  )
})

test('WebSocket: packets may be split over frames and share them; answers come one packet per frame', async (t) => {
  const game = await startGame(t)
  const client = await game.join(7)
  const asked = Array.from({ length: 3 }, () => client.makeRequest('DeskManager.Resume', {}))
  const bytes = Buffer.concat(asked.map((request) => request.bytes))
  for (const [from, to] of [
    [0, 1],
    [1, 6],
    [6, bytes.length - 2],
    [bytes.length - 2, bytes.length],
  ]) {
    client.sendBytes(bytes.subarray(from, to))
  }
  await client.response(asked[2]!.id)
  const frames = client.packets.map(({ frame }) => frame)
  assert.equal(new Set(frames).size, frames.length)
})

test('text frames are read like binary ones, and answered in binary', async (t) => {
  const game = await startGame(t)
  const client = await game.connect()
  const kinds: boolean[] = []
  const socket = client.socket as import('ws').WebSocket
  socket.on('message', (_data, isBinary) => kinds.push(isBinary))
  const { id, bytes } = client.makeRequest(LOGIN, { uid: 7 })
  for (const part of [[1, 0, 0, 0], [2, 0, 0, 0], bytes])
    socket.send(Buffer.from(part as Uint8Array), { binary: false })
  assert.equal((await client.response(id))['acId'], 7)
  assert.deepEqual(kinds, [true, true])
})

describe('what a route needs', () => {
  test('login, then a seat', async (t) => {
    const game = await startGame(t)
    const client = await game.connect()
    await client.shakeHands()
    assert.equal((await client.request('DeskManager.Resume'))['reason'], 'NOT_LOGGED_IN')
    assert.equal((await client.request('DeskManager.Trust', { on: true }))['reason'], 'NOT_LOGGED_IN')
    await client.request(LOGIN, { uid: 7 })
    assert.equal((await client.request('DeskManager.Resume'))['code'], 0)
    assert.equal((await client.request('DeskManager.Trust', { on: true }))['reason'], 'NOT_AT_DESK')
    game.seated.add(7)
    assert.equal((await client.request('DeskManager.Trust', { on: true }))['code'], 0)
  })

  test('raw bytes arrive as they were sent', async (t) => {
    const heard: Uint8Array[] = []
    const game = await startGame(t, {
      handlers: {
        'DeskManager.VoiceMessage': (_session, bytes) => {
          heard.push(bytes)
          return ok({ code: 0 })
        },
      },
    })
    game.seated.add(7)
    const client = await game.join(7)
    const voice = Uint8Array.of(0, 255, 0x7b, 0xc3, 0x28)
    assert.equal((await client.request('DeskManager.VoiceMessage', voice))['code'], 0)
    assert.deepEqual([...heard[0]!], [...voice])
    assert.equal(heard[0]!.buffer.byteLength, voice.length)
  })
})

describe('what handlers do', () => {
  test('a refusal answers a Request, and pushes onError for a Notify', async (t) => {
    const refuse = () => err(refusal('DESK_GONE', 'x'))
    const game = await startGame(t, { handlers: { 'DeskManager.ReJoin': refuse } })
    const client = await game.join(7)
    const gone = { code: -1, error: '房间已解散', reason: 'DESK_GONE', detail: 'x' }
    assert.deepEqual(await client.request('DeskManager.ReJoin', { deskId: '1' }), gone)
    client.notify('DeskManager.ReJoin', { deskId: '1' })
    assert.deepEqual(await client.push('onError'), { route: 'DeskManager.ReJoin', ...gone })
  })

  test('an accepted Notify gets no answer', async (t) => {
    const game = await startGame(t)
    const client = await game.join(7)
    const before = client.packets.length
    client.notify('DeskManager.Resume')
    await client.request('DeskManager.Resume')
    assert.equal(client.packets.length, before + 1)
  })

  const boom = new Error('boom')
  const broken: readonly (readonly [title: string, handler: Handlers['DeskManager.Resume']])[] = [
    [
      'throws',
      () => {
        throw boom
      },
    ],
    [
      'rejects',
      async () => {
        await Promise.resolve()
        throw boom
      },
    ],
    ['answers what its schema forbids', () => ok({ code: 0, secret: [1, 2, 3] })],
    ['answers what has no JSON form', () => ok({ code: 1n } as never)],
    [
      'answers that only later',
      async () => {
        await Promise.resolve()
        return ok({ code: 1n } as never)
      },
    ],
  ]
  for (const [title, handler] of broken) {
    test(`a handler that ${title} is INTERNAL, reported, and the session goes on`, async (t) => {
      const game = await startGame(t, { handlers: { 'DeskManager.Resume': handler } })
      const client = await game.join(7)
      const answer = await client.request('DeskManager.Resume')
      assert.deepEqual(answer, { ...refusal('INTERNAL') })
      const failures = reportsOf(game, 'handlerFailed')
      assert.equal(failures.length, 1)
      assert.equal(failures[0]![1], 'DeskManager.Resume')
      assert.equal((await client.request('DeskManager.Pause'))['code'], 0)
    })
  }

  test('a push that its schema forbids is dropped and reported', async (t) => {
    const game = await startGame(t)
    const client = await game.join(7)
    const leak = { coin: 1, hand: [3] }
    game.sessions[0]!.send(outgoing('onCoinChange', leak))
    game.sessions[0]!.send(outgoing('onCoinChange', { coin: 2 }))
    assert.deepEqual(await client.push('onCoinChange'), { coin: 2 })
    assert.deepEqual(
      reportsOf(game, 'pushFailed').map(([, route]) => route),
      ['onCoinChange'],
    )
  })

  test('the time of arrival is the time the bytes were read, not the time the handler got its turn', async (t) => {
    const seen: number[] = []
    const gate = Promise.withResolvers<void>()
    const game = await startGame(t, {
      handlers: {
        'DeskManager.Pause': async (session) => {
          seen.push(session.receivedAtMs)
          await gate.promise
          return ok({ code: 0 })
        },
        'DeskManager.Resume': (session) => {
          seen.push(session.receivedAtMs)
          return ok({ code: 0 })
        },
      },
    })
    game.clock.advance(1000)
    const client = await game.join(7)
    const asked = ['DeskManager.Pause', 'DeskManager.Resume'].map((route) => client.makeRequest(route, {}))
    client.sendBytes(asked[0]!.bytes, asked[1]!.bytes)
    await eventually('the first runs', () => seen.length === 1)
    game.clock.advance(500)
    gate.resolve()
    await client.response(asked[1]!.id)
    assert.deepEqual(seen, [1000, 1000])
    const handled = reportsOf(game, 'messageHandled')
      .slice(-2)
      .map(([, report]) => report)
    assert.deepEqual(handled, [
      { route: 'DeskManager.Pause', result: 'OK', ms: 500, receivedAtMs: 1000, trace: null },
      { route: 'DeskManager.Resume', result: 'OK', ms: 500, receivedAtMs: 1000, trace: null },
    ])
  })
})

test('one push for many seats is encoded once', async (t) => {
  const game = await startGame(t)
  const clients = await Promise.all([1, 2, 3].map((uid) => game.join(uid)))
  let made = 0
  const payload = Object.defineProperty({ coin: 5 }, 'toJSON', { value: () => ({ coin: (made += 1) }) })
  game.server.directory.broadcast(outgoing('onCoinChange', payload))
  const got = await Promise.all(clients.map((client) => client.push('onCoinChange')))
  assert.deepEqual(got, [{ coin: 1 }, { coin: 1 }, { coin: 1 }])
})

for (const transport of ['WebSocket', 'TCP']) {
  test(`${transport}: kick tells the reason before it closes`, async (t) => {
    const game = await startGame(t)
    const client = transport === 'TCP' ? await game.connectTcp() : await game.connect()
    await client.shakeHands()
    await client.request(LOGIN, { uid: 7 })
    game.sessions[0]!.kick('GM said so')
    const { code } = await client.closed
    const kick = client.packets.at(-1)!
    assert.equal(kick.type, PACKET.kick)
    assert.deepEqual(jsonOf(kick.body), { reason: 'GM said so' })
    assert.equal(code, transport === 'TCP' ? 1000 : 4000)
    assert.ok(game.sessions[0]!.isClosed)
  })
}
