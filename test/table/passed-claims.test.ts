// 过手胡, 过手碰 and the least fan: claims that the rules close.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { RuleSet } from '../../src/rules/ruleset.ts'
import { Scenario, offerOf } from '../support/scenario.ts'
import type { Stack } from '../support/scenario.ts'
import { rulesOf } from '../support/table-driver.ts'

/** nanoserver's rules without 定缺, so that hands need no void suit. */
const free = (overrides: Record<string, unknown> = {}): RuleSet =>
  rulesOf('nanoserver', { dingQue: false, ...overrides })

const play = (stack: Stack, overrides: Record<string, unknown> = {}): Scenario =>
  new Scenario(free(overrides), stack)

/** Ready for 5t and 8t. */
const WAITS_58T = '67t 123456789b 99w'

describe('passWin: what a win let pass closes', () => {
  // Seat 2 waits for 5t and 8t. Seat 0 and seat 1 throw in turn.
  const pass = (passWin: string, first: string, second: string, overrides = {}): Scenario => {
    const s = play({ hands: [first, second, WAITS_58T], draws: '9t 9t 9w' }, { passWin, ...overrides })
    s.discard(0, first)
    assert.equal(offerOf(s, 2), 'win')
    s.pass(2)
    s.discard(1, second)
    return s
  }

  test('none: the same tile may be won at once', () => {
    assert.equal(offerOf(pass('none', '5t', '5t'), 2), 'win')
  })

  test('sameTileGoRound: the same kind is closed, the other wait is open', () => {
    assert.equal(offerOf(pass('sameTileGoRound', '5t', '5t'), 2), '')
    assert.equal(offerOf(pass('sameTileGoRound', '5t', '8t'), 2), 'win')
  })

  test('untilDraw: every kind is closed', () => {
    assert.equal(offerOf(pass('untilDraw', '5t', '5t'), 2), '')
    assert.equal(offerOf(pass('untilDraw', '5t', '8t'), 2), '')
  })

  test('untilDrawUnlessHigher: only a dearer win is open', () => {
    assert.equal(offerOf(pass('untilDrawUnlessHigher', '5t', '5t'), 2), '')
    assert.equal(offerOf(pass('untilDrawUnlessHigher', '5t', '8t'), 2), '')
  })

  test('untilDrawUnlessHigher: a dearer wait stays open', () => {
    // 全幺九: 1t makes 111t 999t 111b 999b 11.. dearer than the 4t of 23t.
    const s = play(
      { hands: ['4t', '1t', '23t 123789b 789w 99w'], draws: '6w 6w 6w' },
      { passWin: 'untilDrawUnlessHigher', fan: { yaoJiu: { on: true, fan: 3 } } },
    )
    s.discard(0, '4t')
    assert.equal(offerOf(s, 2), 'win')
    s.pass(2)
    s.discard(1, '1t')
    assert.equal(offerOf(s, 2), 'win')
  })

  test('the own draw opens what was closed', () => {
    for (const passWin of ['sameTileGoRound', 'untilDraw', 'untilDrawUnlessHigher']) {
      const s = play({ hands: ['5t', undefined, WAITS_58T, '5t'], draws: '9t 3w 3w 3w' }, { passWin })
      s.discard(0, '5t')
      s.pass(2)
      s.discard(1, '3w')
      s.discard(2, '3w')
      s.discard(3, '5t')
      assert.equal(offerOf(s, 2), 'win', passWin)
    }
  })

  test('a pass on one round of turns does not reach into the next (A6.19)', () => {
    const s = play({ hands: ['55t', undefined, WAITS_58T], draws: '9t 3w 3w 3w 3b' })
    s.discard(0, '5t')
    s.pass(2)
    for (const seat of [1, 2, 3]) s.discardDrawn(seat)
    s.discard(0, '5t')
    assert.equal(offerOf(s, 2), 'win')
  })

  test('sameTileGoRound is waived after a kong', () => {
    const s = play({ hands: ['5t', '3333w 5t', WAITS_58T], draws: '9t 1b 9t' })
    s.discard(0, '5t')
    s.pass(2)
    s.kong(1, '3w')
    s.discard(1, '5t')
    assert.equal(offerOf(s, 2), 'win')
  })

  test('sameTileGoRound is waived on the last discard', () => {
    const s = play({ hands: ['5t', '5t', WAITS_58T], draws: '9t 1b', isShort: true })
    s.discard(0, '5t')
    s.pass(2)
    s.discard(1, '5t')
    assert.equal(offerOf(s, 2), 'win')
  })

  test('the own draw is never closed', () => {
    const s = play({ hands: ['5t', undefined, WAITS_58T], draws: '9t 3w 5t' }, { passWin: 'untilDraw' })
    s.discard(0, '5t')
    s.pass(2)
    s.discard(1, '3w')
    assert.equal(s.asked[2], 'self')
  })

  test('a pong taken in place of the win lets the win pass', () => {
    const s = play({ hands: ['5t', undefined, '55t 67t 123456789w'], draws: '9t 3b' })
    s.discard(0, '5t')
    s.pong(2)
    const [passed] = s.all('passedUp')
    assert.deepEqual([passed!.win, passed!.pong], [true, false])
  })
})

describe('passPong', () => {
  const twice = (passPong: boolean): Scenario => {
    const s = play({ hands: ['5t', '5t', '55t'], draws: '9t 9t' }, { passPong })
    s.discard(0, '5t')
    s.pass(2)
    s.discard(1, '5t')
    return s
  }

  test('off: a pong let pass may be taken the next time', () => {
    assert.equal(offerOf(twice(false), 2), 'pong')
  })

  test('on: it is closed until the own draw', () => {
    assert.equal(offerOf(twice(true), 2), '')
    const s = play({ hands: ['5t', undefined, '55t', '5t'], draws: '9t 3w 3w 3w' }, { passPong: true })
    s.discard(0, '5t')
    s.pass(2)
    s.discard(1, '3w')
    s.discard(2, '3w')
    s.discard(3, '5t')
    assert.equal(offerOf(s, 2), 'pong')
  })
})

describe('minFanDiscard', () => {
  const cheap = (overrides: Record<string, unknown>): Scenario => {
    const s = play({ hands: ['5t', WAITS_58T], draws: '9t 1w' }, overrides)
    s.discard(0, '5t')
    return s
  }

  test('a hand below it may not win on a discard, but on the own draw', () => {
    assert.equal(offerOf(cheap({ minFanDiscard: 0 }), 1), 'win')
    assert.equal(offerOf(cheap({ minFanDiscard: 1 }), 1), '')
    const s = play({ hands: ['3w', WAITS_58T], draws: '9t 5t' }, { minFanDiscard: 2 })
    s.discard(0, '3w')
    assert.equal(s.asked[1], 'self')
  })

  test('杠上炮 and 抢杠 are exempt where the rules say so', () => {
    const afterKong = (minFanKongExempt: boolean): string => {
      const s = play(
        { hands: ['3333w 5t', WAITS_58T], draws: '9t 1b' },
        { minFanDiscard: 2, minFanKongExempt },
      )
      s.kong(0, '3w')
      s.discard(0, '5t')
      return offerOf(s, 1)
    }
    assert.deepEqual([afterKong(true), afterKong(false)], ['win', ''])
  })
})
