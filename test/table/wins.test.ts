// Wins that depend on when they come: the first tiles, the last tiles, and wins that are not asked about.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Scenario, offerOf } from '../support/scenario.ts'
import type { Stack } from '../support/scenario.ts'
import { rulesOf } from '../support/table-driver.ts'

const play = (stack: Stack, overrides: Record<string, unknown> = {}): Scenario =>
  new Scenario(rulesOf('nanoserver', { dingQue: false, capFan: null, ...overrides }), stack)

const itemsOf = (s: Scenario, seat: number): string[] =>
  s.hand(seat).won!.score.items.map((item) => item.name)

const WAITS_58T = '67t 123456789b 99w'
const TIAN = { fan: { tianHu: { on: true, fan: 5 } } }
const di = (reading: string): Record<string, unknown> => ({ fan: { diHu: { on: true, fan: 5, reading } } })

describe('天胡', () => {
  test('the banker wins with the dealt hand, and the dearest tile counts as the last one', () => {
    const s = play({ hands: [WAITS_58T], draws: '5t' }, TIAN)
    s.win(0)
    assert.ok(itemsOf(s, 0).includes('tianHu'))
    assert.equal(s.round.wins[0]!.source, 'wall')
    assert.equal(s.hand(0).drawn, null)
  })

  test('it is gone after a kong', () => {
    const s = play({ hands: ['1111t 123456789b'], draws: '9w 9w' }, TIAN)
    s.kong(0, '1t')
    s.win(0)
    assert.ok(!itemsOf(s, 0).includes('tianHu'))
  })
})

describe('地胡', () => {
  test('ownDraw: on the first own draw before any claim', () => {
    const s = play({ hands: ['3w', WAITS_58T], draws: '9t 5t' }, di('ownDraw'))
    s.discard(0, '3w')
    s.win(1)
    assert.ok(itemsOf(s, 1).includes('diHu'))
  })

  test('ownDraw: not on the second draw, not after a claim, not on a discard', () => {
    const late = play({ hands: [undefined, WAITS_58T], draws: '9t 3w 3b 3w 3b 5t' }, di('ownDraw'))
    late.discard(0, '9t')
    for (const seat of [1, 2, 3, 0]) late.discardDrawn(seat)
    late.win(1)
    assert.ok(!itemsOf(late, 1).includes('diHu'))

    const claimed = play({ hands: ['3w', undefined, '33w 1b', WAITS_58T], draws: '9t 5t' }, di('ownDraw'))
    claimed.discard(0, '3w')
    claimed.pong(2)
    claimed.discard(2, '1b')
    for (const prompt of claimed.prompts.filter(({ kind }) => kind === 'claim')) claimed.pass(prompt.seat)
    claimed.win(3)
    assert.ok(!itemsOf(claimed, 3).includes('diHu'))

    const discarded = play({ hands: ['5t', WAITS_58T], draws: '9t 5t' }, di('ownDraw'))
    discarded.discard(0, '5t')
    discarded.win(1)
    assert.ok(!itemsOf(discarded, 1).includes('diHu'))
  })

  test("bankerDiscard: on the banker's first discard, and on no other", () => {
    const s = play({ hands: ['5t', WAITS_58T], draws: '9t 5t' }, di('bankerDiscard'))
    s.discard(0, '5t')
    s.win(1)
    assert.ok(itemsOf(s, 1).includes('diHu'))

    const other = play({ hands: ['3w', '5t', WAITS_58T], draws: '9t 3b' }, di('bankerDiscard'))
    other.discard(0, '3w')
    other.discard(1, '5t')
    other.win(2)
    assert.ok(!itemsOf(other, 2).includes('diHu'))

    const drawn = play({ hands: ['3w', WAITS_58T], draws: '9t 5t' }, di('bankerDiscard'))
    drawn.discard(0, '3w')
    drawn.win(1)
    assert.ok(!itemsOf(drawn, 1).includes('diHu'))
  })
})

