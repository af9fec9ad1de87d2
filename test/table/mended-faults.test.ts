// Faults that were found by play, named after what one saw.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { must } from '../../src/lib/assert.ts'
import type { Suit } from '../../src/rules/tiles.ts'
import { suitOfTile } from '../../src/rules/tiles.ts'
import { nextDueAtMs } from '../../src/table/decide/expiry.ts'
import { eventFor } from '../../src/table/redact.ts'
import { readyPoints } from '../../src/table/winning.ts'
import { Scenario, offerOf } from '../support/scenario.ts'
import { newTable, rulesOf } from '../support/table-driver.ts'

function expire(s: Scenario): void {
  s.nowMs = must(nextDueAtMs(s.state), 'a deadline')
  s.do({ type: 'expire' })
}

test('a silent seat with void tiles threw the drawn one where voidDiscard is free', () => {
  const s = new Scenario(
    rulesOf('nanoserver', { voidDiscard: 'free' }),
    { hands: ['9t', '6b 123456789t'], draws: '9t 3t' },
    { voids: [0, 1, 0, 0] },
  )
  s.discard(0, '9t')
  expire(s)
  assert.equal(suitOfTile(s.last('discarded').tile), 1)
})

test('a missed swap and a missed void suit did not count towards 托管', () => {
  const s = new Scenario(rulesOf('xuezhan'), { hands: [], draws: '9t' })
  expire(s)
  expire(s)
  assert.equal(s.state.seats[0]!.trust, true)
})

test('a swap that was answered did not end the count of missed deadlines', () => {
  const s = new Scenario(rulesOf('xuezhan', { rounds: 4 }), { hands: [], draws: '9t', isShort: true })
  const open = (): void => {
    for (const prompt of s.prompts)
      if (prompt.kind === 'swap')
        s.do({ type: 'swap', seat: prompt.seat, tiles: prompt.suggest, promptId: prompt.id })
    s.chooseVoids([0, 0, 0, 0])
  }
  open()
  expire(s)
  for (let prompt = s.prompts[0]; prompt; prompt = s.prompts[0]) s.pass(prompt.seat)
  s.deal()
  open()
  expire(s)
  assert.equal(s.state.seats[0]!.trust, false)
})

test("a seat's share of the wall's randomness was shown to the others before the round ended", () => {
  const table = newTable(rulesOf('nanoserver')).seatAll()
  const seed = 'ab'.repeat(16)
  const [readied] = table.do({ type: 'ready', seat: 0, seed })
  assert.ok(!JSON.stringify(eventFor(must(readied, 'an event'), 1)).includes(seed))
})

test("SBR's exception (only void tiles discarded) spared 花猪 of every rule set", () => {
  for (const [huaZhu, isPig] of [
    ['pot48', false],
    ['capToUnwonNonPig', true],
  ] as const) {
    const s = new Scenario(
      rulesOf('nanoserver', { huaZhu }),
      { hands: ['123456789b 1234t'], draws: '9w', isShort: true },
      { voids: [1, 2, 0, 0] },
    )
    s.discard(0, '9b')
    for (let prompt = s.prompts[0]; prompt; prompt = s.prompts[0]) s.pass(prompt.seat)
    assert.equal(s.last('roundEnded').results[0]!.isPig, isPig, huaZhu)
  }
})

test('过手胡 held on the discard of the very next seat (A5 waives it)', () => {
  const s = new Scenario(rulesOf('nanoserver', { dingQue: false }), {
    hands: ['1w', '67t 123456b 789b 99w', '555t', '11w 5t'],
    draws: '9t 3b 3b 3b',
  })
  s.discard(0, '1w')
  s.pong(3)
  s.discard(3, '5t')
  s.pass(1)
  s.pong(2)
  s.discard(2, '5t')
  assert.equal(offerOf(s, 1), 'win')
})

