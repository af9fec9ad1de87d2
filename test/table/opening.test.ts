// From the deal to the first turn: showing the deal, 换三张, 定缺, the void indicator.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { RuleSet } from '../../src/rules/ruleset.ts'
import type { Seat, TileId } from '../../src/rules/tiles.ts'
import { kindOf, suitOfTile } from '../../src/rules/tiles.ts'
import { Scenario } from '../support/scenario.ts'
import { newTable, rulesOf } from '../support/table-driver.ts'

const SWAPPERS = ['111222333t', '444555666t', '777888999t', '111222333b']

/** Hands whose three lowest tiles are easily told apart. */
const swapping = (overrides: Record<string, unknown>, numbers: number[] = []): Scenario =>
  new Scenario(rulesOf('xuezhan', overrides), { hands: SWAPPERS, draws: '9w', numbers })

function swapAll(s: Scenario): TileId[][] {
  const given = s.seats.map((seat) => s.hand(seat).tiles.slice(0, 3))
  for (const seat of s.seats) s.do({ type: 'swap', seat, tiles: given[seat]!, promptId: null })
  return given
}

/** Who received the tiles of each seat. */
function receivers(s: Scenario, given: readonly (readonly TileId[])[]): number[] {
  return given.map((tiles) => s.seats.findIndex((seat) => s.hand(seat).tiles.includes(tiles[0]!)))
}

describe('the deal', () => {
  test('every hand has its tiles, the banker one more, and nobody may see the wall', () => {
    const s = newTable(rulesOf('nanoserver'), { seed: 3 }).seatAll()
    for (const seat of s.seats) s.do({ type: 'ready', seat, seed: null })
    const round = s.state.round!
    assert.deepEqual(
      round.hands.map((hand) => hand.tiles.length),
      s.seats.map((seat) => (seat === round.banker ? 14 : 13)),
    )
    assert.equal(round.next, 53)
  })

  test('it waits for the fourth seat', () => {
    const s = newTable(rulesOf('nanoserver')).seatAll()
    for (const seat of [0, 1, 2] as const) s.do({ type: 'ready', seat, seed: null })
    assert.equal(s.state.phase.kind, 'waiting')
    assert.equal(s.state.round, null)
  })

  test('play does not begin before every seat has shown the deal (A6.5)', () => {
    const s = newTable(rulesOf('nanoserver')).seatAll()
    assert.equal(s.try({ type: 'sorted', seat: 0 }).code, 'WRONG_PHASE', 'nothing is dealt')
    for (const seat of s.seats) s.do({ type: 'ready', seat, seed: null })
    for (const seat of [0, 1, 2, 0, 1, 2] as const) s.do({ type: 'sorted', seat })
    assert.equal(s.state.phase.kind, 'sorting')
    s.do({ type: 'sorted', seat: 3 })
    assert.equal(s.state.phase.kind, 'choosingVoid')
  })

  test('saying so again during play is harmless', () => {
    const s = new Scenario(rulesOf('nanoserver'), { hands: [], draws: '9t' })
    const before = s.state
    assert.deepEqual(s.do({ type: 'sorted', seat: 1 }), [])
    assert.equal(s.state, before)
  })

  test('seat seeds: the own one is kept, a silent seat gets one', () => {
    const s = newTable(rulesOf('nanoserver')).seatAll()
    const seed = 'ab'.repeat(16)
    s.do({ type: 'ready', seat: 0, seed })
    for (const seat of [1, 2, 3] as const) s.do({ type: 'ready', seat, seed: null })
    assert.equal(s.state.round!.seatSeeds[0], seed)
    assert.equal(new Set(s.state.round!.seatSeeds).size, 4)
  })

  test('a seed of the wrong form is refused', () => {
    const s = newTable(rulesOf('nanoserver')).seatAll()
    for (const seed of ['', 'zz'.repeat(16), 'ab'.repeat(15), 'ab'.repeat(33), `${'ab'.repeat(16)}a`])
      assert.equal(s.try({ type: 'ready', seat: 0, seed }).code, 'BAD_SEED', seed)
  })
})

