// config.toml is the reference of every key: it must list exactly the schema's keys, with the defaults.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { parse } from 'smol-toml'
import { loadConfig } from '../../src/config/load-config.ts'
import { SCHEMA_KEYS } from '../../src/config/schema-keys.ts'

const path = new URL('../../config.toml', import.meta.url)
const text = readFileSync(path, 'utf8')

test('lists exactly the keys of the schema, each with its default', () => {
  const expected: Record<string, Record<string, unknown>> = {}
  for (const { section, key, kind, defaultValue } of SCHEMA_KEYS) {
    expected[section] ??= {}
    if (kind !== 'secret') expected[section][key] = defaultValue
  }
  const written: unknown = JSON.parse(JSON.stringify(parse(text)))
  assert.deepEqual(written, expected)
})

test('loads, and means the same as no file', () => {
  const fromFile = loadConfig({ tomlPath: path.pathname, env: {} })
  assert.ok(fromFile.ok)
  assert.deepEqual(fromFile, loadConfig({ tomlPath: null, env: {} }))
})

test('has a comment for every key or group of keys', () => {
  const lines = text.split('\n')
  for (const [index, line] of lines.entries()) {
    if (line.startsWith('[')) assert.match(lines[index + 1] ?? '', /^#/, `after ${line}`)
  }
})

test('names every secret and the variable that gives it', () => {
  for (const { section, key, kind, envName } of SCHEMA_KEYS) {
    if (kind !== 'secret') continue
    assert.ok(text.includes(`${section}.${key}`), `${section}.${key}`)
    assert.ok(text.includes(envName), envName)
    assert.ok(SCHEMA_KEYS.some((other) => other.section === section && other.key === `${key}_file`))
  }
})

test('no two keys share a variable', () => {
  const names = SCHEMA_KEYS.map((key) => key.envName)
  assert.equal(new Set(names).size, names.length)
})