describe('海底', () => {
  const lastDraw = (overrides: Record<string, unknown> = {}): Scenario => {
    const s = play({ hands: ['3w', WAITS_58T], draws: '9t 5t', isShort: true }, overrides)
    s.discard(0, '3w')
    return s
  }

  test('捞: the last tile, drawn', () => {
    const s = lastDraw()
    s.win(1)
    assert.ok(itemsOf(s, 1).includes('haiDiLao'))
  })

  test('炮: the last discard, where it counts', () => {
    for (const on of [true, false]) {
      const s = play(
        { hands: ['5t', WAITS_58T], draws: '9t', isShort: true },
        { fan: { haiDiPao: { on, fan: 1 } } },
      )
      s.discard(0, '5t')
      s.win(1)
      assert.equal(itemsOf(s, 1).includes('haiDiPao'), on)
    }
  })

  test('a win on the last tile ends the round with the wall', () => {
    const s = lastDraw()
    s.win(1)
    assert.equal(s.last('roundEnded').reason, 'wall')
  })

  test('the last draw may be passed, and the wall then ends the round', () => {
    const s = lastDraw()
    s.pass(1)
    s.discardDrawn(1)
    assert.equal(s.last('roundEnded').reason, 'wall')
  })
})

describe('autoWinLast', () => {
  test('a win on one of the last tiles is taken without asking', () => {
    const s = play({ hands: ['3w', WAITS_58T], draws: '9t 5t 1w', isShort: true }, { autoWinLast: 2 })
    s.discard(0, '3w')
    assert.deepEqual(
      s.round.wins.map(({ seat, source }) => [seat, source]),
      [[1, 'wall']],
    )
  })

  test('one tile earlier it is asked', () => {
    const s = play({ hands: ['3w', WAITS_58T], draws: '9t 5t 1w 1w', isShort: true }, { autoWinLast: 2 })
    s.discard(0, '3w')
    assert.equal(s.asked[1], 'self')
  })

  test('on a discard every winner takes it, with no answer from anyone', () => {
    const s = play(
      { hands: ['5t', WAITS_58T, '46t 123456789w 11b', '55t'], draws: '9t 1w', isShort: true },
      { autoWinLast: 2 },
    )
    s.discard(0, '5t')
    assert.deepEqual(
      s.round.wins.map(({ seat }) => seat),
      [1, 2],
    )
    assert.ok(
      s
        .all('answered')
        .slice(1)
        .every((event) => event.cause === 'auto'),
    )
    assert.equal(s.hand(3).melds.length, 0)
  })
})

describe('after a win', () => {
  test('a winner takes no further part', () => {
    const s = play({ hands: ['5t', '67t 123456789b 99w'], draws: '9t 3w 3w 3b 9w' })
    s.discard(0, '5t')
    s.win(1)
    s.discardDrawn(2)
    s.discardDrawn(3)
    assert.equal(s.state.phase.kind === 'turn' && s.state.phase.seat, 0)
    s.discard(0, '9t')
    assert.equal(offerOf(s, 1), '')
    assert.equal(s.state.phase.kind === 'turn' && s.state.phase.seat, 2, 'the winner is skipped')
  })

  test('self-draws are paid by those still in', () => {
    const s = play({ hands: ['5t', WAITS_58T, '46t 123456789w 22b'], draws: '9t 5t' })
    s.discard(0, '5t')
    s.win(2)
    s.win(1)
    assert.deepEqual(
      s.round.wins.map(({ order }) => order),
      [1, 1],
    )
    const alone = play(
      { hands: ['5t', WAITS_58T, '46t 123456789w 22b'], draws: '9t 5t' },
      { passWin: 'none' },
    )
    alone.discard(0, '5t')
    alone.win(1)
    alone.pass(2)
    alone.win(2)
    assert.deepEqual(
      alone.all('won')[1]!.rows.map((row) => row.from),
      [3, 0],
    )
  })
})
