import assert from 'node:assert/strict'
import crypto, { argon2Sync, scryptSync } from 'node:crypto'
import { test } from 'node:test'
import { hashPassword } from '../../src/auth/passwords.ts'

const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/

function isPasswordOf(phc: string, password: string): boolean {
  const [, memory, passes, lanes, salt, tag] = PHC.exec(phc) ?? []
  const wanted = Buffer.from(tag!, 'base64')
  const made = argon2Sync('argon2id', {
    message: Buffer.from(password),
    nonce: Buffer.from(salt!, 'base64'),
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(lanes),
    tagLength: wanted.length,
  })
  return wanted.equals(made)
}

test('a hash says how it was made, and fits its password alone', async () => {
  const phc = await hashPassword('correct horse')
  assert.match(phc, PHC)
  assert.ok(phc.length <= 255)
  assert.ok(isPasswordOf(phc, 'correct horse'))
  assert.ok(!isPasswordOf(phc, 'correct horsf'))
})

test('the same password has another hash each time', async () => {
  assert.notEqual(await hashPassword('12345678'), await hashPassword('12345678'))
})

test('two ways to write one letter are one password', async () => {
  assert.ok(isPasswordOf(await hashPassword('caf\u0065\u0301-long'), 'caf\u00e9-long'))
})

test('a Node without Argon2 still starts, and keeps scrypt hashes', async () => {
  const { argon2 } = crypto
  Reflect.set(crypto, 'argon2', undefined)
  try {
    const url = new URL('../../src/auth/passwords.ts?without-argon2', import.meta.url).href
    const { hashPassword } = (await import(url)) as typeof import('../../src/auth/passwords.ts')
    const phc = await hashPassword('correct horse')
    const [, salt, tag] = /^\$scrypt\$ln=17,r=8,p=1\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(phc) ?? []
    const wanted = Buffer.from(tag!, 'base64')
    const options = { N: 2 ** 17, r: 8, p: 1, maxmem: 2 ** 29 }
    const made = scryptSync('correct horse', Buffer.from(salt!, 'base64'), wanted.length, options)
    assert.ok(wanted.equals(made))
  } finally {
    Reflect.set(crypto, 'argon2', argon2)
  }
})
