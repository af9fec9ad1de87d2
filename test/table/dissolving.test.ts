// Dissolving a match, by its players or by the operator.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Scenario } from '../support/scenario.ts'
import type { Stack } from '../support/scenario.ts'
import { newTable, rulesOf } from '../support/table-driver.ts'

const play = (stack: Stack, overrides: Record<string, unknown> = {}): Scenario =>
  new Scenario(rulesOf('nanoserver', { dingQue: false, ...overrides }), stack)

const WAITS_58T = '67t 123456789b 99w'

/** Seat 0 throws the only tile there is, and the wall is empty. */
const wallEnd = (hands: (string | undefined)[], overrides: Record<string, unknown> = {}): Scenario => {
  const s = play({ hands, draws: '9t', isShort: true }, overrides)
  s.discard(0, '9t')
  return s
}

describe('dissolving', () => {
  const inPlay = (overrides: Record<string, unknown> = {}): Scenario =>
    play({ hands: ['1111t'], draws: '9t 3w' }, overrides)

  test('all must agree; the round and its points are void (A6.22)', () => {
    const s = inPlay()
    s.kong(0, '1t')
    s.do({ type: 'dissolve', seat: 1 })
    for (const seat of [0, 2, 3] as const) s.do({ type: 'vote', seat, agree: true })
    assert.deepEqual(s.state.phase, { kind: 'ended', reason: 'dissolved' })
    assert.deepEqual(s.gains, [0, 0, 0, 0])
    assert.equal(s.all('roundEnded').length, 0, 'neither 查叫 nor 退税 is settled')
    assert.equal(s.all('matchEnded').length, 1, 'it ends once')
  })

  test('keepKongs: the kong money stays', () => {
    const s = inPlay({ dissolve: 'keepKongs' })
    s.kong(0, '1t')
    s.do({ type: 'dissolve', seat: 1 })
    for (const seat of [0, 2, 3] as const) s.do({ type: 'vote', seat, agree: true })
    assert.deepEqual(s.gains, [6, -2, -2, -2])
  })

  test('keepKongs: a kong that 转雨 moved stays moved, and the win is void', () => {
    const s = play({ hands: ['1111b 5t', '67t 123456789w 99w'], draws: '9t 3w' }, { dissolve: 'keepKongs' })
    s.kong(0, '1b')
    s.discard(0, '5t')
    s.win(1)
    s.do({ type: 'dissolve', seat: 1 })
    for (const seat of [0, 2, 3] as const) s.do({ type: 'vote', seat, agree: true })
    assert.deepEqual(s.gains, [0, 4, -2, -2])
  })

  test('one refusal cancels, and it may be asked for again', () => {
    const s = inPlay()
    s.do({ type: 'dissolve', seat: 1 })
    s.do({ type: 'vote', seat: 0, agree: true })
    s.do({ type: 'vote', seat: 2, agree: false })
    assert.equal(s.state.vote, null)
    assert.equal(s.asked[0], 'self', 'play goes on where it was')
    s.do({ type: 'dissolve', seat: 2 })
    assert.equal(s.state.vote!.by, 2)
  })

  test('each consent cuts the rest to 150 s, and never lengthens it', () => {
    const s = inPlay()
    s.do({ type: 'dissolve', seat: 1 })
    assert.equal(s.state.vote!.dueAtMs, s.nowMs + 300_000)
    s.do({ type: 'vote', seat: 0, agree: true })
    const cut = s.nowMs + 150_000
    assert.equal(s.state.vote!.dueAtMs, cut)
    s.after(100_000).do({ type: 'vote', seat: 2, agree: true })
    assert.equal(s.state.vote!.dueAtMs, cut)
  })

  test('silence until the deadline dissolves', () => {
    const s = inPlay()
    s.do({ type: 'dissolve', seat: 1 })
    s.after(299_999).do({ type: 'expire' })
    assert.notEqual(s.state.phase.kind, 'ended')
    s.after(1).do({ type: 'expire' })
    assert.deepEqual(s.state.phase, { kind: 'ended', reason: 'dissolved' })
  })

  test('not before the first deal, not twice at once, not without a vote, not voted twice', () => {
    const fresh = newTable(rulesOf('nanoserver')).seatAll()
    assert.equal(fresh.try({ type: 'dissolve', seat: 0 }).code, 'WRONG_PHASE')
    const s = inPlay()
    assert.equal(s.try({ type: 'vote', seat: 0, agree: true }).code, 'NO_VOTE')
    s.do({ type: 'dissolve', seat: 1 })
    assert.equal(s.try({ type: 'dissolve', seat: 2 }).code, 'VOTE_RUNNING')
    assert.equal(s.try({ type: 'vote', seat: 1, agree: true }).code, 'ALREADY_VOTED')
    s.do({ type: 'vote', seat: 0, agree: true })
    assert.equal(s.try({ type: 'vote', seat: 0, agree: false }).code, 'ALREADY_VOTED')
  })

  test('between rounds nothing is given up but the rest of the match', () => {
    const s = wallEnd([undefined, WAITS_58T])
    s.do({ type: 'dissolve', seat: 1 })
    for (const seat of [0, 2, 3] as const) s.do({ type: 'vote', seat, agree: true })
    assert.deepEqual(s.gains, [-1, 3, -1, -1])
    assert.equal(s.all('roundAborted').length, 0)
  })

  test('play goes on while the vote runs', () => {
    const s = inPlay()
    s.do({ type: 'dissolve', seat: 1 })
    s.discard(0, '9t')
    assert.equal(s.state.phase.kind === 'turn' && s.state.phase.seat, 1)
    assert.ok(s.state.vote)
  })

  test('frozen: an operator or a broken invariant ends the match, and no kong stays', () => {
    const s = inPlay({ dissolve: 'keepKongs' })
    s.kong(0, '1t')
    s.do({ type: 'end', reason: 'frozen' })
    assert.deepEqual(s.state.phase, { kind: 'ended', reason: 'frozen' })
    assert.deepEqual(s.gains, [0, 0, 0, 0])
  })
})
