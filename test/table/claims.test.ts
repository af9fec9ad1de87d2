// Claims on a discard: who may, who goes first, and what a claim let pass closes.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { RuleSet } from '../../src/rules/ruleset.ts'
import { Scenario, kindOfText, offerOf } from '../support/scenario.ts'
import type { Stack } from '../support/scenario.ts'
import { rulesOf } from '../support/table-driver.ts'

/** nanoserver's rules without 定缺, so that hands need no void suit. */
const free = (overrides: Record<string, unknown> = {}): RuleSet =>
  rulesOf('nanoserver', { dingQue: false, ...overrides })

const play = (stack: Stack, overrides: Record<string, unknown> = {}): Scenario =>
  new Scenario(free(overrides), stack)

/** Ready for 5t and 8t. */
const WAITS_58T = '67t 123456789b 99w'
/** Ready for 5t alone. */
const WAITS_5T = '46t 123456789w 11b'

describe('several claims on one discard', () => {
  test('two winners both win, the nearer to the discarder first, whoever answers first', () => {
    const s = play({ hands: ['5t', WAITS_58T, undefined, WAITS_5T], draws: '9t 1w' })
    s.discard(0, '5t')
    assert.deepEqual([offerOf(s, 1), offerOf(s, 3)], ['win', 'win'])
    s.win(3)
    assert.equal(s.round.wins.length, 0, 'the nearer one is still asked')
    s.win(1)
    assert.deepEqual(
      s.round.wins.map((win) => [win.seat, win.from, win.order]),
      [
        [1, 0, 1],
        [3, 0, 1],
      ],
    )
  })

  test('after two winners play goes to the seat after the later one, in seat order (A6.18)', () => {
    for (const order of [
      [1, 2],
      [2, 1],
    ]) {
      const s = play({ hands: ['5t', WAITS_58T, WAITS_5T], draws: '9t 1w' })
      s.discard(0, '5t')
      for (const seat of order) s.win(seat)
      assert.deepEqual(s.state.phase, { kind: 'turn', seat: 3, afterPong: false })
    }
  })

  test('three winners end the round, and the discarder deals next (A6.17)', () => {
    const s = play({
      hands: ['55t', '46t 123456789w 11b', '67t 123456789b 99w', '5t 123789w 123789b'],
      draws: '5t',
    })
    s.discard(0, '5t')
    for (const seat of [3, 2, 1]) s.win(seat)
    assert.deepEqual(
      s.round.wins.map((win) => win.seat),
      [1, 2, 3],
    )
    assert.equal(s.last('roundEnded').reason, 'winners')
    assert.equal(s.last('roundEnded').nextBanker, 0)
  })

  test('nearest: only the winner next to the discarder takes the tile', () => {
    const s = play({ hands: ['5t', WAITS_58T, undefined, WAITS_5T], draws: '9t 1w' }, { multiWin: 'nearest' })
    s.discard(0, '5t')
    s.win(3)
    s.win(1)
    assert.deepEqual(
      s.round.wins.map((win) => win.seat),
      [1],
    )
  })

  test('nearest: the first in line settles it without waiting for the rest', () => {
    const s = play({ hands: ['5t', WAITS_58T, undefined, WAITS_5T], draws: '9t 1w' }, { multiWin: 'nearest' })
    s.discard(0, '5t')
    s.win(1)
    assert.deepEqual(s.last('withdrawn').seats, [3])
    assert.deepEqual(s.asked, [null, null, 'discard', null])
  })

  test('nearest: a later seat wins when the nearer one passes', () => {
    const s = play({ hands: ['5t', WAITS_58T, undefined, WAITS_5T], draws: '9t 1w' }, { multiWin: 'nearest' })
    s.discard(0, '5t')
    s.win(3)
    s.pass(1)
    assert.deepEqual(
      s.round.wins.map((win) => win.seat),
      [3],
    )
  })

  test('a win beats a kong and a pong, even when the pong was asked for first', () => {
    for (const claim of ['pong', 'kong'] as const) {
      const s = play({ hands: ['5t', '555t', WAITS_58T], draws: '9t 1w' })
      s.discard(0, '5t')
      if (claim === 'pong') s.pong(1)
      else s.kong(1, '5t')
      assert.equal(s.hand(1).melds.length, 0)
      s.win(2)
      assert.equal(s.hand(1).melds.length, 0)
      assert.deepEqual(
        s.round.wins.map((win) => win.seat),
        [2],
      )
    }
  })

  test('a pong waits for the seat that may win, and goes ahead when it passes', () => {
    const s = play({ hands: ['5t', '55t', WAITS_58T], draws: '9t 1w' })
    s.discard(0, '5t')
    s.pong(1)
    assert.equal(s.state.phase.kind, 'claims')
    s.pass(2)
    assert.deepEqual(s.state.phase, { kind: 'turn', seat: 1, afterPong: true })
    assert.deepEqual(s.hand(1).melds[0], {
      type: 'pong',
      kind: kindOfText('5t'),
      tiles: [...s.last('ponged').own, s.last('ponged').tile],
      from: 0,
    })
  })

  test('a won tile withdraws the pong prompt that is still open', () => {
    const s = play({ hands: ['5t', '55t', WAITS_58T], draws: '9t 1w' })
    s.discard(0, '5t')
    s.win(2)
    assert.deepEqual(s.last('withdrawn').seats, [1])
  })

  test('a seat with win, pong and kong is asked once, for all of them', () => {
    const s = play({ hands: ['5t', '555t 67t 123456w 99b'], draws: '9t 1w' })
    s.discard(0, '5t')
    assert.equal(offerOf(s, 1), 'win pong kong')
    assert.equal(s.prompts.length, 1)
  })

  test('a kong asked for while another wins leaves nothing behind (A6.14)', () => {
    // Seat 1 may win or kong and says kong; seat 2 wins. Seat 1 later deals in: no kong of his is moved.
    const s = play({ hands: ['5t', '555t 67t 123456w 99b', WAITS_5T], draws: '9t 1w 9t' })
    s.discard(0, '5t')
    s.kong(1, '5t')
    s.win(2)
    assert.equal(s.round.kongChain.length, 0)
    assert.equal(s.round.ledger.length, 1)
    assert.equal(s.round.kongs.length, 0)
  })
})

