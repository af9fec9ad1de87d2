// Kongs: what they earn, who may rob them, and what a win right after one is.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Scenario, kindOfText, offerOf } from '../support/scenario.ts'
import type { Stack } from '../support/scenario.ts'
import { rulesOf } from '../support/table-driver.ts'

const play = (stack: Stack, overrides: Record<string, unknown> = {}): Scenario =>
  new Scenario(rulesOf('nanoserver', { dingQue: false, ...overrides }), stack)

/** Rows as `reason from>to points`. */
const rowsOf = (s: Scenario): string[] =>
  s.round.ledger.map((row) => `${row.reason} ${row.from}>${row.to} ${row.points}`)

const itemsOf = (s: Scenario, seat: number): string[] =>
  s.hand(seat).won!.score.items.map((item) => item.name)

/** Ready for 5t and 8t. */
const WAITS_58T = '67t 123456789b 99w'

describe('a concealed kong', () => {
  test('is paid at once by everyone still in, and a replacement is drawn from the same end', () => {
    const s = play({ hands: ['1111t'], draws: '9t 3w' })
    s.kong(0, '1t')
    assert.deepEqual(rowsOf(s), ['concealedKong 1>0 2', 'concealedKong 2>0 2', 'concealedKong 3>0 2'])
    assert.deepEqual(s.last('drew'), { type: 'drew', seat: 0, tile: s.tileOf(0, '3w'), replacement: true })
    assert.equal(s.hand(0).tiles.length, 11)
  })

  test('is not offered without a replacement tile (A6.3)', () => {
    const s = play({ hands: ['1111t'], draws: '9t', isShort: true })
    assert.equal(s.asked[0], 'discard')
  })

  test('two in a row earn twice', () => {
    const s = play({ hands: ['1111t 2222b'], draws: '9t 3w 3b' })
    s.kong(0, '1t')
    s.kong(0, '2b')
    assert.equal(s.round.ledger.length, 6)
    assert.equal(s.round.kongChain.length, 2)
  })

  test('a winner who has left pays nothing', () => {
    const s = play({ hands: ['5t', WAITS_58T, '1111w'], draws: '9t 3w' })
    s.discard(0, '5t')
    s.win(1)
    s.kong(2, '1w')
    assert.deepEqual(rowsOf(s).slice(1), ['concealedKong 3>2 2', 'concealedKong 0>2 2'])
  })
})

describe('a claimed kong', () => {
  test('is paid by the discarder alone, and the claimer draws', () => {
    const s = play({ hands: ['5t', undefined, '555t'], draws: '9t 3w' })
    s.discard(0, '5t')
    s.kong(2, '5t')
    assert.deepEqual(rowsOf(s), ['exposedKong 0>2 2'])
    assert.equal(s.hand(2).melds[0]!.from, 0)
    assert.deepEqual(s.hand(0).discards, [])
    assert.equal(s.last('drew').seat, 2)
  })

  test('擦挂: the others pay too', () => {
    const s = play({ hands: ['5t', undefined, '555t'], draws: '9t 3w' }, { exposedKongOthers: 1 })
    s.discard(0, '5t')
    s.kong(2, '5t')
    assert.deepEqual(rowsOf(s), ['exposedKong 3>2 1', 'exposedKong 0>2 2', 'exposedKong 1>2 1'])
  })
})

/** Seat 0 throws 5t, seat 1 pongs it; seat 1 draws the fourth 5t on its next turn. */
function ponged(
  hands: { readonly two?: string; readonly three?: string; readonly own?: string },
  overrides: Record<string, unknown> = {},
  fourth = '5t',
): Scenario {
  const s = play(
    {
      hands: ['5t', hands.own ?? '55t 1b', hands.two, hands.three],
      draws: `9t 3w 3w 3b ${fourth} 7w 7b`,
    },
    { passWin: 'none', ...overrides },
  )
  s.discard(0, '5t')
  // A seat that waits for 5t lets the discard pass.
  for (const seat of [2, 3]) if (offerOf(s, seat) !== '') s.pass(seat)
  s.pong(1)
  s.discard(1, '1b')
  for (const seat of [2, 3, 0]) {
    s.discardDrawn(seat)
    for (const prompt of s.prompts.filter(({ kind }) => kind === 'claim')) s.pass(prompt.seat)
  }
  return s
}

