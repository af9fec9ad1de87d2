import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fc } from '../support/property.ts'
import {
  FrameBuffer,
  type FrameHead,
  FrameKind,
  MAX_TABLE_ID_BYTES,
  scanFrames,
  tornFrom,
} from '../../src/journal/frame.ts'

const MAX_BYTES = 100_000
const HEAD: FrameHead = { kind: FrameKind.events, tableId: 'table', seq: 7, count: 2, epoch: 3 }

function framesOf(bodies: readonly string[]): Buffer {
  const frames = new FrameBuffer(16)
  for (const [index, body] of bodies.entries()) {
    assert.ok(frames.add({ ...HEAD, seq: index + 1 }, body, MAX_BYTES))
  }
  return Buffer.from(frames.view())
}

test('a frame reads back as it was written, whatever its text', () => {
  const u32 = fc.nat({ max: 0xffff_ffff })
  const ids = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  const tableId = ids.filter((id) => Buffer.byteLength(id) <= MAX_TABLE_ID_BYTES)
  const kind = fc.constantFrom(FrameKind.events, FrameKind.finish)
  const head = fc.record({ kind, tableId, seq: u32, count: u32, epoch: u32 }, { noNullPrototype: true })
  const body = fc.string({ unit: 'grapheme', maxLength: 300 })
  fc.assert(
    fc.property(fc.array(fc.tuple(head, body), { maxLength: 8 }), (written) => {
      const frames = new FrameBuffer(16)
      for (const [head, body] of written) assert.ok(frames.add(head, body, MAX_BYTES))
      frames.markBarrier()
      const bytes = frames.view()
      const read = [...scanFrames(bytes)].map((item, index) => {
        assert.ok(item.type === 'frame' && item.isBodyIntact)
        assert.equal(item.isBarrier, index === 0)
        const { kind, tableId, seq, count, epoch } = item
        return [{ kind, tableId, seq, count, epoch }, bytes.toString('utf8', item.bodyFrom, item.to)]
      })
      assert.deepEqual(read, written)
    }),
  )
})

test('a frame longer than allowed leaves the buffer as it was', () => {
  const frames = new FrameBuffer(16)
  assert.ok(frames.add(HEAD, '{}', 100))
  const before = Buffer.from(frames.view())
  assert.equal(frames.add(HEAD, 'x'.repeat(90), 100), false)
  assert.equal(frames.add(HEAD, 'x'.repeat(101), 100), false)
  assert.equal(frames.add(HEAD, '四'.repeat(30), 100), false)
  assert.deepEqual(frames.view(), before)
})

test('a table id longer than 128 bytes is a bug', () => {
  const frames = new FrameBuffer(16)
  assert.throws(() => frames.add({ ...HEAD, tableId: '四'.repeat(43) }, '{}', MAX_BYTES), {
    code: 'INVARIANT',
  })
  assert.equal(frames.length, 0)
})

test('every flipped bit of a frame is noticed, and the frames around it are still found', () => {
  const bodies = ['{"first":1}', '{"middle":"血战到底"}', '{"last":3}']
  const sound = framesOf(bodies)
  const [first, middle, last] = [...scanFrames(sound)]
  for (let at = middle!.from; at < middle!.to; at += 1) {
    for (let bit = 0; bit < 8; bit += 1) {
      const bytes = Buffer.from(sound)
      bytes[at]! ^= 1 << bit
      const items = [...scanFrames(bytes)]
      const intact = items.filter((item) => item.type === 'frame' && item.isBodyIntact)
      assert.deepEqual(intact, [first, last], `bit ${bit} of byte ${at}`)
      assert.equal(items.length, 3)
    }
  }
})

test('a damaged body still tells which table lost it', () => {
  const bytes = framesOf(['{"first":1}'])
  bytes[bytes.length - 1]! ^= 1
  const [item] = scanFrames(bytes)
  assert.ok(item?.type === 'frame')
  assert.deepEqual([item.tableId, item.seq, item.isBodyIntact], ['table', 1, false])
})

test('any bytes at all can be scanned, and are covered without gap or overlap', () => {
  const magic = fc.constant(Uint8Array.from([0xff, 0x58, 0x5a, 0x01]))
  const frame = fc.string().map((body) => new Uint8Array(framesOf([body])))
  fc.assert(
    fc.property(fc.array(fc.oneof(magic, frame, fc.uint8Array({ maxLength: 50 }))), (parts) => {
      const bytes = Buffer.concat(parts)
      let at = 0
      for (const item of scanFrames(bytes)) {
        assert.equal(item.from, at)
        assert.ok(item.to > item.from)
        at = item.to
      }
      assert.equal(at, bytes.length)
    }),
  )
})

test('only what follows the last barrier can be a torn write', () => {
  const batch = (bodies: string[]): Buffer => {
    const frames = new FrameBuffer(16)
    for (const body of bodies) frames.add(HEAD, body, MAX_BYTES)
    frames.markBarrier()
    return Buffer.from(frames.view())
  }
  const first = batch(['{"a":1}', '{"a":2}'])
  const second = batch(['{"b":1}', '{"b":2}', '{"b":3}'])
  const tornAt = (bytes: Buffer): number | null => tornFrom([...scanFrames(bytes)])
  const damaged = (bytes: Buffer, at: number): Buffer => {
    const copy = Buffer.from(bytes)
    copy[at]! ^= 1
    return copy
  }
  const both = Buffer.concat([first, second])
  const lastFrame = [...scanFrames(both)].at(-1)!
  assert.equal(tornAt(both), null)
  assert.equal(tornAt(both.subarray(0, -1)), lastFrame.from)
  assert.equal(
    tornAt(damaged(both, first.length + 5)),
    first.length + 0,
    'the whole last batch, barrier and all',
  )
  assert.equal(tornAt(damaged(both, first.length - 1)), null, 'damage before a barrier is no torn write')
  assert.equal(tornAt(damaged(first, first.length - 1)), [...scanFrames(first)][1]!.from)
})
