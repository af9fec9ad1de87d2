// Strings on their way to a tracer: whatever a client sent, what is read is bounded, ends, and is UTF-8.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BLOCK_BYTES, HEAP_AT, RING_AT, RING_BYTES } from '../../../src/telemetry/usdt/block.ts'
import { MAX_TEXT_BYTES, Strings } from '../../../src/telemetry/usdt/strings.ts'
import { fc } from '../../support/property.ts'

const strict = new TextDecoder('utf-8', { fatal: true })

function place() {
  const memory = new Uint8Array(BLOCK_BYTES).fill(0xaa)
  const strings = new Strings(memory)
  /** As a tracer reads it: up to the NUL. */
  const read = (at: number): string => strict.decode(memory.subarray(at, memory.indexOf(0, at)))
  return { memory, strings, read }
}

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 300 })
    .map((units) => String.fromCharCode(...units)),
)

test('any string is read back as its beginning, in whole characters', () => {
  const { strings, read } = place()
  fc.assert(
    fc.property(anyText, fc.boolean(), (text, isOneOfFew) => {
      const seen = read(isOneOfFew ? strings.intern(text) : strings.pass(text))
      const expected = text.toWellFormed().replaceAll('\0', '?')
      assert.ok(Buffer.byteLength(seen) <= MAX_TEXT_BYTES)
      // A pair that the cut fell into shows as one broken character at most.
      assert.ok(expected.startsWith(seen) || expected.startsWith(seen.replace(/\uFFFD$/, '')))
      if (Buffer.byteLength(expected) <= MAX_TEXT_BYTES) assert.equal(seen, expected)
    }),
  )
})

test('nothing is written outside of the place for strings', () => {
  const { memory, strings } = place()
  for (let index = 0; index < 2000; index += 1) {
    strings.intern(`${index}${'x'.repeat(index % 200)}`)
    strings.pass('牌'.repeat(index % 100))
  }
  assert.ok(memory.subarray(0, HEAP_AT).every((byte) => byte === 0xaa))
  assert.equal(memory.length, RING_AT + RING_BYTES)
})

test('one of few strings keeps its place, also when others have filled the room', () => {
  const { strings, read } = place()
  const route = strings.intern('DeskManager.OpChoose')
  for (let index = 0; index < 3000; index += 1) strings.intern(`filler-${index}-${'x'.repeat(50)}`)
  assert.equal(strings.intern('DeskManager.OpChoose'), route)
  assert.equal(read(route), 'DeskManager.OpChoose')
  assert.equal(read(strings.intern('')), '')
  assert.equal(read(strings.intern('late')), 'late')
})

test('a string of 10,000 characters is cut, and costs no room of those that stay', () => {
  const { strings, read } = place()
  for (let index = 0; index < 1000; index += 1) {
    const at = strings.intern('牌'.repeat(10_000 + index))
    assert.ok(at >= RING_AT)
    assert.equal(read(at), '牌'.repeat(42))
  }
})

test('the strings of one probe do not overwrite each other', () => {
  const { strings, read } = place()
  for (let turn = 0; turn < 1000; turn += 1) {
    const texts = Array.from({ length: 6 }, (_, index) => `${turn}-${index}-${'牌'.repeat(40)}`)
    const places = texts.map((text) => strings.pass(text))
    assert.deepEqual(
      places.map((at) => read(at).slice(0, 10)),
      texts.map((text) => text.slice(0, 10)),
    )
  }
})
