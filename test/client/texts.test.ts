import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { TextKey } from '../../client/texts-en.ts'
import { TEXTS, textOf } from '../../client/texts.ts'

const CLIENT = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'client')
const keys = Object.keys(TEXTS.en) as TextKey[]
const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!).sort()

test('every text is there in both languages, and in the right one', () => {
  assert.deepEqual(Object.keys(TEXTS.zh).sort(), [...keys].sort())
  for (const key of keys) {
    assert.notEqual(TEXTS.en[key].trim(), '', key)
    assert.doesNotMatch(TEXTS.en[key], /[\u3400-\u9fff]/, key)
    assert.match(TEXTS.zh[key], /[\u3400-\u9fff]|^\W*\{/, key)
  }
})

test('both languages use only values that the other has too', () => {
  // A bot's own Chinese name is used in Chinese, its number in English.
  for (const key of keys.filter((name) => name !== 'botName')) {
    assert.deepEqual(placeholders(TEXTS.zh[key]), placeholders(TEXTS.en[key]), key)
  }
})

test('no text is left over from something that is gone', () => {
  const sources = globSync('**/*.ts', { cwd: CLIENT })
    .filter((file) => !file.startsWith('texts'))
    .map((file) => readFileSync(join(CLIENT, file), 'utf8'))
    .join('\n')
  const unused = keys.filter((key) => !sources.includes(`'${key}'`))
  assert.deepEqual(unused, [])
})

test('values are put in, and one that is missing stays visible', () => {
  assert.equal(textOf('en', 'roundOf', { round: 2, rounds: 8 }), 'Round 2 of 8')
  assert.equal(textOf('zh', 'roundOf', { round: 2 }), '第 2/{rounds} 局')
})
