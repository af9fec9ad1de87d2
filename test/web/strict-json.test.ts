import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fc } from '../support/property.ts'
import { parseStrictForm, parseStrictJson } from '../../src/web/strict-json.ts'

const REFUSED: [string, string][] = [
  ['nothing', ''],
  ['half a JSON', '{"a":'],
  ['a comment', '{"a":1}//'],
  ['a key given twice', '{"uid":1,"uid":2}'],
  ['a key given twice in another spelling', '{"uid":1,"\\u0075id":2}'],
  ['a key given twice further in', '{"a":[{"b":1,"c":{"d":1,"d":1}}]}'],
  ['a key given twice with space before its colon', '{"a" : 1, "a"\n:2}'],
  ['a prototype', '{"__proto__":{}}'],
  ['a prototype in another spelling', '{"_\\u005fproto__":{}}'],
  ['a constructor', '{"constructor":{"prototype":{}}}'],
  ['half a character', '{"imei":"a\\ud800"}'],
  ['half a character in a key', '{"\\udc00":1}'],
  ['17 levels', `${'['.repeat(17)}${']'.repeat(17)}`],
]

for (const [name, text] of REFUSED) {
  test(`refuses ${name}`, () => assert.throws(() => parseStrictJson(text), { code: 'BODY_BROKEN' }))
}

const TAKEN: [string, string][] = [
  ['the same key on different levels', '{"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}]}'],
  ['keys that look like values', '{"a":"b","b":"a"}'],
  ['texts with brackets, quotes and colons', '{"a":"{\\"a\\":1}","b":"}]:\\\\"}'],
  ['a character in two halves', '{"a":"\\ud83c\\udc04"}'],
  ['16 levels', `${'['.repeat(16)}${']'.repeat(16)}`],
  ['a bare value', '3'],
]

for (const [name, text] of TAKEN) {
  test(`takes ${name}`, () => assert.deepEqual(parseStrictJson(text), JSON.parse(text)))
}

test('whatever JSON.stringify writes is taken, whatever it holds', () => {
  const poison = ['__proto__', 'constructor', 'prototype']
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const text = JSON.stringify(value)
      fc.pre(!poison.some((key) => text.includes(key)))
      assert.deepEqual(parseStrictJson(text), JSON.parse(text))
    }),
  )
})

test('a form is its fields, each once', () => {
  assert.deepEqual(parseStrictForm('uid=1&message=%E4%BD%A0+%E5%A5%BD'), { uid: '1', message: '你 好' })
  for (const text of ['uid=1&uid=2', 'uid=1&%75id=2', '__proto__=1', 'constructor=1']) {
    assert.throws(() => parseStrictForm(text), { code: 'BODY_BROKEN' })
  }
})