describe('after a pong', () => {
  test('the seat discards at once, without a kong', () => {
    const s = play({ hands: ['5t', '55t 1111w'], draws: '9t 1b' })
    s.discard(0, '5t')
    s.pong(1)
    assert.deepEqual(s.asked, [null, 'discard', null, null])
  })

  test('kongAfterPong: the seat may declare one', () => {
    const s = play({ hands: ['5t', '55t 1111w'], draws: '9t 1b' }, { kongAfterPong: true })
    s.discard(0, '5t')
    s.pong(1)
    assert.deepEqual(s.asked, [null, 'self', null, null])
    const prompt = s.promptOf(1)
    assert.ok(prompt?.kind === 'self')
    assert.deepEqual([prompt.win, prompt.kongs], [false, [kindOfText('1w')]])
    s.kong(1, '1w')
    assert.equal(s.hand(1).melds.at(-1)!.type, 'concealed-kong')
  })

  test('the tile leaves the discards of the seat that threw it', () => {
    const s = play({ hands: ['5t', '55t'], draws: '9t 1b' })
    s.discard(0, '5t')
    s.pong(1)
    assert.deepEqual(s.hand(0).discards, [])
    assert.equal(s.round.visible[kindOfText('5t')], 3)
  })
})

describe('the last discard', () => {
  const last = (hand: string, overrides = {}): Scenario => {
    const s = play({ hands: ['5t', hand], draws: '9t', isShort: true }, overrides)
    s.discard(0, '5t')
    return s
  }

  test('two and three equal tiles may pong it; nobody may kong it (A6.3, A6.21)', () => {
    assert.equal(offerOf(last('55t'), 1), 'pong')
    assert.equal(offerOf(last('555t'), 1), 'pong')
  })

  test('lastDiscardPong off: it can only be won', () => {
    assert.equal(last('555t', { lastDiscardPong: false }).last('roundEnded').reason, 'wall')
    assert.equal(offerOf(last(WAITS_58T, { lastDiscardPong: false }), 1), 'win')
  })

  test('a pong of it makes a new last discard', () => {
    const s = play({ hands: ['5t', '55t 9w', '99w'], draws: '9t', isShort: true })
    s.discard(0, '5t')
    s.pong(1)
    s.discard(1, '9w')
    assert.equal(offerOf(s, 2), 'pong')
    s.pass(2)
    assert.equal(s.last('roundEnded').reason, 'wall')
  })
})
