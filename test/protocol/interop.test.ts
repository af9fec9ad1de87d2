// Two independent codecs must read what we make, and make what we read: byte for byte.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { describe, test } from 'node:test'
import { fc } from '../support/property.ts'
import { makeDictionary } from '../../src/protocol/dictionary.ts'
import { makeMessage, MAX_MESSAGE_ID, parseMessage } from '../../src/protocol/message.ts'
import type { Message } from '../../src/protocol/message.ts'
import { makePacket, MAX_PACKET_BODY_BYTES, PACKET, PacketReader } from '../../src/protocol/packet.ts'
import { toHex } from './vectors.ts'

type Decoded = { id: number; type: number; route: string | number | null; body: Uint8Array }
type Codec = {
  Package: {
    encode(type: number, body?: Uint8Array): Uint8Array
    decode(bytes: Uint8Array): { type: number; body: Uint8Array | null }
  }
  Message: {
    encode(id: number, type: number, compress: number, route: unknown, body: Uint8Array): Uint8Array
    decode(bytes: Uint8Array): Decoded
  }
}

const require = createRequire(import.meta.url)
const codecs: Record<string, Codec> = {
  'pinus-protocol': require('pinus-protocol') as Codec,
  'pomelo-protocol': require('pomelo-protocol') as Codec,
}

const TYPES = ['request', 'notify', 'response', 'push'] as const
const ROUTE_CODE = 4711
const ROUTE = 'DeskManager.OpChoose'
const dictionary = makeDictionary({ [ROUTE]: ROUTE_CODE })

const body = fc.uint8Array({ maxLength: 300 })
const id = fc.oneof(fc.integer({ min: 1, max: MAX_MESSAGE_ID }), fc.integer({ min: 1, max: 300 }))
const route = fc.oneof(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }), fc.constant(ROUTE))
const anyMessage: fc.Arbitrary<Message> = fc.oneof(
  fc.record({ type: fc.constant('request' as const), id, route, body }),
  fc.record({ type: fc.constant('notify' as const), route, body }),
  fc.record({ type: fc.constant('response' as const), id, body }),
  fc.record({ type: fc.constant('push' as const), route, body }),
)

const idOf = (message: Message): number => ('id' in message ? message.id : 0)
const routeOf = (message: Message): string | null => ('route' in message ? message.route : null)
const bytesOf = (bytes: Uint8Array): Uint8Array => Uint8Array.from(bytes)

for (const [name, codec] of Object.entries(codecs)) {
  describe(name, () => {
    test('makes and reads the same packets', () => {
      fc.assert(
        fc.property(fc.constantFrom(...Object.values(PACKET)), body, (type, payload) => {
          const ours = makePacket(type, payload)
          const theirs = bytesOf(codec.Package.encode(type, Buffer.from(payload)))
          assert.equal(toHex(ours), toHex(theirs))
          const seen = codec.Package.decode(Buffer.from(ours))
          assert.deepEqual([seen.type, toHex(seen.body ?? new Uint8Array(0))], [type, toHex(payload)])
          const read = new PacketReader({ maxBodyBytes: MAX_PACKET_BODY_BYTES }).feed(theirs)
          assert.ok(read.ok)
          assert.deepEqual([read.value[0]!.type, toHex(read.value[0]!.body)], [type, toHex(payload)])
        }),
      )
    })

    test('makes and reads the same messages', () => {
      fc.assert(
        fc.property(anyMessage, (message) => {
          const ours = makeMessage(message)
          const type = TYPES.indexOf(message.type)
          const theirs = codec.Message.encode(
            idOf(message),
            type,
            0,
            routeOf(message),
            Buffer.from(message.body),
          )
          assert.equal(toHex(ours), toHex(bytesOf(theirs)))
          const seen = codec.Message.decode(Buffer.from(ours))
          assert.deepEqual(
            [seen.id, seen.type, seen.route, toHex(seen.body)],
            [idOf(message), type, routeOf(message), toHex(message.body)],
          )
          const read = parseMessage(bytesOf(theirs))
          assert.ok(read.ok)
          assert.deepEqual(
            { ...read.value, body: toHex(read.value.body) },
            { ...message, body: toHex(message.body) },
          )
        }),
      )
    })

    test('makes and reads the same compressed routes', () => {
      fc.assert(
        fc.property(anyMessage, (message) => {
          if (message.type === 'response') return
          const known = { ...message, route: ROUTE }
          const ours = makeMessage(known, dictionary)
          const type = TYPES.indexOf(message.type)
          const theirs = codec.Message.encode(idOf(message), type, 1, ROUTE_CODE, Buffer.from(message.body))
          assert.equal(toHex(ours), toHex(bytesOf(theirs)))
          assert.equal(codec.Message.decode(Buffer.from(ours)).route, ROUTE_CODE)
          const read = parseMessage(bytesOf(theirs), dictionary)
          assert.equal(read.ok && routeOf(read.value), ROUTE)
        }),
      )
    })
  })
}
