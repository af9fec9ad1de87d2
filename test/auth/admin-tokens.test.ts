import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, unlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createAdminTokens, parseAdminEntries, sha256 } from '../../src/auth/admin-tokens.ts'
import { openAdminTokens } from '../../src/auth/open-admin-tokens.ts'
import { Secret } from '../../src/config/secret.ts'

const ALICE = 'alice-has-a-long-secret-01'
const BOB = 'bob-has-a-longer-secret-002'
const NOT_CONFIGURED = { tokens: null, tokensFile: '' }

function tokensOf(text: string) {
  const parsed = parseAdminEntries(text)
  assert.ok(parsed.ok, JSON.stringify(parsed))
  return createAdminTokens(parsed.value)
}

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'xuezhan-admin-'))
  try {
    await work(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('each secret stands for its own name and scopes', () => {
  const tokens = tokensOf(`# office\nalice gm,stats ${ALICE}\n\n  bob orders ${BOB}`)
  assert.deepEqual(tokens.find(ALICE), { ok: true, value: { name: 'alice', scopes: ['gm', 'stats'] } })
  assert.deepEqual(tokens.find(BOB), { ok: true, value: { name: 'bob', scopes: ['orders'] } })
})

test('a secret may be given as its hash, and the hash itself opens nothing', () => {
  const hash = `sha256:${sha256(ALICE).toString('hex')}`
  const tokens = tokensOf(`alice gm ${hash}`)
  assert.ok(tokens.find(ALICE).ok)
  assert.ok(!tokens.find(hash).ok)
})

for (const secret of [
  '',
  ' ',
  ALICE.slice(1),
  `${ALICE} `,
  ALICE.toUpperCase(),
  'x'.repeat(10_000),
  '\u0000',
]) {
  test(`the secret ${JSON.stringify(secret.slice(0, 30))} is nobody's`, () => {
    assert.deepEqual(tokensOf(`alice gm ${ALICE}`).find(secret), { ok: false, error: { code: 'BAD_TOKEN' } })
  })
}

const BAD: [string, string, number][] = [
  ['', 'EMPTY', 1],
  ['# nobody', 'EMPTY', 1],
  [`alice ${ALICE}`, 'FORM', 1],
  [`alice gm ${ALICE} more`, 'FORM', 1],
  [`al/ice gm ${ALICE}`, 'NAME', 1],
  [`alice root ${ALICE}`, 'SCOPE', 1],
  [`alice gm, ${ALICE}`, 'SCOPE', 1],
  ['alice gm short', 'SECRET_SHORT', 1],
  ['alice gm sha256:12', 'SECRET_SHORT', 1],
  [`alice gm ${ALICE}\nalice stats ${BOB}`, 'NAME_TWICE', 2],
  [`alice gm ${ALICE};bob stats ${ALICE}`, 'SECRET_TWICE', 2],
]

for (const [text, code, line] of BAD) {
  test(`refuses ${JSON.stringify(text.replaceAll(ALICE, 'A').replaceAll(BOB, 'B'))}`, () => {
    assert.deepEqual(parseAdminEntries(text), { ok: false, error: { code, line } })
  })
}

test('the first start makes one token for its owner alone, and keeps its hash', () =>
  inFolder(async (folder) => {
    const { source } = await openAdminTokens(NOT_CONFIGURED, folder)
    assert.equal(source, join(folder, 'admin.token'))
    assert.deepEqual(readdirSync(folder).toSorted(), ['admin.token', 'admin.tokens'])
    for (const file of readdirSync(folder)) assert.equal(statSync(join(folder, file)).mode & 0o777, 0o600)
    const secret = readFileSync(source, 'utf8').trim()
    assert.ok(secret.length >= 43)
    assert.ok(!readFileSync(join(folder, 'admin.tokens'), 'utf8').includes(secret))
    unlinkSync(source)
    const again = await openAdminTokens(NOT_CONFIGURED, folder)
    assert.deepEqual(again.admins.find(secret), {
      ok: true,
      value: { name: 'admin', scopes: ['gm', 'stats', 'orders', 'audit', 'ops'] },
    })
  }))

test('two processes that start at once agree on the token', () =>
  inFolder(async (folder) => {
    const opened = await Promise.all(Array.from({ length: 8 }, () => openAdminTokens(NOT_CONFIGURED, folder)))
    const secret = readFileSync(join(folder, 'admin.token'), 'utf8').trim()
    for (const { admins } of opened) assert.ok(admins.find(secret).ok)
  }))

test('configured tokens are taken as they are, and nothing is written', () =>
  inFolder(async (folder) => {
    const configured = { tokens: new Secret(`alice gm ${ALICE}`), tokensFile: '' }
    const { admins, source } = await openAdminTokens(configured, folder)
    assert.ok(admins.find(ALICE).ok)
    assert.equal(source, 'configuration')
    assert.deepEqual(readdirSync(folder), [])
  }))

test('tokens that cannot be used stop the start without a word about their secret', () =>
  inFolder(async (folder) => {
    const configured = { tokens: new Secret(`alice everything ${ALICE}`), tokensFile: '' }
    await assert.rejects(openAdminTokens(configured, folder), (error: Error) => {
      assert.match(error.message, /SCOPE \(line 1\)/)
      assert.ok(!error.message.includes(ALICE))
      return true
    })
  }))
