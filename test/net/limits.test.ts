// Every bound of a session and of the crowd: what is over it is refused or closed, and honest players notice nothing.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, test, type TestContext } from 'node:test'
import type { WebSocket } from 'ws'
import { ok } from '../../src/lib/result.ts'
import { makePacket, PACKET } from '../../src/protocol/packet.ts'
import { outgoing } from '../../src/room/connection.ts'
import { eventually, type GameFixture, reportsOf, startGame } from './game-fixture.ts'
import type { TestClient } from './test-client.ts'
import { UPGRADE, upgrade } from './upgrade.ts'

const SWEEP_MS = 251
const MAX_PACKET = 4096
const PINGS = 30
/** The first byte of a pong. */
const PONG_FRAME = 0x8a
/** Half of the time after which a closing socket is destroyed anyway. */
const HALF_CLOSE_TIMEOUT_MS = 1500
const webSocketOf = (client: TestClient): WebSocket => client.socket as WebSocket
const endsOf = (game: GameFixture): unknown[] => reportsOf(game, 'sessionClosed').map(([, , end]) => end)

describe('one socket', () => {
  test('a flood gets RATE_LIMITED in order, then 4004; an honest neighbour notices nothing', async (t) => {
    const game = await startGame(t)
    const honest = await game.join(1)
    const flood = await game.join(2)
    game.clock.advance(1000)
    await honest.request('DeskManager.Resume')
    const asked = Array.from({ length: 58 }, () => flood.makeRequest('DeskManager.Resume', {}))
    flood.sendBytes(...asked.map(({ bytes }) => bytes))
    const last = await flood.response(asked.at(-1)!.id)
    assert.equal(last['reason'], 'RATE_LIMITED')
    assert.deepEqual(
      flood.responseIds().slice(1),
      asked.map(({ id }) => id),
    )
    const answers = await Promise.all(asked.map(({ id }) => flood.response(id)))
    assert.equal(answers.filter(({ code }) => code === 0).length, 40)
    // 18 of 20 strikes are used; a second forgives one, and lets ten messages through.
    game.clock.advance(1000)
    for (let message = 0; message < 15; message++) flood.notify('DeskManager.Resume')
    assert.equal((await flood.closed).code, 4004)
    assert.deepEqual(endsOf(game), ['RATE_LIMITED'])
    assert.equal((await honest.request('DeskManager.Resume'))['code'], 0)
  })

  test('pings, pongs and heartbeats count in the rate', async (t) => {
    const kinds: readonly ((client: TestClient) => Promise<void> | void)[] = [
      // One by one: more than four unanswered pings would be closed by the transport already.
      async (client) => {
        webSocketOf(client).ping()
        await Promise.race([once(webSocketOf(client), 'pong'), client.closed])
      },
      (client) => webSocketOf(client).pong(),
      (client) => client.sendBytes([3, 0, 0, 0]),
    ]
    for (const send of kinds) {
      const game = await startGame(t)
      const client = await game.join(1)
      for (let frame = 0; frame < 60; frame++) await send(client)
      assert.equal((await client.closed).code, 4004)
    }
  })

  test('a ping flood of one chunk is dropped by the transport, and its neighbour stays', async (t) => {
    const game = await startGame(t)
    const neighbour = await game.join(1)
    const socket = connect({ port: game.port, host: '127.0.0.1' })
    socket.on('error', () => undefined)
    socket.write(`GET / HTTP/1.1\r\nHost: x\r\n${UPGRADE.join('\r\n')}\r\n\r\n`)
    await once(socket, 'data')
    let pongs = 0
    socket.on('data', (frames: Buffer) => (pongs += frames.filter((byte) => byte === PONG_FRAME).length))
    const maskedPing = [0x89, 0x80, 0, 0, 0, 0]
    socket.write(Uint8Array.from(Array.from({ length: PINGS }, () => maskedPing).flat()))
    await once(socket, 'close')
    await eventually('the session is gone', () => game.server.sessionCount === 1)
    assert.ok(pongs < PINGS, 'every ping was answered')
    // Cut off below the session: before any strike of the rate.
    assert.deepEqual(endsOf(game), ['CLIENT_GONE'])
    assert.equal((await neighbour.request('DeskManager.Resume'))['code'], 0)
  })

  test('all sockets of one address share a rate; to be over it costs no strike', async (t) => {
    const game = await startGame(t, {
      env: { XUEZHAN_LIMITS__IP_MESSAGES_PER_SECOND: '1', XUEZHAN_LIMITS__IP_MESSAGES_BURST: '20' },
    })
    const clients = await Promise.all([1, 2, 3].map((uid) => game.join(uid)))
    const codes: unknown[] = []
    for (let round = 0; round < 10; round++) {
      for (const client of clients) codes.push((await client.request('DeskManager.Resume'))['code'])
    }
    // Three packets of each client went into handshake and login.
    assert.equal(codes.filter((code) => code === 0).length, 20 - 9)
    assert.deepEqual(endsOf(game), [])
    game.clock.advance(2000)
    assert.equal((await clients[0]!.request('DeskManager.Resume'))['code'], 0)
  })

  test('reconnecting does not refill the bucket of an address', async (t) => {
    const game = await startGame(t, {
      env: { XUEZHAN_LIMITS__IP_MESSAGES_PER_SECOND: '1', XUEZHAN_LIMITS__IP_MESSAGES_BURST: '10' },
    })
    const first = await game.join(1)
    for (let message = 0; message < 7; message++) await first.request('DeskManager.Resume')
    first.destroy()
    await eventually('the first is gone', () => game.server.sessionCount === 0)
    game.clock.advance(SWEEP_MS)
    const second = await game.connect()
    await second.shakeHands()
    assert.equal((await second.request('Manager.Login', { uid: 1 }))['reason'], 'RATE_LIMITED')
  })

  test('a frame over the packet size closes with 1009', async (t) => {
    const game = await startGame(t)
    const client = await game.join(1)
    client.sendBytes(makePacket(PACKET.data, new Uint8Array(MAX_PACKET + 1)))
    assert.equal((await client.closed).code, 1009)
    assert.deepEqual(endsOf(game), ['TOO_BIG'])
  })

  test('the largest packet passes', async (t) => {
    const game = await startGame(t, { handlers: { 'DeskManager.VoiceMessage': () => ok({ code: 0 }) } })
    game.seated.add(1)
    const client = await game.join(1)
    const head = client.makeRequest('DeskManager.VoiceMessage', new Uint8Array(0)).bytes.length - 4
    const answer = await client.request('DeskManager.VoiceMessage', new Uint8Array(MAX_PACKET - head))
    assert.equal(answer['code'], 0)
  })

  test('too many fragments of one message close', async (t) => {
    const game = await startGame(t)
    const client = await game.join(1)
    const socket = webSocketOf(client)
    for (let part = 0; part < 20; part++) socket.send(Uint8Array.of(3), { fin: false, binary: true })
    assert.equal((await client.closed).code, 1008)
    assert.deepEqual(endsOf(game), ['POLICY'])
  })

  test('a text frame that is not UTF-8 closes with 1007', async (t) => {
    const game = await startGame(t)
    const client = await game.join(1)
    webSocketOf(client).send(Buffer.from([0xff, 0xfe]), { binary: false })
    assert.equal((await client.closed).code, 1007)
    assert.deepEqual(endsOf(game), ['PROTOCOL_ERROR'])
  })

  for (const transport of ['WebSocket', 'TCP']) {
    /** A session whose handlers wait, and that has sent so much that its socket is not read any more. */
    const stuff = async (t: TestContext) => {
      const gate = Promise.withResolvers<void>()
      const game = await startGame(t, {
        env: { XUEZHAN_LIMITS__MESSAGES_BURST: '1000' },
        handlers: { 'DeskManager.Pause': () => gate.promise.then(() => ok({ code: 0 })) },
      })
      const neighbour = await game.join(2)
      const client = transport === 'TCP' ? await game.connectTcp() : await game.connect()
      await client.shakeHands()
      await client.request('Manager.Login', { uid: 1 })
      const reads = () => reportsOf(game, 'dataReceived').length
      const ids: number[] = []
      const ask = (): void => {
        const { id, bytes } = client.makeRequest('DeskManager.Pause', {})
        ids.push(id)
        client.sendBytes(bytes)
      }
      for (let message = 0; message <= 64; message++) {
        const before = reads()
        ask()
        await eventually('the message is read', () => reads() > before)
      }
      const before = reads()
      for (let message = 0; message < 30; message++) ask()
      for (let turn = 0; turn < 5; turn++) await neighbour.request('DeskManager.Resume')
      assert.equal(reads() - before, 5)
      return { game, client, ids, gate }
    }

    test(`${transport}: a full inbox is not read on; when handlers finish everything is answered in order`, async (t) => {
      const { client, ids, gate } = await stuff(t)
      gate.resolve()
      await client.response(ids.at(-1)!)
      assert.deepEqual(client.responseIds().slice(1), ids)
    })

    test(`${transport}: a session whose inbox stays full is closed, without waiting for its goodbye`, async (t) => {
      const { game, client } = await stuff(t)
      game.clock.advance(10_000 - SWEEP_MS)
      assert.deepEqual(endsOf(game), [])
      game.clock.advance(2 * SWEEP_MS)
      assert.deepEqual(endsOf(game), ['POLICY'])
      await eventually('the socket is gone', () => game.server.sessionCount === 1, HALF_CLOSE_TIMEOUT_MS)
      const { code } = await client.closed
      if (transport === 'WebSocket') assert.equal(code, 1008)
    })
  }
})