describe('换三张', () => {
  const cases: [string, RuleSet['swapDirection'], number[], number[]][] = [
    ['counterclockwise hands to the next seat in turn', 'counterclockwise', [], [1, 2, 3, 0]],
    ['clockwise hands to the seat before', 'clockwise', [], [3, 0, 1, 2]],
    ['opposite hands across', 'opposite', [], [2, 3, 0, 1]],
    ['random takes the direction from luck: 0', 'random', [0, 0, 0, 0], [1, 2, 3, 0]],
    ['random takes the direction from luck: 1', 'random', [0, 0, 0, 1], [3, 0, 1, 2]],
    ['random takes the direction from luck: 2', 'random', [0, 0, 0, 2], [2, 3, 0, 1]],
    ['dice: 1 and 1 make two', 'dice', [0, 0, 0], [2, 3, 0, 1]],
    ['dice: 1 and 2 make three', 'dice', [0, 0, 1], [1, 2, 3, 0]],
    ['dice: 1 and 3 make four', 'dice', [0, 0, 2], [3, 0, 1, 2]],
  ]
  for (const [name, swapDirection, numbers, expected] of cases) {
    test(name, () => {
      const s = swapping({ swapDirection }, numbers)
      assert.deepEqual(receivers(s, swapAll(s)), expected)
    })
  }

  test('three players: random is one of two directions, never opposite', () => {
    for (const [number, expected] of [
      [0, [1, 2, 0]],
      [1, [2, 0, 1]],
    ] as const) {
      const s = swapping({ players: 3 }, [0, 0, 0, number])
      assert.deepEqual(receivers(s, swapAll(s)), expected)
    }
  })

  test('two players swap with each other, whatever the direction', () => {
    for (const swapDirection of ['random', 'clockwise', 'counterclockwise', 'opposite', 'dice']) {
      const s = swapping({ players: 2, swapDirection })
      assert.deepEqual(receivers(s, swapAll(s)), [1, 0], swapDirection)
    }
  })

  test('hands keep their size, and nothing moves before the last seat has chosen', () => {
    const s = swapping({})
    const before = s.seats.map((seat) => [...s.hand(seat).tiles])
    for (const seat of [3, 1, 2] as const)
      s.do({ type: 'swap', seat, tiles: before[seat]!.slice(0, 3), promptId: null })
    assert.deepEqual(
      s.seats.map((seat) => s.hand(seat).tiles),
      before,
    )
    s.do({ type: 'swap', seat: 0, tiles: before[0]!.slice(0, 3), promptId: null })
    assert.deepEqual(
      s.seats.map((seat) => s.hand(seat).tiles.length),
      [14, 13, 13, 13],
    )
    assert.deepEqual(s.asked, ['void', 'void', 'void', 'void'])
  })

  test('three-same-suit refuses a mixed choice; three-any and two-any take it', () => {
    const mixed = (s: Scenario, count: number): TileId[] => [
      s.hand(0).tiles[0]!,
      ...s
        .hand(0)
        .tiles.filter((tile) => suitOfTile(tile) !== 0)
        .slice(0, count - 1),
    ]
    const strict = swapping({})
    assert.equal(
      strict.try({ type: 'swap', seat: 0, tiles: mixed(strict, 3), promptId: null }).code,
      'BAD_SWAP',
    )
    for (const [swap, count] of [
      ['three-any', 3],
      ['two-any', 2],
    ] as const) {
      const s = swapping({ swap })
      s.do({ type: 'swap', seat: 0, tiles: mixed(s, count), promptId: null })
      assert.equal(
        s.try({ type: 'swap', seat: 1, tiles: mixed(s, count), promptId: null }).code,
        'TILE_NOT_HELD',
      )
    }
  })

  test('wrong numbers, doubles and tiles of others are refused and change nothing', () => {
    const s = swapping({})
    const own = s.hand(0).tiles
    const [a, b, c, d] = own as [number, number, number, number]
    for (const [tiles, code] of [
      [[], 'BAD_SWAP'],
      [[a, b], 'BAD_SWAP'],
      [[a, b, c, d], 'BAD_SWAP'],
      [[a, a, b], 'BAD_SWAP'],
      [[a, b, s.hand(1).tiles[0]!], 'TILE_NOT_HELD'],
      [[a, b, -1], 'TILE_NOT_HELD'],
      [[a, b, Number.NaN], 'TILE_NOT_HELD'],
      [[a, b, 1e9], 'TILE_NOT_HELD'],
    ] as const) {
      const before = s.state
      assert.equal(s.try({ type: 'swap', seat: 0, tiles, promptId: null }).code, code)
      assert.equal(s.state, before)
    }
  })

  test('a choice stands: the same again is acknowledged, another is refused', () => {
    const s = swapping({})
    const [a, b, c] = s.hand(0).tiles as [number, number, number]
    s.do({ type: 'swap', seat: 0, tiles: [a, b, c], promptId: null })
    assert.deepEqual(s.do({ type: 'swap', seat: 0, tiles: [c, a, b], promptId: null }), [])
    const other = s.hand(0).tiles.slice(3, 6)
    assert.equal(s.try({ type: 'swap', seat: 0, tiles: other, promptId: null }).code, 'ALREADY_ANSWERED')
  })

  test('the suggestion is legal', () => {
    for (const swap of ['three-same-suit', 'three-any', 'two-any'] as const) {
      const s = swapping({ swap })
      for (const prompt of s.prompts) {
        assert.ok(prompt.kind === 'swap')
        s.do({ type: 'swap', seat: prompt.seat, tiles: prompt.suggest, promptId: prompt.id })
      }
      assert.equal(s.state.phase.kind, 'choosingVoid')
    }
  })

  test('without 定缺 play begins after the swap', () => {
    const s = swapping({ dingQue: false, huaZhu: 'off' })
    swapAll(s)
    assert.deepEqual(s.state.phase, { kind: 'turn', seat: 0, afterPong: false })
  })
})

