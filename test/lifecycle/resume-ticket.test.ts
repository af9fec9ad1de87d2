// What a player shows at the door, and everything else that may come in that header.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeResumeTicket, parseResumeTicket } from '../../src/net/resume-ticket.ts'
import { fc } from '../support/property.ts'

test('a ticket is read as it was made', () => {
  const token = fc.stringMatching(/^[\w.-]{1,300}$/)
  fc.assert(
    fc.property(token, (text) => assert.equal(parseResumeTicket(makeResumeTicket(text).join(', ')), text)),
  )
})

test('what is no ticket is none', () => {
  for (const header of [undefined, '', 'xuezhan', 'token.abc', 'other, token.abc', ',', 'xuezhan token.abc'])
    assert.equal(parseResumeTicket(header), null)
  assert.equal(parseResumeTicket(`xuezhan, token.${'a'.repeat(3000)}`), null)
})

test('no header stops the reading', () => {
  fc.assert(fc.property(fc.string({ maxLength: 4000 }), (header) => void parseResumeTicket(header)))
})
