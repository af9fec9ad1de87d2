// 杠上花, 杠上炮 and 转雨: what a win right after a kong is.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Scenario } from '../support/scenario.ts'
import type { Stack } from '../support/scenario.ts'
import { rulesOf } from '../support/table-driver.ts'

const play = (stack: Stack, overrides: Record<string, unknown> = {}): Scenario =>
  new Scenario(rulesOf('nanoserver', { dingQue: false, ...overrides }), stack)

/** Rows as `reason from>to points`. */
const rowsOf = (s: Scenario): string[] =>
  s.round.ledger.map((row) => `${row.reason} ${row.from}>${row.to} ${row.points}`)

const itemsOf = (s: Scenario, seat: number): string[] =>
  s.hand(seat).won!.score.items.map((item) => item.name)

describe('a win on the replacement (杠上花)', () => {
  test('counts its item and is paid by all', () => {
    const s = play({ hands: ['1111t 123456789b'], draws: '9w 9w' })
    s.kong(0, '1t')
    s.win(0)
    assert.ok(itemsOf(s, 0).includes('gangShangHua'))
    assert.equal(s.round.wins[0]!.from, null)
    assert.equal(s.all('won')[0]!.rows.length, 3)
  })

  const claimed = (dianGangHua: string): Scenario => {
    const s = play({ hands: ['5t', '555t 123456b 99w 78t'], draws: '9w 9t' }, { dianGangHua })
    s.discard(0, '5t')
    s.kong(1, '5t')
    s.win(1)
    return s
  }

  test('点杠花 as a self-draw: everyone pays', () => {
    const s = claimed('selfDraw')
    assert.equal(s.round.wins[0]!.from, null)
    assert.equal(s.all('won')[0]!.rows.length, 3)
  })

  test('点杠花 as a discard: whoever gave the kong pays alone', () => {
    const s = claimed('discard')
    assert.equal(s.round.wins[0]!.from, 0)
    assert.deepEqual(
      s.all('won')[0]!.rows.map((row) => row.from),
      [0],
    )
    assert.ok(itemsOf(s, 1).includes('gangShangHua'))
  })

  test('after a passed self-check the next own draw is no 杠上花 (A6.14)', () => {
    const s = play({ hands: ['1111t 123456789b'], draws: '9w 2w 3w 3w 3w 9w' })
    s.kong(0, '1t')
    s.discard(0, '2w')
    for (const seat of [1, 2, 3]) s.discardDrawn(seat)
    s.win(0)
    assert.ok(!itemsOf(s, 0).includes('gangShangHua'))
  })
})

describe('a discard after a kong (杠上炮) and 转雨', () => {
  /** Seat 0 kongs and throws 5t, on which the named seats wait. */
  const dealIn = (hands: (string | undefined)[], overrides: Record<string, unknown> = {}): Scenario => {
    const s = play({ hands: ['1111b 5t', ...hands], draws: '9t 3w' }, overrides)
    s.kong(0, '1b')
    s.discard(0, '5t')
    return s
  }
  const ONE = '67t 123456789w 99w'
  const TWO = '46t 234567b 999b 88w'

  test('the winner counts 杠上炮 and takes the kong over', () => {
    const s = dealIn([ONE])
    s.win(1)
    assert.ok(itemsOf(s, 1).includes('gangShangPao'))
    assert.deepEqual(rowsOf(s).slice(-3), ['zhuanYu 0>1 2', 'zhuanYu 0>1 2', 'zhuanYu 0>1 2'])
  })

  test('refund: the kong goes back to its payers', () => {
    const s = dealIn([ONE], { zhuanYu: 'refund' })
    s.win(1)
    assert.deepEqual(rowsOf(s).slice(-3), [
      'zhuanYuRefund 0>1 2',
      'zhuanYuRefund 0>2 2',
      'zhuanYuRefund 0>3 2',
    ])
  })

  test('off: the kong stays', () => {
    const s = dealIn([ONE], { zhuanYu: 'off' })
    s.win(1)
    assert.equal(s.all('kongsTransferred').length, 0)
  })

  test('two winners share it; the third player is not charged again (A6.13)', () => {
    const s = dealIn([ONE, TWO])
    s.win(2)
    s.win(1)
    const rows = s.last('kongsTransferred').rows
    const to = (seat: number): number =>
      rows.reduce((sum, row) => sum + (row.to === seat ? row.points : 0), 0)
    assert.deepEqual([to(1), to(2)], [3, 3])
    assert.ok(rows.every((row) => row.from === 0))
  })

  test('it moves once, after all winners of the tile are booked', () => {
    const s = dealIn([ONE, TWO])
    s.win(1)
    s.win(2)
    assert.equal(s.all('kongsTransferred').length, 1)
    const order = s.events
      .map((event) => event.type)
      .filter((type) => type === 'won' || type === 'kongsTransferred')
    assert.deepEqual(order, ['won', 'won', 'kongsTransferred'])
  })

  test('a discard on a later turn is no 杠上炮', () => {
    const s = play({ hands: ['1111b', undefined, undefined, ONE], draws: '9t 3b 5t 3b 3b 2b' })
    s.kong(0, '1b')
    s.discard(0, '3b')
    s.discard(1, '5t')
    s.win(3)
    assert.ok(!itemsOf(s, 3).includes('gangShangPao'))
    assert.equal(s.all('kongsTransferred').length, 0)
  })

  test('scope chain moves every kong of the turn, last only the last', () => {
    for (const [zhuanYuScope, expected] of [
      ['last', 3],
      ['chain', 6],
    ] as const) {
      const s = play({ hands: ['1111b 2222b 5t', ONE], draws: '9t 3w 3w' }, { zhuanYuScope })
      s.kong(0, '1b')
      s.kong(0, '2b')
      s.discard(0, '5t')
      s.win(1)
      assert.equal(s.last('kongsTransferred').rows.length, expected, zhuanYuScope)
    }
  })

  test("another seat's claimed kong ends the chain of the discarder", () => {
    const s = play({ hands: ['1111b 7t', '777t 5t', undefined, '46t 123456789w 22b'], draws: '9t 3w 3w' })
    s.kong(0, '1b')
    s.discard(0, '7t')
    s.kong(1, '7t')
    s.discard(1, '5t')
    s.win(3)
    const rows = s.last('kongsTransferred').rows
    assert.deepEqual(
      rows.map(({ from, to, points }) => [from, to, points]),
      [[1, 3, 2]],
    )
  })
})
