import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fc } from '../support/property.ts'
import { makeJson, makeJsonText, MAX_JSON_DEPTH, parseJson, parsePayload } from '../../src/protocol/json.ts'
import { makeUtf8, parseUtf8 } from '../../src/protocol/utf8.ts'
import { ascii, fromHex } from './vectors.ts'

/** U+1F600 in CESU-8: the surrogates D83D and DE00, three bytes each. */
const GRIN_CESU8 = 'eda0bdedb880'
const quoted = (hex: string): Uint8Array => fromHex(`22${hex}22`)
const nested = (depth: number): Uint8Array => ascii('['.repeat(depth) + ']'.repeat(depth))

/** What pomelo's browser clients do with bytes: no form longer than three. */
function pomeloText(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; ) {
    const [first, second, third] = [bytes[at]!, bytes[at + 1] ?? 0, bytes[at + 2] ?? 0]
    const length = first < 128 ? 1 : first < 224 ? 2 : 3
    const codes = [
      first,
      ((first & 0x1f) << 6) + (second & 0x3f),
      ((first & 0x0f) << 12) + ((second & 0x3f) << 6) + (third & 0x3f),
    ]
    text += String.fromCharCode(codes[length - 1]!)
    at += length
  }
  return text
}

describe('JSON out', () => {
  test('a character outside the BMP is two escapes', () => {
    assert.equal(makeJsonText({ name: '😀' }), String.raw`{"name":"\uD83D\uDE00"}`)
    assert.equal(makeJsonText('麻将 é'), '"麻将 é"')
  })

  test('any value is read alike by a modern client and by a pomelo client', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.string({ unit: 'binary' }), (value, text) => {
        const payload = [value, text]
        const expected = JSON.stringify(payload)
        const bytes = makeJson(payload)
        assert.equal(JSON.stringify(JSON.parse(new TextDecoder().decode(bytes))), expected)
        assert.equal(JSON.stringify(JSON.parse(pomeloText(bytes))), expected)
      }),
    )
  })

  test('a lone surrogate goes out as an escape', () => {
    assert.equal(makeJsonText('\ud83d'), String.raw`"\ud83d"`)
  })

  test('what has no JSON form is a programming error', () => {
    assert.throws(() => makeJson(undefined), { code: 'INVARIANT' })
  })
})

describe('JSON in', () => {
  test('CESU-8 is read as the character it means', () => {
    assert.deepEqual(parseJson(quoted(GRIN_CESU8)), { ok: true, value: '😀' })
    assert.deepEqual(parseJson(quoted(`41${GRIN_CESU8}c3a9${GRIN_CESU8}`)), { ok: true, value: 'A😀é😀' })
    assert.deepEqual(parseJson(makeUtf8('"😀"')), { ok: true, value: '😀' })
  })

  const notUtf8 = {
    'a lone byte': 'ff',
    'a cut sequence': 'e9ba',
    'an overlong form': 'c0af',
    'a lone high surrogate': 'eda0bd',
    'a lone low surrogate': 'edb880',
    'two high surrogates': 'eda0bdeda0bd',
    'a pair, then a lone one': `${GRIN_CESU8}eda0bd`,
    'a pair with a broken tail': 'eda0bdedb841',
    'beyond U+10FFFF': 'f4908080',
  }
  for (const [what, hex] of Object.entries(notUtf8)) {
    test(`${what} is not UTF-8`, () => {
      assert.deepEqual(parseJson(quoted(hex)), { ok: false, error: { code: 'JSON_UTF8' } })
      const long = fromHex(`22${'41'.repeat(100)}${hex}22`)
      assert.deepEqual(parseJson(long), { ok: false, error: { code: 'JSON_UTF8' } })
    })
  }

  test('any text comes back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        assert.equal(parseUtf8(makeUtf8(text)), text.toWellFormed())
      }),
    )
  })

  test(`${MAX_JSON_DEPTH} levels pass, one more does not`, () => {
    assert.equal(parseJson(nested(MAX_JSON_DEPTH)).ok, true)
    assert.deepEqual(parseJson(nested(MAX_JSON_DEPTH + 1)), { ok: false, error: { code: 'JSON_DEPTH' } })
  })

  test('10^4 and 10^6 levels are refused, closed or not', () => {
    for (const bytes of [nested(10_000), nested(1_000_000), ascii('{"a":'.repeat(10_000))]) {
      assert.deepEqual(parseJson(bytes), { ok: false, error: { code: 'JSON_DEPTH' } })
    }
  })

  test('brackets inside strings are no levels', () => {
    const text = JSON.stringify({ text: String.raw`\"[[[[{{{{` + '['.repeat(100), list: ['\\', '[['] })
    assert.deepEqual(parseJson(ascii(text)), { ok: true, value: JSON.parse(text) as unknown })
  })

  test('anything nested within the limit is parsed as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: MAX_JSON_DEPTH - 2 }), (value) => {
        const text = JSON.stringify(value)
        assert.deepEqual(parseJson(makeUtf8(text)), { ok: true, value: JSON.parse(text) as unknown })
      }),
    )
  })

  test('garbage is refused, never thrown', () => {
    for (const text of ['', '{', '{"a":}', 'nul', '[1,]', '\ufeff{}', "{'a':1}"]) {
      assert.deepEqual(parseJson(makeUtf8(text)), { ok: false, error: { code: 'JSON_SYNTAX' } }, text)
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        parseJson(bytes)
      }),
    )
  })
})

describe('payload', () => {
  test('nothing and null are an empty object', () => {
    assert.deepEqual(parsePayload(ascii('')), { ok: true, value: {} })
    assert.deepEqual(parsePayload(ascii('null')), { ok: true, value: {} })
  })

  test('a field that is null is absent, deeper nulls stay', () => {
    assert.deepEqual(parsePayload(ascii('{"uid":1,"name":null,"options":{"zimo":null}}')), {
      ok: true,
      value: { uid: 1, options: { zimo: null } },
    })
  })

  test('arrays and scalars are left for the schema to refuse', () => {
    assert.deepEqual(parsePayload(ascii('[null]')), { ok: true, value: [null] })
    assert.deepEqual(parsePayload(ascii('7')), { ok: true, value: 7 })
  })

  test('a __proto__ field changes no prototype', () => {
    const result = parsePayload(ascii('{"__proto__":{"isAdmin":true}}'))
    assert.ok(result.ok)
    assert.equal((result.value as { isAdmin?: boolean }).isAdmin, undefined)
  })
})