describe('a client that does not read', () => {
  const push = () => outgoing('onBroadcast', { code: 0, message: 'x'.repeat(2048) })
  const fill = (game: GameFixture, pushes: number): void => {
    for (let sent = 0; sent < pushes; sent++) game.server.directory.broadcast(push())
  }

  for (const transport of ['WebSocket', 'TCP']) {
    test(`${transport}: over the hard limit it is dropped at once, and its neighbour gets everything`, async (t) => {
      const game = await startGame(t)
      const slow = transport === 'TCP' ? await game.connectTcp() : await game.connect()
      await slow.shakeHands()
      await slow.request('Manager.Login', { uid: 1 })
      const honest = await game.join(2)
      slow.stopReading()
      let sent = 0
      while (!endsOf(game).includes('SLOW_CONSUMER')) {
        fill(game, 20)
        sent += 20
        await honest.until(() => honest.messages().length > sent)
        assert.ok(sent < 20_000, 'the slow one is never dropped')
      }
      assert.deepEqual(endsOf(game), ['SLOW_CONSUMER'])
      await eventually('the slow one is gone', () => game.server.sessionCount === 1)
      assert.equal((await honest.request('DeskManager.Resume'))['code'], 0)
    })
  }

  test('over the soft limit for too long it is dropped, even if nothing more is sent', async (t) => {
    const game = await startGame(t, { env: { XUEZHAN_LIMITS__SEND_BUFFER_HARD_BYTES: '60000000' } })
    const slow = await game.join(1)
    slow.stopReading()
    fill(game, 8000)
    await new Promise((resolve) => setImmediate(resolve))
    game.clock.advance(5000)
    assert.deepEqual(endsOf(game), [])
    game.clock.advance(SWEEP_MS)
    assert.deepEqual(endsOf(game), ['SLOW_CONSUMER'])
  })
})

