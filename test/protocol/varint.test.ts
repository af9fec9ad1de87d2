import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fc } from '../support/property.ts'
import { makeVarint, MAX_VARINT, parseVarint, varintLength } from '../../src/protocol/varint.ts'
import { fromHex, toHex, VARINTS } from './vectors.ts'

describe('varint', () => {
  for (const [value, hex] of VARINTS) {
    test(`${value} is ${hex}`, () => {
      assert.equal(toHex(makeVarint(value)), hex)
      assert.deepEqual(parseVarint(fromHex(hex), 0), { value, next: hex.length / 2 })
    })
  }

  test('every u32 comes back, from any offset', () => {
    fc.assert(
      fc.property(fc.nat(MAX_VARINT), fc.uint8Array({ maxLength: 5 }), (value, before) => {
        const bytes = Uint8Array.from([...before, ...makeVarint(value)])
        assert.deepEqual(parseVarint(bytes, before.length), { value, next: bytes.length })
        assert.equal(varintLength(value), bytes.length - before.length)
      }),
    )
  })

  test('a number that is cut off, over a u32 or longer than five bytes is none', () => {
    for (const hex of ['', '80', 'ffffff', 'ffffffff10', 'ffffffffff01', '808080808000']) {
      assert.equal(parseVarint(fromHex(hex), 0), undefined, hex)
    }
  })

  test('a needlessly long form is read, as pomelo reads it', () => {
    assert.deepEqual(parseVarint(fromHex('8100'), 0), { value: 1, next: 2 })
  })
})
