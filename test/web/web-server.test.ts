// What only real sockets can show: upgrades, slow and silent peers, resets, closing.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { test } from 'node:test'
import { assertRefused, withWeb } from './web-fixture.ts'

const DEADLINE = { timeout: 10_000 }

async function open(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}

/** All that the peer sends until it ends. */
async function readAll(socket: Socket): Promise<string> {
  let text = ''
  for await (const chunk of socket) text += String(chunk)
  return text
}

/** Unlike `once`, does not take the error before the close for the end of the matter. */
const closed = (socket: Duplex): Promise<void> =>
  new Promise((resolve) => socket.once('close', () => resolve()))

const upgrade = (path: string, protocol = 'websocket'): string =>
  `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, close\r\nUpgrade: ${protocol}\r\nSec-WebSocket-Version: 13\r\n\r\n`

test('listens on a free port and says which', DEADLINE, async () => {
  await withWeb({}, async ({ web }) => {
    const { host, port } = await web.listen()
    assert.equal(host, '127.0.0.1')
    assert.ok(port > 0)
    const response = await fetch(`http://127.0.0.1:${port}/ping`)
    assert.equal(await response.text(), 'pong')
  })
})

test('an upgrade of /ws is handed over with its first bytes', DEADLINE, async () => {
  const handed = Promise.withResolvers<{ url: string; head: string; socket: Duplex }>()
  await withWeb(
    {
      onUpgrade: (request, socket, head) => {
        handed.resolve({ url: request.url ?? '', head: head.toString(), socket })
      },
    },
    async ({ web }) => {
      const { port } = await web.listen()
      const client = await open(port)
      client.write(`${upgrade('/ws?v=1', 'WebSocket')}first bytes`)
      const { url, head, socket } = await handed.promise
      assert.equal(url, '/ws?v=1')
      assert.equal(head, 'first bytes')
      socket.end('taken')
      assert.equal(await readAll(client), 'taken')
    },
  )
})

for (const [path, protocol, answer] of [
  ['/ping', 'h2c', /^HTTP\/1.1 200 OK.*pong$/s],
  ['/ping', 'websocket', /^HTTP\/1.1 200 OK.*pong$/s],
  ['/wsx', 'websocket', /^HTTP\/1.1 404 /],
  ['/ws', 'h2c', /^HTTP\/1.1 404 /],
] as const) {
  test(`an upgrade of ${path} to ${protocol} is answered as a plain request`, DEADLINE, async () => {
    await withWeb({ onUpgrade: () => assert.fail('handed over') }, async ({ web }) => {
      const { port } = await web.listen()
      const client = await open(port)
      client.write(upgrade(path, protocol))
      assert.match(await readAll(client), answer)
    })
  })
}

test('a peer that resets its connection in the upgrade ends nothing but itself', DEADLINE, async () => {
  const handed = Promise.withResolvers<Duplex>()
  await withWeb({ onUpgrade: (_, socket) => handed.resolve(socket) }, async ({ web }) => {
    const { port } = await web.listen()
    const client = await open(port)
    client.write(upgrade('/ws'))
    const socket = await handed.promise
    const ended = closed(socket)
    client.resetAndDestroy()
    socket.write('into the void')
    await ended
    assert.equal((await fetch(`http://127.0.0.1:${port}/ping`)).status, 200)
  })
})

test('a peer that never finishes its headers or its body is cut off', DEADLINE, async () => {
  const env = {
    XUEZHAN_WEBSERVER__HEADERS_TIMEOUT_SECONDS: '1',
    XUEZHAN_WEBSERVER__REQUEST_TIMEOUT_SECONDS: '1',
  }
  const start = 'POST /v1/user/login/guest HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n'
  await withWeb({ env }, async ({ web }) => {
    const { port } = await web.listen()
    const cutOff = async (bytes: string): Promise<string> => {
      const client = await open(port)
      client.write(bytes)
      return await readAll(client)
    }
    const answers = await Promise.all([cutOff(start), cutOff(`${start}Content-Length: 90\r\n\r\n{`)])
    for (const answer of answers) {
      assert.match(answer, /^HTTP\/1.1 408 .*\r\nConnection: close\r\n/s)
      const { code, error, reason } = JSON.parse(answer.slice(answer.indexOf('{'))) as Record<string, unknown>
      assert.deepEqual([typeof code, typeof error, reason], ['number', 'string', 'BAD_PAYLOAD'])
    }
  })
})

