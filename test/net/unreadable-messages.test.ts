// Messages that cannot be read: each is answered, or its sender told, and the session goes on.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { makeMessage } from '../../src/protocol/message.ts'
import { makePacket, PACKET } from '../../src/protocol/packet.ts'
import { startGame } from './game-fixture.ts'

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text)
const LOGIN = 'Manager.Login'

describe('a message that cannot be read', () => {
  const request = (body: string): Uint8Array =>
    makeMessage({ type: 'request', id: 77, route: LOGIN, body: ascii(body) })
  const withFlag = (message: Uint8Array, flag: number): Uint8Array =>
    Uint8Array.of(flag, ...message.subarray(1))
  const answered: readonly (readonly [
    title: string,
    body: Uint8Array,
    reason: string,
    detail: string | null,
  ])[] = [
    ['a gzip flag', withFlag(request('{}'), 0x10), 'BODY_COMPRESSED', 'MESSAGE_COMPRESSED'],
    ['a route longer than the message', Uint8Array.of(0, 77, 200, 65), 'BAD_MESSAGE', 'MESSAGE_TRUNCATED'],
    ['a route that is not UTF-8', Uint8Array.of(0, 77, 2, 0xc3, 0x28), 'BAD_MESSAGE', 'ROUTE_TEXT'],
    [
      'a route code where there is no dictionary',
      Uint8Array.of(1, 77, 0, 1),
      'BAD_MESSAGE',
      'ROUTE_CODE_UNKNOWN',
    ],
    [
      'an unknown route',
      makeMessage({ type: 'request', id: 77, route: 'A.B', body: ascii('{}') }),
      'ROUTE_UNKNOWN',
      null,
    ],
    [
      'a route of Object.prototype',
      makeMessage({ type: 'request', id: 77, route: 'toString', body: ascii('{}') }),
      'ROUTE_UNKNOWN',
      null,
    ],
    ['JSON that does not parse', request('{"uid":'), 'BAD_PAYLOAD', 'JSON_SYNTAX'],
    [
      'bytes that are not UTF-8',
      Buffer.concat([request(''), Uint8Array.of(0xff, 0xfe)]),
      'BAD_PAYLOAD',
      'JSON_UTF8',
    ],
    ['JSON of depth 1,300', request(`${'['.repeat(1300)}${']'.repeat(1300)}`), 'BAD_PAYLOAD', 'JSON_DEPTH'],
    ['a field of the wrong type', request('{"uid":"7"}'), 'BAD_PAYLOAD', '/uid must be integer'],
    ['a field that is missing', request('{"name":"x"}'), 'BAD_PAYLOAD', "must have required property 'uid'"],
    ['a list for a payload', request('[1]'), 'BAD_PAYLOAD', 'must be object'],
    [
      'a uid of __proto__',
      request('{"__proto__":{"uid":7}}'),
      'BAD_PAYLOAD',
      "must have required property 'uid'",
    ],
    ['XXTEA garbage (B1)', request('AAAAAAAAAAA='), 'BAD_PAYLOAD', 'JSON_SYNTAX'],
  ]
  for (const [title, body, reason, detail] of answered) {
    test(`${title}: the Request is answered ${reason}`, async (t) => {
      const game = await startGame(t)
      const client = await game.connect()
      await client.shakeHands()
      client.sendBytes(makePacket(PACKET.data, body))
      const answer = await client.response(77)
      assert.deepEqual([answer['reason'], answer['detail'] ?? null], [reason, detail])
      assert.equal(typeof answer['code'], 'number')
      assert.equal(typeof answer['error'], 'string')
      assert.equal((await client.request(LOGIN, { uid: 7 }))['code'], 0)
    })
  }

  test('B1: a Data body 00 01 is answered, and ends nothing', async (t) => {
    const client = await (await startGame(t)).connect()
    await client.shakeHands()
    client.sendBytes([4, 0, 0, 2, 0x00, 0x01])
    assert.equal((await client.response(1))['reason'], 'BAD_MESSAGE')
  })

  const pushed: readonly (readonly [title: string, body: readonly number[], reason: string])[] = [
    ['an empty message', [], 'BAD_MESSAGE'],
    ['message type 4', [0x08], 'BAD_MESSAGE'],
    ['message type 7', [0x0e, 1, 1, 1], 'BAD_MESSAGE'],
    ['an id that never ends', [0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], 'BAD_MESSAGE'],
    ['an id of 2^31', [0x00, 0x80, 0x80, 0x80, 0x80, 0x08, 1, 65], 'BAD_MESSAGE'],
    ['a Response from a client', [0x04, 1, 0x7b, 0x7d], 'BAD_MESSAGE'],
    ['a Push from a client', [0x06, 1, 65], 'BAD_MESSAGE'],
    ['a Notify with the gzip flag', [0x12, 1, 65], 'BODY_COMPRESSED'],
    ['a Request with id 0 to an unknown route', [0x00, 0, 1, 65], 'ROUTE_UNKNOWN'],
  ]
  for (const [title, body, reason] of pushed) {
    test(`${title}: the peer gets onError ${reason}`, async (t) => {
      const client = await (await startGame(t)).connect()
      await client.shakeHands()
      client.sendBytes(makePacket(PACKET.data, Uint8Array.from(body)))
      assert.equal((await client.push('onError'))['reason'], reason)
      assert.equal((await client.request(LOGIN, { uid: 7 }))['code'], 0)
    })
  }
})