describe('the crowd', () => {
  const statusOf = async (game: GameFixture): Promise<string> => {
    const answer = await upgrade(game.port, UPGRADE)
    return `${answer.slice(9, 12)}${/Retry-After: \d+/.test(answer) ? ' later' : ''}`
  }
  const crowds: readonly (readonly [
    title: string,
    env: Record<string, string>,
    status: string,
    why: string,
  ])[] = [
    ['in all', { MAX_SESSIONS: '3', MAX_SESSIONS_PER_IP: '3' }, '503 later', 'full'],
    ['per address', { MAX_SESSIONS_PER_IP: '3' }, '429 later', 'ip_full'],
    ['before login', { MAX_PRE_AUTH: '3' }, '503 later', 'pre_auth_full'],
  ]
  for (const [title, limits, status, why] of crowds) {
    test(`sockets ${title} are capped, and a place is free again when one leaves`, async (t) => {
      const env = Object.fromEntries(
        Object.entries(limits).map(([key, value]) => [`XUEZHAN_LIMITS__${key}`, value]),
      )
      const game = await startGame(t, { env })
      const clients = [await game.connect(), await game.connect(), await game.connectTcp()]
      await eventually('all are in', () => game.server.sessionCount === 3)
      assert.equal(await statusOf(game), status)
      const late = await game.connectTcp()
      await late.closed
      assert.deepEqual(reportsOf(game, 'connectionRefused'), [
        ['connectionRefused', 'ws', why],
        ['connectionRefused', 'tcp', why],
      ])
      clients[0]!.destroy()
      await eventually('one has left', () => game.server.sessionCount === 2)
      assert.equal(await statusOf(game), '101')
    })
  }

  test('who has logged in does not count as waiting for login any more', async (t) => {
    const game = await startGame(t, { env: { XUEZHAN_LIMITS__MAX_PRE_AUTH: '1' } })
    await game.join(1)
    const waiting = await game.join(2)
    assert.equal((await waiting.request('DeskManager.Resume'))['code'], 0)
  })
})