test('a pong opened again what a passed win had closed until the own draw', () => {
  for (const [passWin, offer] of [
    ['untilDraw', ''],
    ['untilDrawUnlessHigher', ''],
    ['sameTileGoRound', 'win'],
  ] as const) {
    const s = new Scenario(rulesOf('nanoserver', { passWin, dingQue: false }), {
      hands: ['5t', undefined, '55t 67t 123456789w', '7t'],
      draws: '9t 3b',
    })
    s.discard(0, '5t')
    s.pong(2)
    s.discard(2, '6t')
    s.discard(3, '7t')
    assert.equal(offerOf(s, 2), offer, passWin)
  }
})

test('a kong on the last tiles of the wall was offered for robbing where wins are taken without asking', () => {
  const s = new Scenario(rulesOf('nanoserver', { autoWinLast: 2, passWin: 'none', dingQue: false }), {
    hands: ['5t', '55t 2w', '67t 123456789w 99b'],
    draws: '9t 1b 1b 1b 5t 2b',
    isShort: true,
  })
  s.discard(0, '5t')
  s.pass(2)
  s.pong(1)
  s.discard(1, '2w')
  for (const seat of [2, 3, 0]) s.discardDrawn(seat)
  s.kong(1, '5t')
  assert.deepEqual(
    s.round.wins.map(({ seat, source }) => [seat, source]),
    [[2, 'kong']],
  )
})

test('a dissolved round left its wins in the statistics and its points in the round', () => {
  const s = new Scenario(rulesOf('nanoserver', { dingQue: false }), {
    hands: ['5t', '67t 123456789b 99w'],
    draws: '9t 3w',
  })
  s.discard(0, '5t')
  s.win(1)
  s.do({ type: 'dissolve', seat: 0 })
  for (const seat of [1, 2, 3] as const) s.do({ type: 'vote', seat, agree: true })
  assert.deepEqual(s.state.phase, { kind: 'ended', reason: 'dissolved' })
  assert.equal(s.state.seats[1]!.stats.hu, 0)
  assert.deepEqual(s.state.round!.deltas, [0, 0, 0, 0])
})

test('SBR: a hand with a meld of its own void suit won', () => {
  const played = (voids: readonly Suit[]): Scenario => {
    const s = new Scenario(
      rulesOf('sbr3', { voidIndicator: false, minFanDiscard: 0 }),
      { hands: ['1t', '11t 3t 67b 123456w 99w'], draws: '9t 5b' },
      { voids },
    )
    s.discard(0, '1t')
    s.pong(1)
    s.discard(1, '3t')
    s.discardDrawn(2)
    return s
  }
  // Seat 1 waits for 5b and 8b behind a pong of 1t: of its void suit, or of another.
  assert.equal(offerOf(played([2, 0, 2, 2]), 1), '')
  assert.equal(readyPoints(played([2, 0, 2, 2]).state, 1), null)
})

test('a swap and a void suit sent again after the last seat had chosen were called stale', () => {
  const s = new Scenario(rulesOf('xuezhan'), { hands: [], draws: '9t' })
  const swap = must(s.prompts[3], 'a swap prompt')
  for (const prompt of s.prompts) {
    if (prompt.kind !== 'swap') continue
    s.do({ type: 'swap', seat: prompt.seat, tiles: prompt.suggest, promptId: prompt.id })
  }
  assert.equal(s.state.phase.kind, 'choosingVoid')
  assert.ok(swap.kind === 'swap')
  assert.deepEqual(s.do({ type: 'swap', seat: 3, tiles: swap.suggest, promptId: swap.id }), [])
  const chosen = must(s.prompts[3], 'a void prompt')
  s.chooseVoids([0, 0, 0, 0])
  assert.deepEqual(s.do({ type: 'chooseVoid', seat: 3, suit: 0, promptId: chosen.id }), [])
  const other = s.try({ type: 'chooseVoid', seat: 3, suit: 1, promptId: chosen.id })
  assert.equal(other.code, 'STALE_PROMPT')
})
