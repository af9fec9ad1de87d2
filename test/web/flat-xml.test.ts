import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fc } from '../support/property.ts'
import { makeFlatXml, parseFlatXml } from '../../src/web/wechat/flat-xml.ts'

const GOOD: [string, string, Record<string, string>][] = [
  [
    'verbatim and escaped text',
    '<xml><a><![CDATA[<1>]]></a><b>2 &lt; 3 &amp; &quot;x&quot;</b></xml>',
    { a: '<1>', b: '2 < 3 & "x"' },
  ],
  ['white space between the fields', '\n<xml>\n  <a>1</a>\n\t<b/>\n</xml>\n', { a: '1', b: '' }],
  ['a declaration', '<?xml version="1.0" encoding="UTF-8"?>\n<xml><a>1</a></xml>', { a: '1' }],
  ['no fields', '<xml></xml>', {}],
  ['an entity inside verbatim text, which is none', '<xml><a><![CDATA[&lt;]]></a></xml>', { a: '&lt;' }],
]

for (const [name, text, fields] of GOOD) {
  test(`reads ${name}`, () => {
    const parsed = parseFlatXml(text)
    assert.ok(parsed.ok)
    assert.deepEqual(Object.fromEntries(parsed.value), fields)
  })
}

const BOMB = `<!DOCTYPE xml [<!ENTITY a "lol">${Array.from({ length: 9 }, (_, n) => `<!ENTITY a${n} "&a;&a;&a;&a;">`).join('')}]>`

const BAD: [string, string][] = [
  ['nothing', ''],
  ['JSON', '{"xml":1}'],
  ['another root', '<html><a>1</a></html>'],
  ['an attribute of the root', '<xml a="1"><b>1</b></xml>'],
  ['an attribute', '<xml><a b="1">1</a></xml>'],
  ['a nested element', '<xml><a><b>1</b></a></xml>'],
  ['half an element', '<xml><a>1</xml>'],
  ['an end that is another', '<xml><a>1</b></xml>'],
  ['no end', '<xml><a>1</a>'],
  ['something after the end', '<xml><a>1</a></xml><xml></xml>'],
  ['text between the fields', '<xml>x<a>1</a></xml>'],
  ['a comment', '<xml><!-- c --><a>1</a></xml>'],
  ['an instruction', '<xml><?php echo 1?><a>1</a></xml>'],
  ['an unended CDATA', '<xml><a><![CDATA[1</a></xml>'],
  ['text beside CDATA', '<xml><a>1<![CDATA[2]]></a></xml>'],
  ['two CDATA', '<xml><a><![CDATA[1]]><![CDATA[2]]></a></xml>'],
  ['a field given twice', '<xml><total_fee>1</total_fee><total_fee>100</total_fee></xml>'],
  ['an unknown entity', '<xml><a>&file;</a></xml>'],
  ['a numbered entity', '<xml><a>&#60;</a></xml>'],
  ['a bare ampersand', '<xml><a>1 & 2</a></xml>'],
  ['a document type', '<!DOCTYPE xml><xml><a>1</a></xml>'],
  ['an outer file', '<!DOCTYPE xml [<!ENTITY f SYSTEM "file:///etc/passwd">]><xml><a>&f;</a></xml>'],
  ['a bomb', `${BOMB}<xml><a>&a8;</a></xml>`],
  ['a NUL', '<xml><a>\u0000</a></xml>'],
  ['65 fields', `<xml>${Array.from({ length: 65 }, (_, n) => `<f${n}>1</f${n}>`).join('')}</xml>`],
  ['a name that is a number', '<xml><1>1</1></xml>'],
]

for (const [name, text] of BAD) {
  test(`refuses ${name}`, () => {
    assert.deepEqual(parseFlatXml(text), { ok: false, error: { code: 'XML_BROKEN' } })
  })
}

test('what is written is read back', () => {
  const names = fc.stringMatching(/^[a-z_]{1,12}$/)
  const texts = fc.string({ unit: 'grapheme' }).filter((text) => !/[\p{Cc}\ufffe\uffff]/u.test(text))
  fc.assert(
    fc.property(fc.dictionary(names, texts, { maxKeys: 20 }), (fields) => {
      const parsed = parseFlatXml(makeFlatXml(Object.entries(fields)))
      assert.ok(parsed.ok)
      assert.deepEqual(Object.fromEntries(parsed.value), { ...fields })
    }),
  )
})

test('a long hostile text is refused in one pass', () => {
  for (const text of ['<', '<a>', '<xml>', '<![CDATA[', ']]>', '&', ' ']) {
    assert.ok(!parseFlatXml(`<xml>${text.repeat(16_384 / text.length)}`).ok)
  }
})
