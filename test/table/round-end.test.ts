// How rounds and matches end: the wall's end, the next banker, bust, dissolving.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Scenario } from '../support/scenario.ts'
import type { Stack } from '../support/scenario.ts'
import { rulesOf } from '../support/table-driver.ts'

const play = (stack: Stack, overrides: Record<string, unknown> = {}): Scenario =>
  new Scenario(rulesOf('nanoserver', { dingQue: false, ...overrides }), stack)

const WAITS_58T = '67t 123456789b 99w'
const WAITS_5T = '46t 123456789w 22b'

/** Seat 0 throws the only tile there is, and the wall is empty. */
const wallEnd = (hands: (string | undefined)[], overrides: Record<string, unknown> = {}): Scenario => {
  const s = play({ hands, draws: '9t', isShort: true }, overrides)
  s.discard(0, '9t')
  return s
}

describe("the wall's end", () => {
  test('who is not ready pays who is (查叫)', () => {
    const s = wallEnd([undefined, WAITS_58T])
    const { reason, results, rows } = s.last('roundEnded')
    assert.equal(reason, 'wall')
    assert.deepEqual(
      results.map(({ ready }) => ready),
      [null, 1, null, null],
    )
    assert.deepEqual(
      rows.map(({ reason: why, from, to, points }) => [why, from, to, points]),
      [
        ['chaJiao', 0, 1, 1],
        ['chaJiao', 2, 1, 1],
        ['chaJiao', 3, 1, 1],
      ],
    )
    assert.deepEqual(s.gains, [-1, 3, -1, -1])
  })

  test('a wait for a fifth copy is none (A6.15)', () => {
    const s = wallEnd([undefined, '5555t 123456789b'])
    assert.equal(s.last('roundEnded').results[1]!.ready, null)
  })

  test('花猪: a void tile still held is punished, and the seat is not ready', () => {
    const s = new Scenario(
      rulesOf('nanoserver', { huaZhu: 'capToUnwonNonPig' }),
      { hands: ['9t 123456b 123456w', '67t 123456789b 9w 1t'], draws: '7b', isShort: true },
      { voids: [0, 2, 0, 0] },
    )
    s.discard(0, '9t')
    const { results } = s.last('roundEnded')
    assert.deepEqual([results[1]!.isPig, results[1]!.ready], [true, null])
    assert.ok(s.last('roundEnded').rows.some((row) => row.reason === 'huaZhu' && row.from === 1))
  })

  test('退税: the kong money of who is not ready goes back', () => {
    const s = play({ hands: ['1111t'], draws: '9t 9b', isShort: true })
    s.kong(0, '1t')
    s.discard(0, '9t')
    assert.deepEqual(
      s.last('roundEnded').rows.map(({ reason, from, to }) => [reason, from, to]),
      [
        ['tuiShui', 0, 1],
        ['tuiShui', 0, 2],
        ['tuiShui', 0, 3],
      ],
    )
    assert.deepEqual(s.gains, [0, 0, 0, 0])
  })

  test('nothing is settled when one player is left (a winner on the last tile)', () => {
    const s = play({
      hands: ['5t', WAITS_58T, WAITS_5T, '5t 123789w 123789b'],
      draws: '5t',
      isShort: true,
    })
    s.discard(0, '5t')
    for (const seat of [1, 2, 3]) s.win(seat)
    const { reason, rows } = s.last('roundEnded')
    assert.deepEqual([reason, rows.length], ['winners', 0])
  })

  test('scores move by the whole ledger, once', () => {
    const s = wallEnd([undefined, WAITS_58T])
    assert.deepEqual(s.round.deltas, s.gains)
    assert.equal(
      s.gains.reduce((sum, gain) => sum + gain, 0),
      0,
    )
  })
})

