import assert from 'node:assert/strict'
import {
  chmodSync,
  mkdtempSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { configuredTokenKey, keptTokenKey } from '../../src/auth/token-key.ts'

const root = mkdtempSync(join(tmpdir(), 'xuezhan-auth-'))
after(() => rmSync(root, { recursive: true }))

test('a configured key needs 32 bytes', () => {
  assert.equal(configuredTokenKey('x'.repeat(32)).ok, true)
  assert.deepEqual(configuredTokenKey('x'.repeat(31)), {
    ok: false,
    error: { code: 'KEY_TOO_SHORT', source: 'configuration' },
  })
})

test('the first start makes a key that only its owner reads; later starts read it', async () => {
  const dataDir = join(root, 'new/data')
  const first = await keptTokenKey(dataDir)
  const second = await keptTokenKey(dataDir)
  assert.ok(first.ok && second.ok)
  assert.ok(first.value.bytes.length >= 32)
  assert.deepEqual(second.value, first.value)
  assert.equal(first.value.source, join(dataDir, 'token.key'))
  assert.equal(statSync(first.value.source).mode & 0o777, 0o600)
  assert.deepEqual(readdirSync(dataDir), ['token.key'])
})

test('starts at the same moment agree on one key', async () => {
  const dataDir = join(root, 'together')
  const keys = await Promise.all(Array.from({ length: 8 }, () => keptTokenKey(dataDir)))
  const texts = keys.map((key) => (key.ok ? Buffer.from(key.value.bytes).toString('hex') : 'refused'))
  assert.equal(new Set(texts).size, 1)
  assert.notEqual(texts[0], 'refused')
  assert.deepEqual(readdirSync(dataDir), ['token.key'])
})

test('a key file that others may read is closed to them', async () => {
  const dataDir = join(root, 'open')
  const made = await keptTokenKey(dataDir)
  assert.ok(made.ok)
  chmodSync(made.value.source, 0o644)
  assert.deepEqual(await keptTokenKey(dataDir), made)
  assert.equal(statSync(made.value.source).mode & 0o777, 0o600)
})

test('a broken key file is refused and left as it is', async () => {
  const dataDir = join(root, 'broken')
  mkdirSync(dataDir)
  const path = join(dataDir, 'token.key')
  writeFileSync(path, 'half')
  assert.deepEqual(await keptTokenKey(dataDir), { ok: false, error: { code: 'KEY_TOO_SHORT', source: path } })
  assert.equal(readFileSync(path, 'utf8'), 'half')
})

test('a folder that cannot be is refused with its cause', async () => {
  const path = join(root, 'a-file')
  writeFileSync(path, '')
  const refused = await keptTokenKey(path)
  assert.ok(!refused.ok)
  assert.equal(refused.error.code, 'KEY_FILE_UNUSABLE')
  assert.ok(refused.error.cause instanceof Error)
})
