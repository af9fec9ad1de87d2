import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fc } from '../support/property.ts'
import { makePacket, PACKET, PacketReader } from '../../src/protocol/packet.ts'
import type { Packet } from '../../src/protocol/packet.ts'
import { ascii, fromHex, PACKETS, toHex } from './vectors.ts'

const LIMIT = 65_536
const newReader = (maxBodyBytes = LIMIT): PacketReader => new PacketReader({ maxBodyBytes })
const plain = (packet: Packet): { type: number; hex: string } => ({
  type: packet.type,
  hex: toHex(packet.body),
})

function read(reader: PacketReader, chunks: readonly Uint8Array[]): { type: number; hex: string }[] {
  return chunks.flatMap((chunk) => {
    const result = reader.feed(chunk)
    assert.ok(result.ok)
    return result.value.map(plain)
  })
}

const concat = (parts: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => [...part]))
const cut = (bytes: Uint8Array, at: readonly number[]): Uint8Array[] => {
  const edges = [0, ...at.map((edge) => edge % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
  return edges.slice(1).map((edge, index) => bytes.slice(edges[index], edge))
}

const anyPacket = fc.record({
  type: fc.constantFrom(...Object.values(PACKET)),
  body: fc.uint8Array({ maxLength: 40 }),
})

describe('packet', () => {
  for (const vector of PACKETS) {
    test(`${vector.name} is made and read as nano does`, () => {
      assert.equal(toHex(makePacket(vector.type, vector.body)), vector.hex)
      assert.deepEqual(read(newReader(), [fromHex(vector.hex)]), [
        { type: vector.type, hex: toHex(vector.body) },
      ])
    })
  }

  test('a body of 16,777,215 bytes is the longest that can be made', () => {
    assert.equal(toHex(makePacket(PACKET.data, new Uint8Array(0xff_ffff)).subarray(0, 4)), '04ffffff')
    assert.throws(() => makePacket(PACKET.data, new Uint8Array(0x100_0000)), { code: 'INVARIANT' })
  })

  test('a stream fed byte by byte gives the same packets as in one chunk', () => {
    const bytes = concat(PACKETS.map((vector) => fromHex(vector.hex)))
    const whole = read(newReader(), [bytes])
    const single = read(
      newReader(),
      [...bytes].map((byte) => Uint8Array.of(byte)),
    )
    assert.equal(whole.length, PACKETS.length)
    assert.deepEqual(single, whole)
  })

  test('any packets, cut anywhere, come out as they went in', () => {
    fc.assert(
      fc.property(
        fc.array(anyPacket, { maxLength: 8 }),
        fc.array(fc.nat(400), { maxLength: 12 }),
        (packets, edges) => {
          const bytes = concat(packets.map(({ type, body }) => makePacket(type, body)))
          const reader = newReader()
          assert.deepEqual(read(reader, cut(bytes, edges)), packets.map(plain))
          assert.equal(reader.heldBytes, 0)
        },
      ),
    )
  })

  test('a whole body of three bytes or less that is buffered already does not wait for more', () => {
    for (const length of [0, 1, 2, 3]) {
      assert.equal(read(newReader(), [makePacket(PACKET.data, new Uint8Array(length))]).length, 1)
    }
  })

  test('a type outside 1..5 is refused at its first byte', () => {
    for (const type of [0, 6, 7, 0x47, 0xff]) {
      assert.deepEqual(newReader().feed(Uint8Array.of(type)), { ok: false, error: { code: 'PACKET_TYPE' } })
    }
  })

  test('a body of exactly the limit passes, one byte more is refused by its header', () => {
    const reader = newReader(4096)
    assert.equal(read(reader, [makePacket(PACKET.data, new Uint8Array(4096))]).length, 1)
    assert.deepEqual(reader.feed(fromHex('04001001')), { ok: false, error: { code: 'PACKET_TOO_LONG' } })
    assert.equal(reader.heldBytes <= 4, true)
  })

  test('after an error the reader stays refused', () => {
    const reader = newReader()
    reader.feed(Uint8Array.of(9))
    assert.deepEqual(reader.feed(makePacket(PACKET.heartbeat)), { ok: false, error: { code: 'PACKET_TYPE' } })
  })

  test('a body split over chunks is a copy, so that the socket may reuse its buffer', () => {
    const reader = newReader()
    const bytes = makePacket(PACKET.data, ascii('abcdef'))
    const first = bytes.slice(0, 7)
    reader.feed(first)
    first.fill(0)
    assert.deepEqual(read(reader, [bytes.slice(7)]), [{ type: PACKET.data, hex: toHex(ascii('abcdef')) }])
  })

  test('random bytes never throw, and never hold more than one packet', () => {
    const limit = 64
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 64 }), { maxLength: 20 }), (chunks) => {
        const reader = newReader(limit)
        for (const chunk of chunks) reader.feed(chunk)
        assert.ok(reader.heldBytes <= 4 + limit)
      }),
    )
  })

  test('a 64 KiB body fed byte by byte allocates its body once', () => {
    const bytes = makePacket(PACKET.data, new Uint8Array(LIMIT))
    const reader = newReader()
    const seen: Packet[] = []
    for (let at = 0; at < bytes.length; at++) {
      const result = reader.feed(bytes.subarray(at, at + 1))
      assert.ok(result.ok)
      seen.push(...result.value)
    }
    assert.equal(seen.length, 1)
    assert.equal(seen[0]!.body.buffer.byteLength, LIMIT)
  })
})
