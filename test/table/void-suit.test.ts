// 定缺: the void suit, its indicator, and kongs of it.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { suitOfTile } from '../../src/rules/tiles.ts'
import { Scenario, kindOfText, offerOf } from '../support/scenario.ts'
import { rulesOf } from '../support/table-driver.ts'

describe('定缺', () => {
  const choosing = (overrides: Record<string, unknown> = {}): Scenario =>
    new Scenario(rulesOf('nanoserver', overrides), { hands: ['777t 6b'], draws: '9t' })

  test('only the three suits are taken (A6.4)', () => {
    const s = choosing()
    for (const suit of [-1, 3, 99, 0.5, Number.NaN, '0', null]) {
      const before = s.state
      assert.equal(s.try({ type: 'chooseVoid', seat: 0, suit: suit as 0, promptId: null }).code, 'BAD_SUIT')
      assert.equal(s.state, before)
    }
  })

  test('it is taken once, in its phase only, and play begins once (A6.4)', () => {
    const s = choosing()
    s.do({ type: 'chooseVoid', seat: 0, suit: 1, promptId: null })
    assert.deepEqual(s.do({ type: 'chooseVoid', seat: 0, suit: 1, promptId: null }), [])
    assert.equal(s.try({ type: 'chooseVoid', seat: 0, suit: 2, promptId: null }).code, 'ALREADY_ANSWERED')
    for (const seat of [1, 2, 3] as const) s.do({ type: 'chooseVoid', seat, suit: 0, promptId: null })
    for (const seat of s.seats)
      assert.equal(s.try({ type: 'chooseVoid', seat, suit: 2, promptId: null }).code, 'WRONG_PHASE')
    assert.equal(s.all('turnBegan').length, 1)
    assert.deepEqual(
      s.round.hands.map((hand) => hand.voidSuit),
      [1, 0, 0, 0],
    )
  })

  test('nobody knows a choice before all have chosen', () => {
    const s = choosing()
    s.do({ type: 'chooseVoid', seat: 0, suit: 1, promptId: null })
    assert.equal(s.hand(0).voidSuit, null)
  })

  test('the hint names a suit that is not held at all (A6.20)', () => {
    const s = new Scenario(rulesOf('nanoserver'), { hands: ['1234567t 123456b'], draws: '9t' })
    const prompt = s.promptOf(0)
    assert.ok(prompt?.kind === 'void')
    assert.equal(prompt.suggest, 2)
  })

  test('without it play begins after the deal', () => {
    assert.equal(choosing({ dingQue: false }).state.phase.kind, 'turn')
  })

  test('mustFirst: void tiles are the only discards while they are held', () => {
    const s = choosing()
    s.chooseVoids([1, 0, 0, 0])
    const prompt = s.promptOf(0)
    assert.ok(prompt?.kind === 'discard')
    assert.deepEqual([...new Set(prompt.discards.map(suitOfTile))], [1])
    assert.equal(
      s.try({ type: 'act', seat: 0, action: { type: 'discard', tile: s.tileOf(0, '7t') }, promptId: null })
        .code,
      'ACTION_NOT_OFFERED',
    )
  })

  test('free: any tile may go', () => {
    const s = choosing({ voidDiscard: 'free' })
    s.chooseVoids([1, 0, 0, 0])
    const prompt = s.promptOf(0)
    assert.ok(prompt?.kind === 'discard')
    assert.equal(prompt.discards.length, 14)
  })

  test('a void tile completes no hand: neither drawn nor claimed', () => {
    const hands = ['1b', '123456789t 11w 23b']
    const CLAIMED = ['1b', '123456789t 11t 23b']
    const own = new Scenario(rulesOf('nanoserver'), { hands, draws: '9w 1b' }, { voids: [2, 1, 1, 1] })
    own.discard(0, '9w')
    assert.notEqual(own.asked[1], 'self')
    for (const [suit, offer] of [
      [1, ''],
      [2, 'win'],
    ] as const) {
      const open = new Scenario(
        rulesOf('nanoserver'),
        { hands: CLAIMED, draws: '9w' },
        { voids: [1, suit, 2, 2] },
      )
      open.discard(0, '1b')
      assert.equal(offerOf(open, 1), offer)
    }
  })
})

describe('void indicator (SBR)', () => {
  const indicated = (): Scenario =>
    new Scenario(rulesOf('sbr3'), { hands: ['5b 6b 123456789t'], draws: '9t' }, { voids: [1, 0, 0, 0] })

  test('it must be the first discard; then any tile may go', () => {
    const s = indicated()
    const indicator = s.hand(0).indicator!
    assert.equal(suitOfTile(indicator), 1)
    const first = s.promptOf(0)
    assert.ok(first?.kind === 'discard')
    assert.deepEqual(first.discards, [indicator])
    s.say(0, { type: 'discard', tile: indicator })
    assert.equal(s.hand(0).indicator, null)
  })

  test('a seat without a void tile has none and discards freely', () => {
    const s = new Scenario(
      rulesOf('sbr3'),
      { hands: ['1234567t 123456w'], draws: '9t' },
      { voids: [1, 0, 0, 0] },
    )
    assert.equal(s.hand(0).indicator, null)
    const prompt = s.promptOf(0)
    assert.ok(prompt?.kind === 'discard')
    assert.equal(prompt.discards.length, 14)
  })
})

describe('kongs of the void suit', () => {
  const withFour = (voidKong: string): Scenario =>
    new Scenario(
      rulesOf('nanoserver', { voidKong, voidDiscard: 'free' }),
      { hands: ['1111b'], draws: '9t' },
      { voids: [1, 0, 0, 0] },
    )

  test('refuse: never offered (A6.21)', () => {
    assert.equal(withFour('refuse').asked[0], 'discard')
  })

  test('penalty: offered', () => {
    const prompt = withFour('penalty').promptOf(0)
    assert.ok(prompt?.kind === 'self')
    assert.deepEqual(prompt.kongs, [kindOfText('1b')])
  })

  test('refuse holds for claims as well: neither pong nor kong of the void suit', () => {
    for (const [voidKong, expected] of [
      ['refuse', [null, null]],
      ['penalty', [true, true]],
    ] as const) {
      const s = new Scenario(
        rulesOf('nanoserver', { voidKong, voidDiscard: 'free' }),
        { hands: ['5b', '555b'], draws: '9t 9t' },
        { voids: [2, 1, 2, 2] },
      )
      s.discard(0, '5b')
      const prompt = s.promptOf(1)
      assert.deepEqual(prompt?.kind === 'claim' ? [prompt.pong, prompt.kong] : [null, null], expected)
    }
  })
})
