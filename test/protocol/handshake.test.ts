import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fc } from '../support/property.ts'
import {
  makeHandshakeRefusal,
  makeHandshakeRequest,
  makeHandshakeResponse,
  makeKick,
  MAX_HANDSHAKE_BYTES,
  parseHandshakeRequest,
  parseHandshakeResponse,
  parseKick,
} from '../../src/protocol/handshake.ts'
import { makePacket, PACKET } from '../../src/protocol/packet.ts'
import { ascii, DICTIONARY, toHex } from './vectors.ts'

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

describe('handshake request', () => {
  test('the starx client is understood', () => {
    const body = ascii('{"sys":{"type":"js-websocket","version":"0.0.1","rsa":{}},"user":{"any":["thing"]}}')
    assert.deepEqual(parseHandshakeRequest(body), {
      ok: true,
      value: { clientType: 'js-websocket', clientVersion: '0.0.1' },
    })
  })

  test('an empty body, no sys, and fields of other types are legal and say nothing', () => {
    for (const body of ['', '{}', '{"sys":{}}', '{"sys":{"type":7,"version":null}}']) {
      assert.deepEqual(parseHandshakeRequest(ascii(body)), {
        ok: true,
        value: { clientType: '', clientVersion: '' },
      })
    }
  })

  const refused: readonly (readonly [body: string, code: string])[] = [
    [' '.repeat(MAX_HANDSHAKE_BYTES + 1), 'HANDSHAKE_TOO_LONG'],
    ['not json', 'JSON_SYNTAX'],
    ['['.repeat(4000), 'JSON_DEPTH'],
    ['[]', 'HANDSHAKE_SHAPE'],
    ['null', 'HANDSHAKE_SHAPE'],
    ['7', 'HANDSHAKE_SHAPE'],
    ['{"sys":[]}', 'HANDSHAKE_SHAPE'],
  ]
  for (const [body, code] of refused) {
    test(`${code}: ${body.slice(0, 12)}`, () => {
      assert.deepEqual(parseHandshakeRequest(ascii(body)), { ok: false, error: { code } })
    })
  }

  test('long texts are cut, so that they can be logged', () => {
    const result = parseHandshakeRequest(ascii(JSON.stringify({ sys: { type: 'x'.repeat(1000) } })))
    assert.ok(result.ok)
    assert.equal(result.value.clientType.length, 64)
  })

  test('random bytes never throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        parseHandshakeRequest(bytes)
        parseHandshakeResponse(bytes)
        parseKick(bytes)
      }),
    )
  })

  test('our own client makes what the server reads', () => {
    const request = { clientType: 'xuezhan-browser', clientVersion: '1.0.0' }
    assert.deepEqual(parseHandshakeRequest(makeHandshakeRequest(request)), { ok: true, value: request })
  })
})

describe('handshake response', () => {
  test('30 s without server time is byte for byte nano', () => {
    const packet = makePacket(PACKET.handshake, makeHandshakeResponse({ heartbeatSeconds: 30 }))
    assert.equal(
      toHex(packet),
      '010000237b22636f6465223a3230302c22737973223a7b22686561727462656174223a33307d7d',
    )
  })

  test('dictionary and server time are sent only when given', () => {
    const body = makeHandshakeResponse({
      heartbeatSeconds: 5,
      dictionary: DICTIONARY,
      serverTime: 1_700_000_000,
    })
    assert.deepEqual(JSON.parse(text(body)), {
      code: 200,
      sys: {
        heartbeat: 5,
        dict: { 'test.test.test': 100, test1: 101, test2: 102, test3: 103 },
        servertime: 1_700_000_000,
      },
    })
    assert.deepEqual(parseHandshakeResponse(body), {
      ok: true,
      value: { code: 200, heartbeatSeconds: 5, dict: Object.fromEntries(DICTIONARY.codeOf) },
    })
  })

  test('a refusal carries its code', () => {
    const body = makeHandshakeRefusal('JSON_SYNTAX')
    assert.equal(text(body), '{"code":500,"error":"JSON_SYNTAX"}')
    const result = parseHandshakeResponse(body)
    assert.equal(result.ok && result.value.code, 500)
  })
})

describe('kick', () => {
  test('is never empty', () => {
    assert.equal(text(makeKick('')), '{"reason":""}')
    assert.equal(parseKick(makeKick('REPLACED')), 'REPLACED')
    assert.equal(parseKick(ascii('')), '')
  })
})
