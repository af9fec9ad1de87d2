import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fc } from '../support/property.ts'
import { makeDictionary, serverDictionary } from '../../src/protocol/dictionary.ts'
import { makeDataPacket, makeMessage, MAX_MESSAGE_ID, parseMessage } from '../../src/protocol/message.ts'
import type { Message } from '../../src/protocol/message.ts'
import { PacketReader } from '../../src/protocol/packet.ts'
import { plainPipeline, xxteaPipeline } from '../../src/protocol/pipeline.ts'
import { ROUTE_NAMES } from '../../src/protocol/routes.ts'
import { ascii, DATA_PACKETS, DICTIONARY, fromHex, HELLO, MESSAGES, toHex, XXTEA_KEY } from './vectors.ts'

const plain = (message: Message): object => ({ ...message, body: toHex(message.body) })
const parsed = (bytes: Uint8Array, dictionary?: typeof DICTIONARY): object => {
  const result = parseMessage(bytes, dictionary)
  assert.ok(result.ok, JSON.stringify(result))
  return plain(result.value)
}

const route = fc.string({ unit: 'grapheme', maxLength: 40 })
const body = fc.uint8Array({ maxLength: 40 })
const id = fc.integer({ min: 1, max: MAX_MESSAGE_ID })
const anyMessage: fc.Arbitrary<Message> = fc.oneof(
  fc.record({ type: fc.constant('request' as const), id, route, body }),
  fc.record({ type: fc.constant('notify' as const), route, body }),
  fc.record({ type: fc.constant('response' as const), id, body }),
  fc.record({ type: fc.constant('push' as const), route, body }),
)

