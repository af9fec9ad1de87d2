// Malformed bytes from anybody, before and after the handshake: each has its answer or its close code and its counter,
// and the tables on the same server play on.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { makeHandshakeRequest } from '../../src/protocol/handshake.ts'
import { makePacket, PACKET } from '../../src/protocol/packet.ts'
import { xxteaPipeline } from '../../src/protocol/pipeline.ts'
import type { Answer } from '../support/player-client.ts'
import { PlayerClient } from '../support/player-client.ts'
import { ServerProcess } from '../support/server-process.ts'
import { until } from '../support/until.ts'
import {
  answers,
  closeCode,
  counts,
  data,
  nextPush,
  rawSocket,
  rawWebSocket,
  requestBytes,
  urlOf,
} from './attacker.ts'
import { HonestTables } from './honest-tables.ts'
import { seedOr } from '../support/seed.ts'

const SEED = seedOr(20_261_122)
const NANO_KEY = '7AEC4MA152BQE9HWQ7KB'
const MAX_BODY = 4096
const REQUEST_ID = 1

const hello = makePacket(
  PACKET.handshake,
  makeHandshakeRequest({ clientType: 'attacker', clientVersion: '0' }),
)
const text = (value: string): Uint8Array => new TextEncoder().encode(value)

describe(`malformed packets, seed ${SEED}`, () => {
  let server: ServerProcess
  let honest: HonestTables
  before(async () => {
    server = await ServerProcess.start()
    honest = new HonestTables(server, SEED)
  })
  after(async () => {
    try {
      await honest.unharmed()
    } finally {
      await server.close()
    }
  })

  const open = async (): Promise<PlayerClient> => await PlayerClient.open(urlOf(server))
  const faults = (code: string): string => `mj_ws_faults_total{code="${code}"}`

  test('B1: one short message, which ends nanoserver, is answered', async () => {
    await counts(server, faults('MESSAGE_TRUNCATED'), async () => {
      const client = await open()
      const answer = client.nextAnswer(REQUEST_ID)
      client.sendRaw(data(0x00, REQUEST_ID))
      assert.equal((await answer).reason, 'BAD_MESSAGE')
      await answers(client)
      client.close()
    })
  })

  test('B1: a login that does not decrypt, which ends nanoserver, is answered', async () => {
    const env = { XUEZHAN_GAME_SERVER__CRYPTO: 'xxtea', XUEZHAN_GAME_SERVER__CRYPTO_KEY: NANO_KEY }
    const encrypted = await ServerProcess.start({ env })
    try {
      await counts(encrypted, faults('CIPHER_KEY'), async () => {
        const client = await PlayerClient.open(urlOf(encrypted))
        client.decode = (body) => {
          const plain = xxteaPipeline(NANO_KEY).decode(body)
          assert.ok(plain.ok)
          return plain.value
        }
        const answer = client.nextAnswer(REQUEST_ID)
        client.sendRaw(requestBytes(REQUEST_ID, 'Manager.Login', 'AAAAAAAAAAA='))
        assert.equal((await answer).reason, 'BAD_PAYLOAD')
        client.close()
      })
      assert.equal(await encrypted.stop(), 0)
    } finally {
      await encrypted.close()
    }
  })

  const MESSAGES: readonly {
    readonly name: string
    readonly bytes: Uint8Array
    readonly reason: string
    readonly fault?: string
    readonly asPush?: boolean
  }[] = [
    { name: 'an empty message', bytes: data(), reason: 'BAD_MESSAGE', fault: 'MESSAGE_EMPTY', asPush: true },
    {
      name: 'an unknown type',
      bytes: data(0x0e),
      reason: 'BAD_MESSAGE',
      fault: 'MESSAGE_TYPE',
      asPush: true,
    },
    { name: 'a response', bytes: data(0x04, 1), reason: 'BAD_MESSAGE', fault: 'MESSAGE_TYPE', asPush: true },
    {
      name: 'an id that never ends',
      bytes: data(0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff),
      reason: 'BAD_MESSAGE',
      fault: 'MESSAGE_ID',
      asPush: true,
    },
    {
      name: 'a compressed body',
      bytes: data(0x10, REQUEST_ID, 1, 0x41),
      reason: 'BODY_COMPRESSED',
      fault: 'MESSAGE_COMPRESSED',
    },
    {
      name: 'a route code that nobody announced',
      bytes: data(0x01, REQUEST_ID, 0xff, 0xff),
      reason: 'BAD_MESSAGE',
      fault: 'ROUTE_CODE_UNKNOWN',
    },
    { name: 'an unknown route', bytes: requestBytes(REQUEST_ID, 'A.B', '{}'), reason: 'ROUTE_UNKNOWN' },
    {
      name: 'a route named like an inherited property',
      bytes: requestBytes(REQUEST_ID, '__proto__', '{}'),
      reason: 'ROUTE_UNKNOWN',
    },
    {
      name: 'broken JSON',
      bytes: requestBytes(REQUEST_ID, 'Manager.Login', '{"uid":'),
      reason: 'BAD_PAYLOAD',
      fault: 'JSON_SYNTAX',
    },
    {
      name: 'broken UTF-8',
      bytes: requestBytes(REQUEST_ID, 'Manager.Login', Uint8Array.of(0x22, 0xff, 0x22)),
      reason: 'BAD_PAYLOAD',
      fault: 'JSON_UTF8',
    },
    {
      name: 'JSON of a thousand levels',
      bytes: requestBytes(REQUEST_ID, 'Manager.Login', '['.repeat(1000) + ']'.repeat(1000)),
      reason: 'BAD_PAYLOAD',
      fault: 'JSON_DEPTH',
    },
    {
      name: 'a payload of another shape',
      bytes: requestBytes(REQUEST_ID, 'Manager.Login', '{"uid":"1"}'),
      reason: 'BAD_PAYLOAD',
    },
    {
      name: 'a number beyond what is exact',
      bytes: requestBytes(REQUEST_ID, 'Manager.Login', '{"uid":1e300}'),
      reason: 'BAD_PAYLOAD',
    },
  ]
  for (const { name, bytes, reason, fault, asPush = false } of MESSAGES) {
    test(`${name} is refused with ${reason}, and the connection goes on`, async () => {
      const counter = fault === undefined ? `mj_handler_results_total{result="${reason}"}` : faults(fault)
      await counts(server, counter, async () => {
        const client = await open()
        const told = asPush ? nextPush(client, 'onError') : client.nextAnswer(REQUEST_ID)
        client.sendRaw(bytes)
        assert.equal(((await told) as Answer).reason, reason)
        await answers(client)
        client.close()
      })
    })
  }

  const CLOSING: readonly {
    readonly name: string
    readonly frames: readonly Uint8Array[]
    readonly code: number
    readonly counter: string
  }[] = [
    {
      name: 'an unknown packet type',
      frames: [Uint8Array.of(9, 0, 0, 0)],
      code: 1002,
      counter: faults('PACKET_TYPE'),
    },
    {
      name: 'data before the handshake is acknowledged',
      frames: [hello, requestBytes(REQUEST_ID, 'Manager.Login', '{}')],
      code: 1002,
      counter: 'mj_ws_closes_total{reason="PROTOCOL_ERROR"}',
    },
    {
      name: 'a second handshake',
      frames: [hello, hello],
      code: 1002,
      counter: 'mj_ws_closes_total{reason="PROTOCOL_ERROR"}',
    },
    {
      name: 'a handshake that is no JSON',
      frames: [makePacket(PACKET.handshake, text('hello'))],
      code: 1002,
      counter: faults('JSON_SYNTAX'),
    },
    {
      name: 'a kick from a client',
      frames: [hello, makePacket(PACKET.handshakeAck), makePacket(PACKET.kick)],
      code: 1002,
      counter: 'mj_ws_closes_total{reason="PROTOCOL_ERROR"}',
    },
    {
      name: 'a packet that announces too much',
      frames: [Uint8Array.of(PACKET.data, 0xff, 0xff, 0xff)],
      code: 1009,
      counter: faults('PACKET_TOO_LONG'),
    },
    {
      name: 'a frame of ten megabytes',
      frames: [new Uint8Array(10 * 2 ** 20)],
      code: 1009,
      counter: 'mj_ws_closes_total{reason="TOO_BIG"}',
    },
    {
      name: 'a packet one byte over the limit',
      frames: [makePacket(PACKET.data, new Uint8Array(MAX_BODY + 1))],
      code: 1009,
      counter: 'mj_ws_closes_total{reason="TOO_BIG"}',
    },
  ]
  for (const { name, frames, code, counter } of CLOSING) {
    test(`${name} closes the connection with ${code}`, async () => {
      await counts(server, counter, async () => {
        const socket = await rawWebSocket(server)
        const closed = closeCode(socket)
        for (const frame of frames) socket.send(frame)
        assert.equal(await closed, code)
      })
    })
  }

  test('a message in a thousand fragments is cut off', async () => {
    const socket = await rawWebSocket(server)
    const closed = closeCode(socket)
    for (let fragment = 0; fragment < 1000; fragment++) socket.send(Uint8Array.of(3), { fin: false })
    assert.notEqual(await closed, 1000)
  })

  test('an upgrade that is reset half-way harms nobody, and leaves nothing behind', async () => {
    const bystander = await open()
    const connections = await server.metric('mj_ws_connections')
    for (let times = 0; times < 20; times++) {
      const socket = await rawSocket(server)
      socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n')
      socket.write('Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n')
      socket.resetAndDestroy()
    }
    await until(
      'no half of a connection is left',
      async () => (await server.metric('mj_ws_connections')) === connections,
    )
    assert.equal(bystander.isEnded, false)
    await answers(bystander)
    bystander.close()
    const late = await open()
    await answers(late)
    late.close()
  })

  test('malformed JSON over HTTP is a 400', async () => {
    const response = await fetch(`http://127.0.0.1:${server.ports.web}/v1/user/login/guest`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"appId":',
    })
    assert.equal(response.status, 400)
    assert.notEqual(((await response.json()) as Answer).code, 0)
  })
})
