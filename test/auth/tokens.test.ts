import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fc } from '../support/property.ts'
import { SignJWT, UnsecuredJWT } from 'jose'
import { createTokens } from '../../src/auth/tokens.ts'

const KEY = new TextEncoder().encode('a key of more than thirty-two bytes')
const OTHER_KEY = new TextEncoder().encode('another key of thirty-two bytes and')
const NOW_MS = 1_780_000_000_500
const NOW = 1_780_000_000

const clock = { ms: NOW_MS, nowMs: () => clock.ms }
const tokens = createTokens({ key: KEY, expiresSeconds: 60, clock })
const BAD = { ok: false, error: { code: 'BAD_TOKEN' } }

async function at<T>(ms: number, work: () => Promise<T>): Promise<T> {
  clock.ms = ms
  try {
    return await work()
  } finally {
    clock.ms = NOW_MS
  }
}

/** A token with every claim of a good one, as changed by `change`. */
async function forged(change: (jwt: SignJWT) => SignJWT, { key = KEY, alg = 'HS256' } = {}): Promise<string> {
  const jwt = new SignJWT()
    .setProtectedHeader({ alg })
    .setSubject('7')
    .setIssuer('xuezhan')
    .setAudience('player')
    .setIssuedAt(NOW)
    .setExpirationTime(NOW + 60)
  return await change(jwt).sign(key)
}

test('a token names its player and its end', async () => {
  const token = await tokens.issue(42)
  assert.deepEqual(await tokens.verify(token), { ok: true, value: { uid: 42, expiresAt: NOW + 60 } })
})

test('a token is good to its last second and not beyond', async () => {
  const token = await tokens.issue(42)
  const last = await at((NOW + 59) * 1000 + 999, () => tokens.verify(token))
  assert.equal(last.ok, true)
  const late = await at((NOW + 60) * 1000, () => tokens.verify(token))
  assert.deepEqual(late, { ok: false, error: { code: 'TOKEN_EXPIRED' } })
})

test('the forgery of these tests is otherwise a good token', async () => {
  assert.equal((await tokens.verify(await forged((jwt) => jwt))).ok, true)
})

const FORGERIES: [string, () => Promise<string>][] = [
  ['signed with another key', () => forged((jwt) => jwt, { key: OTHER_KEY })],
  ['of another issuer', () => forged((jwt) => jwt.setIssuer('elsewhere'))],
  ['for another audience', () => forged((jwt) => jwt.setAudience('admin'))],
  ['for nobody', () => forged((jwt) => jwt.setSubject(''))],
  ['for player 0', () => forged((jwt) => jwt.setSubject('0'))],
  ['for a negative player', () => forged((jwt) => jwt.setSubject('-7'))],
  ['for half a player', () => forged((jwt) => jwt.setSubject('7.5'))],
  ['for a player in disguise', () => forged((jwt) => jwt.setSubject('0x7'))],
  [
    'that never expires',
    () =>
      new SignJWT()
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject('7')
        .setIssuer('xuezhan')
        .setAudience('player')
        .setIssuedAt(NOW)
        .sign(KEY),
  ],
  [
    'without a signature',
    async () =>
      new UnsecuredJWT()
        .setSubject('7')
        .setIssuer('xuezhan')
        .setAudience('player')
        .setIssuedAt(NOW)
        .setExpirationTime(NOW + 60)
        .encode(),
  ],
  ['of many characters', async () => 'a'.repeat(100_000)],
  ['of none', async () => ''],
]

for (const [name, forge] of FORGERIES) {
  test(`refuses a token ${name}`, async () => {
    assert.deepEqual(await tokens.verify(await forge()), BAD)
  })
}

test('an HS512 token of the very same key is refused', async () => {
  const long = new Uint8Array(64).fill(7)
  const pinned = createTokens({ key: long, expiresSeconds: 60, clock })
  assert.equal((await pinned.verify(await forged((jwt) => jwt, { key: long }))).ok, true)
  assert.deepEqual(await pinned.verify(await forged((jwt) => jwt, { key: long, alg: 'HS512' })), BAD)
})

test('a token with any one character changed is refused', async () => {
  const token = await tokens.issue(42)
  for (let index = 0; index < token.length; index += 1) {
    const other = token[index] === 'A' ? 'Q' : 'A'
    const changed = token.slice(0, index) + other + token.slice(index + 1)
    // The last character of a 256-bit signature holds two unused bits, which no decoder reads.
    if (index === token.length - 1) continue
    assert.deepEqual(await tokens.verify(changed), BAD, `character ${index}`)
  }
})

test('no text whatever makes the check throw or pass', async () => {
  const text = fc.oneof(fc.string(), fc.stringMatching(/^[\w-]*\.[\w-]*\.[\w-]*$/))
  const property = fc.asyncProperty(text, async (token) => assert.deepEqual(await tokens.verify(token), BAD))
  await fc.assert(property, { numRuns: 500 })
})