describe('an added kong', () => {
  test('earns one from each when it is declared on the draw', () => {
    const s = ponged({})
    s.kong(1, '5t')
    assert.deepEqual(rowsOf(s), ['addedKong 2>1 1', 'addedKong 3>1 1', 'addedKong 0>1 1'])
    assert.deepEqual(
      s.hand(1).melds.map((meld) => meld.type),
      ['added-kong'],
    )
  })

  test('delayed, it earns what the rules say', () => {
    for (const [price, expected] of [
      [0, []],
      [1, ['addedKong 2>1 1', 'addedKong 3>1 1', 'addedKong 0>1 1']],
    ] as const) {
      // Seat 1 holds the fourth 5t when it pongs, and declares it on the draw of another tile.
      const s = ponged({ own: '555t 1b' }, { delayedAddedKongEach: price }, '2w')
      assert.deepEqual(s.asked[1], 'self')
      s.kong(1, '5t')
      assert.deepEqual(rowsOf(s), expected, `price ${price}`)
    }
  })

  test('passed on the draw of its tile, it is delayed on the next turn', () => {
    const s = ponged({}, { delayedAddedKongEach: 0 })
    const spare = s.hand(1).tiles.find((tile) => tile !== s.hand(1).drawn)!
    s.pass(1)
    s.say(1, { type: 'discard', tile: spare })
    for (const prompt of s.prompts.filter(({ kind }) => kind === 'claim')) s.pass(prompt.seat)
    for (const seat of [2, 3, 0]) {
      s.discardDrawn(seat)
      for (const prompt of s.prompts.filter(({ kind }) => kind === 'claim')) s.pass(prompt.seat)
    }
    s.kong(1, '5t')
    assert.deepEqual(rowsOf(s), [])
    assert.equal(s.hand(1).melds[0]!.type, 'added-kong')
  })

  test('may be robbed: the robber is paid as by a discard, the kong is not', () => {
    const s = ponged({ two: WAITS_58T })
    s.kong(1, '5t')
    assert.deepEqual(s.asked, [null, null, 'rob', null])
    assert.deepEqual(rowsOf(s), [])
    s.win(2)
    assert.deepEqual(
      s.round.wins.map(({ seat, from, source }) => [seat, from, source]),
      [[2, 1, 'kong']],
    )
    assert.ok(itemsOf(s, 2).includes('qiangGang'))
    assert.deepEqual(rowsOf(s), ['win 1>2 2'])
    assert.deepEqual(
      s.hand(1).melds.map((meld) => meld.type),
      ['pong'],
    )
    assert.equal(s.hand(1).tiles.length, 10, 'the tile has left the hand')
  })

  test('two robbers are asked together and both win, in seat order (A6.16)', () => {
    const s = ponged({ two: WAITS_58T, three: '46t 123456789w 22b' })
    s.kong(1, '5t')
    assert.deepEqual(s.asked, [null, null, 'rob', 'rob'])
    s.win(3)
    s.win(2)
    assert.deepEqual(
      s.round.wins.map(({ seat, order }) => [seat, order]),
      [
        [2, 1],
        [3, 1],
      ],
    )
  })

  test('a robber who passes is not asked again (A6.16)', () => {
    const s = ponged({ two: WAITS_58T, three: '46t 123456789w 22b' })
    s.kong(1, '5t')
    s.pass(2)
    assert.deepEqual(s.asked, [null, null, null, 'rob'])
    s.win(3)
    assert.equal(s.asked[2], null)
  })

  test('passed by all, the kong stands and is paid', () => {
    const s = ponged({ two: WAITS_58T })
    s.kong(1, '5t')
    s.pass(2)
    assert.equal(rowsOf(s).length, 3)
    assert.equal(s.hand(1).melds[0]!.type, 'added-kong')
  })

  test('robKong none: it cannot be robbed', () => {
    const s = ponged({ two: WAITS_58T }, { robKong: 'none' })
    s.kong(1, '5t')
    assert.equal(s.hand(1).melds[0]!.type, 'added-kong')
  })

  test('a passed win does not close the robbery', () => {
    const s = ponged({ two: WAITS_58T }, { passWin: 'untilDraw' })
    s.kong(1, '5t')
    assert.equal(s.asked[2], 'rob')
  })

  test('nearest: one robber takes it', () => {
    const s = ponged({ two: WAITS_58T, three: '46t 123456789w 22b' }, { multiWin: 'nearest' })
    s.kong(1, '5t')
    s.win(2)
    assert.deepEqual(
      s.round.wins.map(({ seat }) => seat),
      [2],
    )
    assert.deepEqual(s.last('withdrawn').seats, [3])
  })

  test('minFanDiscard binds a robber unless kongs are exempt', () => {
    for (const [minFanKongExempt, expected] of [
      [true, 'rob'],
      [false, null],
    ] as const) {
      const s = ponged({ two: WAITS_58T }, { minFanDiscard: 2, minFanKongExempt })
      s.kong(1, '5t')
      assert.equal(s.asked[2], expected)
    }
  })
})

test('three concealed kongs and a pair of the last replacement win', () => {
  const s = play({ hands: ['1111t 2222t 3333b 4t'], draws: '4w 5w 6w 4t' })
  for (const kind of ['1t', '2t', '3b']) s.kong(0, kind)
  assert.equal(s.round.visible[kindOfText('1t')], 4)
  s.win(0)
  const { items } = s.hand(0).won!.score
  assert.equal(items.find((item) => item.name === 'gen')?.fan, 3)
})