describe('message', () => {
  for (const { name, message, dictionary, hex } of MESSAGES) {
    test(`${name} is made and read as nano does`, () => {
      assert.equal(toHex(makeMessage(message, dictionary)), hex)
      assert.deepEqual(parsed(fromHex(hex), dictionary), plain(message))
    })
  }

  for (const { name, message, isEncrypted, hex } of DATA_PACKETS) {
    test(`the Data packet ${name} is made and read as nanoserver does`, () => {
      const pipeline = isEncrypted ? xxteaPipeline(XXTEA_KEY) : plainPipeline
      assert.equal(toHex(makeDataPacket({ ...message, body: pipeline.encode(message.body) })), hex)
      const packets = new PacketReader({ maxBodyBytes: 4096 }).feed(fromHex(hex))
      assert.ok(packets.ok)
      const inner = parseMessage(packets.value[0]!.body)
      assert.ok(inner.ok)
      const payload = pipeline.decode(inner.value.body)
      assert.ok(payload.ok)
      assert.deepEqual(plain({ ...inner.value, body: payload.value }), plain(message))
    })
  }

  test('every message comes back, with and without a dictionary', () => {
    const dictionary = serverDictionary()
    fc.assert(
      fc.property(anyMessage, fc.constantFrom(...ROUTE_NAMES), (message, known) => {
        assert.deepEqual(parsed(makeMessage(message)), plain(message))
        const routed: Message = message.type === 'response' ? message : { ...message, route: known }
        assert.deepEqual(parsed(makeMessage(routed, dictionary), dictionary), plain(routed))
      }),
    )
  })

  test('a Request with id 0 is a Notify', () => {
    assert.deepEqual(parsed(fromHex('0000046e616d65')), { type: 'notify', route: 'name', body: '' })
  })

  test('ids up to 2^31 - 1 pass, greater ones are refused and never made', () => {
    const made = makeMessage({ type: 'response', id: MAX_MESSAGE_ID, body: HELLO })
    assert.equal(toHex(made.subarray(0, 6)), '04ffffffff07')
    assert.deepEqual(parseMessage(fromHex('048080808008')), { ok: false, error: { code: 'MESSAGE_ID' } })
    const tooGreat: Message = { type: 'response', id: MAX_MESSAGE_ID + 1, body: HELLO }
    assert.throws(() => makeMessage(tooGreat), { code: 'INVARIANT' })
  })

  test('the bits that nano ignores are ignored', () => {
    for (const bit of [0x20, 0x40, 0x80]) {
      const bytes = Uint8Array.from([0x00 | bit, 5, 1, 0x61])
      assert.deepEqual(parsed(bytes), { type: 'request', id: 5, route: 'a', body: '' })
    }
  })

  const refused: readonly (readonly [what: string, hex: string, error: object])[] = [
    ['no byte', '', { code: 'MESSAGE_EMPTY' }],
    ['type 4', '08', { code: 'MESSAGE_TYPE' }],
    ['type 7', '0e', { code: 'MESSAGE_TYPE' }],
    ['a compressed body of a Request', '10050161', { code: 'MESSAGE_COMPRESSED', id: 5 }],
    ['a compressed body of a Notify', '120161', { code: 'MESSAGE_COMPRESSED' }],
    ['a Request without id', '00', { code: 'MESSAGE_ID' }],
    ['an id that is cut off', '0080', { code: 'MESSAGE_ID' }],
    ['nano: index out of range on 00 01', '0001', { code: 'MESSAGE_TRUNCATED', id: 1 }],
    ['a route that is cut off', '0001056162', { code: 'MESSAGE_TRUNCATED', id: 1 }],
    ['a route code that is cut off', '010100', { code: 'MESSAGE_TRUNCATED', id: 1 }],
    ['a Notify without route', '02', { code: 'MESSAGE_TRUNCATED' }],
    ['an unknown route code', '010103e7', { code: 'ROUTE_CODE_UNKNOWN', id: 1 }],
    ['a route that is not UTF-8', '000102c328', { code: 'ROUTE_TEXT', id: 1 }],
  ]
  for (const [what, hex, error] of refused) {
    test(`${what} is refused`, () => {
      assert.deepEqual(parseMessage(fromHex(hex), DICTIONARY), { ok: false, error })
    })
  }

  test('a route code without a dictionary is unknown', () => {
    assert.deepEqual(parseMessage(fromHex('01010001')), {
      ok: false,
      error: { code: 'ROUTE_CODE_UNKNOWN', id: 1 },
    })
  })

  test('a route of 255 bytes passes, of 256 it is a programming error', () => {
    const long: Message = { type: 'push', route: 'r'.repeat(255), body: HELLO }
    assert.deepEqual(parsed(makeMessage(long)), plain(long))
    assert.throws(() => makeMessage({ ...long, route: 'r'.repeat(256) }), { code: 'INVARIANT' })
  })

  test('random bytes never throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const result = parseMessage(bytes, DICTIONARY)
        if (result.ok) assert.ok(result.value.body.length < Math.max(1, bytes.length))
      }),
      { numRuns: 2000 },
    )
  })

  test('every cut of a valid message is refused or a shorter payload, never a crash', () => {
    for (const { hex, dictionary } of MESSAGES) {
      const bytes = fromHex(hex)
      for (let end = 0; end < bytes.length; end++) parseMessage(bytes.subarray(0, end), dictionary)
    }
  })
})

describe('dictionary', () => {
  test('two routes with one code, or a code over a u16, are a programming error', () => {
    assert.throws(() => makeDictionary({ a: 1, b: 1 }), { code: 'INVARIANT' })
    assert.throws(() => makeDictionary({ a: 65_536 }), { code: 'INVARIANT' })
  })

  test('the server dictionary names every route and its push', () => {
    const dictionary = serverDictionary()
    const packet = makeMessage({ type: 'push', route: 'onCoinChange', body: ascii('{}') }, dictionary)
    assert.equal(packet.length, 1 + 2 + 2)
    for (const name of ROUTE_NAMES) assert.ok(dictionary.codeOf.has(name))
  })
})