describe('the next banker', () => {
  const nextBanker = (s: Scenario): number => s.last('roundEnded').nextBanker

  test('the first winner', () => {
    const s = play({ hands: ['5t', undefined, WAITS_58T], draws: '9t', isShort: true })
    s.discard(0, '5t')
    s.win(2)
    assert.equal(nextBanker(s), 2)
  })

  test('nobody won: stays or passes on, as the rules say; 查叫 receivers are no winners (A6.17)', () => {
    assert.equal(nextBanker(wallEnd([undefined, undefined, WAITS_58T])), 0)
    assert.equal(nextBanker(wallEnd([undefined, undefined, WAITS_58T], { bankerDraw: 'next' })), 1)
  })

  test('rotate: the next seat', () => {
    const s = play({ hands: ['5t', undefined, WAITS_58T], draws: '9t', isShort: true }, { banker: 'rotate' })
    s.discard(0, '5t')
    s.win(2)
    assert.equal(nextBanker(s), 1)
  })

  test('two on the first tile: the discarder, unless the rules say the nearest', () => {
    for (const [bankerMultiDiscarder, expected] of [
      [true, 0],
      [false, 1],
    ] as const) {
      const s = play(
        { hands: ['5t', WAITS_58T, WAITS_5T], draws: '9t', isShort: true },
        { bankerMultiDiscarder },
      )
      s.discard(0, '5t')
      s.win(2)
      s.win(1)
      assert.equal(nextBanker(s), expected)
    }
  })

  test('two on a later tile: its discarder under nanoserver, else the first winner', () => {
    for (const [bankerMultiLater, expected] of [
      [true, 2],
      [false, 1],
    ] as const) {
      // Seat 1 wins 9w of seat 0; then seat 2 draws and throws 5t, on which 3 and 0 win.
      const s = play(
        {
          hands: ['9w 46t 123456789w 2b', '78w 123t 456t 789t 11b', '5t', '67t 123456789b 88w'],
          draws: '2b 3w',
          isShort: true,
        },
        { bankerMultiLater },
      )
      s.discard(0, '9w')
      s.win(1)
      s.discard(2, '5t')
      s.win(0)
      s.win(3)
      assert.equal(nextBanker(s), expected)
    }
  })

  test('deals the next round', () => {
    const s = play({ hands: ['5t', undefined, WAITS_58T], draws: '9t', isShort: true })
    s.discard(0, '5t')
    s.win(2)
    for (const seat of s.seats) s.do({ type: 'ready', seat, seed: null })
    assert.equal(s.round.banker, 2)
    assert.equal(s.round.number, 2)
    assert.equal(s.round.roundId, 'T.2')
  })
})

describe('the end of a match', () => {
  test('after its last round no command is taken', () => {
    const s = wallEnd([], { rounds: 1 })
    assert.deepEqual(s.state.phase, { kind: 'ended', reason: 'finished' })
    assert.equal(s.last('roundEnded').sealed, null)
    assert.equal(s.last('roundEnded').dueAtMs, null)
    for (const command of [
      { type: 'ready', seat: 0, seed: null },
      { type: 'dissolve', seat: 0 },
      { type: 'expire' },
      { type: 'end', reason: 'frozen' },
    ] as const)
      assert.equal(s.try(command).code, 'DESK_GONE')
  })

  test('bust: a score of 0 ends it, only where the rules say so', () => {
    for (const [bust, kind] of [
      [true, 'ended'],
      [false, 'waiting'],
    ] as const) {
      const s = wallEnd([undefined, WAITS_58T], { bust, startScore: 1 })
      assert.equal(s.state.phase.kind, kind)
      if (s.state.phase.kind === 'ended') assert.equal(s.state.phase.reason, 'bust')
    }
  })

  test('bust counts what the wall end itself brings, and not a score above 0', () => {
    assert.equal(wallEnd([undefined, WAITS_58T], { bust: true, startScore: 2 }).state.phase.kind, 'waiting')
  })

  test('between rounds the table waits for every seat, with a deadline', () => {
    const s = wallEnd([])
    assert.deepEqual(s.state.phase, { kind: 'waiting', dueAtMs: s.nowMs + s.state.timing.readyMs })
    assert.ok(s.state.seats.every((seat) => !seat!.ready && seat!.seed === null))
  })
})