describe('the first turn', () => {
  test('the banker holds fourteen tiles and begins without a draw', () => {
    const s = new Scenario(rulesOf('nanoserver', { dingQue: false }), {
      hands: [],
      draws: '9t',
      numbers: [2],
    })
    assert.deepEqual(s.state.phase, { kind: 'turn', seat: 2, afterPong: false })
    assert.equal(s.hand(2).tiles.length, 14)
    assert.equal(s.all('drew').length, 0)
  })

  test('a dealt kong is offered', () => {
    const s = new Scenario(rulesOf('nanoserver', { dingQue: false }), { hands: ['1111t'], draws: '9t' })
    const prompt = s.promptOf(0)
    assert.ok(prompt?.kind === 'self')
    assert.deepEqual([prompt.win, prompt.kongs.map((kind) => kind)], [false, [kindOf(s.tileOf(0, '1t'))]])
  })

  for (const [players, suits, handSize] of [
    [3, 2, 13],
    [2, 3, 13],
    [4, 3, 7],
    [4, 3, 10],
    [2, 2, 7],
  ] as const) {
    test(`${players} players, ${suits} suits, hands of ${handSize}`, () => {
      const rules = rulesOf('nanoserver', { players, suits, handSize, dingQue: false })
      const s = newTable(rules).seatAll().deal()
      const round = s.state.round!
      assert.equal(round.wall.length, suits * 36)
      assert.deepEqual(
        round.hands.map((hand) => hand.tiles.length),
        s.seats.map((seat: Seat) => handSize + (seat === round.banker ? 1 : 0)),
      )
    })
  }
})
