import assert from 'node:assert/strict'
import { argon2Sync } from 'node:crypto'
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