for (const garbage of [
  '\u0000\u0001\u0002\r\n\r\n',
  'GET / HTTP/9.9\r\n\r\n',
  `GET / HTTP/1.1\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`,
]) {
  test(
    `the bytes ${JSON.stringify(garbage.slice(0, 16))}... end their own connection only`,
    DEADLINE,
    async () => {
      await withWeb({}, async ({ web }) => {
        const { port } = await web.listen()
        const client = await open(port)
        client.write(garbage)
        assert.match(await readAll(client), /^(HTTP\/1.1 4\d\d .*)?$/s)
        assert.equal((await fetch(`http://127.0.0.1:${port}/ping`)).status, 200)
      })
    },
  )
}

test('connections over the limit are dropped', DEADLINE, async () => {
  await withWeb({ env: { XUEZHAN_WEBSERVER__MAX_CONNECTIONS: '2' } }, async ({ web }) => {
    const { port } = await web.listen()
    const kept = [await open(port), await open(port)]
    const dropped = await open(port)
    assert.equal(await readAll(dropped), '')
    for (const socket of kept) socket.destroy()
  })
})

test('close ends idle connections and half-sent requests at once', DEADLINE, async () => {
  await withWeb({}, async ({ web }) => {
    const { port } = await web.listen()
    const idle = await open(port)
    idle.write('GET /ping HTTP/1.1\r\nHost: x\r\n\r\n')
    await once(idle, 'data')
    const half = await open(port)
    const head = 'POST /v1/user/login/guest HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n'
    half.write(`${head}Content-Length: 90\r\n\r\n{`)
    // The server takes connections in order: an answer on a later one shows that it has read this one.
    await fetch(`http://127.0.0.1:${port}/ping`)
    const ended = Promise.all([closed(idle), closed(half)])
    await web.close()
    await ended
    await assert.rejects(fetch(`http://127.0.0.1:${port}/ping`))
  })
})

test('an address that asks too often is refused, on known and unknown pages alike', async () => {
  await withWeb({ env: { XUEZHAN_WEBSERVER__REQUESTS_PER_MINUTE_PER_IP: '3' } }, async ({ web }) => {
    const statuses: number[] = []
    for (const method of ['GET', 'POST', 'GET', 'POST', 'GET'] as const) {
      const url = method === 'GET' ? '/ping' : '/absent'
      statuses.push((await web.inject({ method, url })).statusCode)
    }
    assert.deepEqual(statuses, [200, 404, 200, 429, 429])
    assertRefused(await web.inject({ url: '/' }), { status: 429, reason: 'RATE_LIMITED' })
    assert.equal((await web.inject({ url: '/ping', remoteAddress: '10.9.9.9' })).statusCode, 200)
  })
})

test('B14: the version is a text, by any method (nanoserver answered 0)', async () => {
  await withWeb(
    { env: { XUEZHAN_UPDATE__VERSION: '2.0.1', XUEZHAN_UPDATE__IOS: 'https://i' } },
    async ({ web }) => {
      for (const method of ['GET', 'POST'] as const) {
        const response = await web.inject({ method, url: '/v1/version' })
        assert.deepEqual(response.json(), { code: 0, version: '2.0.1', android: '', ios: 'https://i' })
        assert.equal((await web.inject({ method, url: '/ping' })).body, 'pong')
      }
    },
  )
})

test('an unknown page and a known page by another method are refused in form', async () => {
  await withWeb({}, async ({ web }) => {
    assertRefused(await web.inject({ url: '/v1/absent' }), { status: 404, reason: 'ROUTE_UNKNOWN' })
    assertRefused(await web.inject({ url: '/v1/user/login/guest' }), { status: 404, reason: 'ROUTE_UNKNOWN' })
  })
})

test('the observer sees patterns, never addresses with their ids', async () => {
  await withWeb({}, async ({ web, observed }) => {
    for (const url of ['/v1/desk/123', '/v1/absent/456', '/src/lib/result.ts', '/']) await web.inject({ url })
    assert.deepEqual(
      observed.map(({ method, route, status }) => `${method} ${route} ${status}`),
      ['GET /v1/desk/:id 401', 'GET unmatched 404', 'GET /src/:folder/* 200', 'GET /* 200'],
    )
    assert.ok(observed.every(({ seconds }) => seconds >= 0))
  })
})
