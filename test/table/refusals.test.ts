// Nothing that a client sends changes a table unless it was offered: the exploits of rules.md A6.1-6.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Kind, Seat, TileId } from '../../src/rules/tiles.ts'
import type { Action } from '../../src/table/prompt.ts'
import type { RejectionCode } from '../../src/table/rejection.ts'
import { Scenario, kindOfText } from '../support/scenario.ts'
import type { Stack } from '../support/scenario.ts'
import { newTable, rulesOf } from '../support/table-driver.ts'

const play = (stack: Stack, overrides: Record<string, unknown> = {}): Scenario =>
  new Scenario(rulesOf('nanoserver', { dingQue: false, ...overrides }), stack)

/** The answer is refused with this code, and the table is the same object as before. */
function refuses(
  s: Scenario,
  seat: number,
  action: unknown,
  code: RejectionCode,
  promptId?: number | null,
): void {
  const before = s.state
  const id = promptId === undefined ? (s.promptOf(seat)?.id ?? null) : promptId
  const tried = s.try({ type: 'act', seat: seat as Seat, action: action as Action, promptId: id })
  assert.equal(tried.code, code, JSON.stringify(action))
  assert.equal(s.state, before)
}

const HOSTILE_NUMBERS: readonly unknown[] = [
  -1,
  108,
  1e9,
  -1e9,
  0.5,
  Number.NaN,
  Infinity,
  -Infinity,
  '0',
  null,
  undefined,
  {},
  [0],
]

describe('discards', () => {
  test('a tile that is not in the hand is refused, and the hand keeps its size (A6.1)', () => {
    const s = play({ hands: ['123t'], draws: '9t' })
    refuses(s, 0, { type: 'discard', tile: s.hand(1).tiles[0] }, 'TILE_NOT_HELD')
    for (const tile of HOSTILE_NUMBERS) refuses(s, 0, { type: 'discard', tile }, 'TILE_NOT_HELD')
    assert.equal(s.hand(0).tiles.length, 14)
  })

  test('one that has been discarded already is gone', () => {
    const s = play({ hands: [], draws: '9t 3w' })
    const tile = s.tileOf(0, '9t')
    s.discard(0, '9t')
    refuses(s, 0, { type: 'discard', tile }, 'NOT_YOUR_TURN')
  })

  test("another seat's turn is not mine", () => {
    const s = play({ hands: [], draws: '9t' })
    for (const seat of [1, 2, 3])
      refuses(s, seat, { type: 'discard', tile: s.hand(seat).tiles[0] }, 'NOT_YOUR_TURN')
  })
})

describe('the own turn', () => {
  test('a win is taken only when it was offered, not because a kong was (A6.2)', () => {
    const s = play({ hands: ['1111t'], draws: '9t' })
    refuses(s, 0, { type: 'win' }, 'ACTION_NOT_OFFERED')
  })

  test('a kong of one, two or three tiles is refused, and earns nothing (A6.2)', () => {
    const s = play({ hands: ['1111t 222t 33b 4w'], draws: '9t' })
    for (const kind of ['2t', '3b', '4w', '9w'])
      refuses(s, 0, { type: 'kong', kind: kindOfText(kind) }, 'ACTION_NOT_OFFERED')
    for (const kind of HOSTILE_NUMBERS) refuses(s, 0, { type: 'kong', kind }, 'ACTION_NOT_OFFERED')
    assert.equal(s.round.ledger.length, 0)
  })

  test('a kong is refused once the discard is asked for', () => {
    const s = play({ hands: ['1111t'], draws: '9t' })
    s.pass(0)
    refuses(s, 0, { type: 'kong', kind: kindOfText('1t') }, 'ACTION_NOT_OFFERED')
    refuses(s, 0, { type: 'pass' }, 'ACTION_NOT_OFFERED')
    refuses(s, 0, { type: 'pong' }, 'ACTION_NOT_OFFERED')
  })

  test('a discard is refused while win or kong is asked about', () => {
    const s = play({ hands: ['1111t'], draws: '9t' })
    refuses(s, 0, { type: 'discard', tile: s.hand(0).tiles[0] }, 'ACTION_NOT_OFFERED')
  })

  test('actions that there are not are refused', () => {
    const s = play({ hands: ['1111t'], draws: '9t' })
    for (const type of ['chow', 'hu', '', 'constructor', null, undefined, 4])
      refuses(s, 0, { type }, 'ACTION_NOT_OFFERED')
  })
})

describe('claims', () => {
  const claimed = (hand: string, overrides = {}): Scenario => {
    const s = play({ hands: ['5t', hand], draws: '9t 3w' }, overrides)
    s.discard(0, '5t')
    return s
  }

  test('a kong is refused when only the pong was offered (A6.3)', () => {
    refuses(claimed('55t'), 1, { type: 'kong', kind: kindOfText('5t') }, 'ACTION_NOT_OFFERED')
  })

  test('the kind of a claimed kong is the one on the table, whatever the client names (A6.3)', () => {
    const s = claimed('555t 1111b')
    for (const kind of [...HOSTILE_NUMBERS, kindOfText('1b')])
      refuses(s, 1, { type: 'kong', kind }, 'ACTION_NOT_OFFERED')
  })

  test('a discard and a win that were not offered are refused (A6.3)', () => {
    const s = claimed('55t')
    refuses(s, 1, { type: 'win' }, 'ACTION_NOT_OFFERED')
    refuses(s, 1, { type: 'discard', tile: s.hand(1).tiles[0] }, 'ACTION_NOT_OFFERED')
  })

  test('seats that were not asked may not answer', () => {
    const s = claimed('55t')
    for (const seat of [0, 2, 3]) refuses(s, seat, { type: 'pass' }, 'NO_PROMPT')
  })

  test('a withdrawn prompt takes no answer', () => {
    const s = play({ hands: ['5t', '55t', '67t 123456789b 99w'], draws: '9t 3w' })
    s.discard(0, '5t')
    const { id } = s.promptOf(1)!
    s.win(2)
    refuses(s, 1, { type: 'pong' }, 'STALE_PROMPT', id)
  })
})

describe('prompt ids', () => {
  test('an answer to an old prompt is not taken for the new one (A6.6)', () => {
    const s = play({ hands: ['1111t'], draws: '9t' })
    const { id } = s.promptOf(0)!
    s.pass(0)
    refuses(s, 0, { type: 'discard', tile: s.hand(0).tiles[0] }, 'STALE_PROMPT', id)
    refuses(s, 0, { type: 'win' }, 'STALE_PROMPT', id)
  })

  test('ids that were never given out are stale', () => {
    const s = play({ hands: [], draws: '9t' })
    const tile = s.hand(0).tiles[0]
    for (const id of [0, -1, 999, 0.5, Number.NaN])
      refuses(s, 0, { type: 'discard', tile }, 'STALE_PROMPT', id)
  })

  test("another seat's prompt cannot be answered", () => {
    const s = play({ hands: [], draws: '9t' })
    const { id } = s.promptOf(0)!
    refuses(s, 1, { type: 'discard', tile: s.hand(0).tiles[0] }, 'STALE_PROMPT', id)
  })

  test('without an id the answer counts for the open prompt', () => {
    const s = play({ hands: [], draws: '9t' })
    s.do({ type: 'act', seat: 0, action: { type: 'discard', tile: s.tileOf(0, '9t') }, promptId: null })
    assert.equal(s.last('discarded').seat, 0)
  })

  test('the same answer again is acknowledged and changes nothing', () => {
    const s = play({ hands: [], draws: '9t' })
    const action = { type: 'discard', tile: s.tileOf(0, '9t') } as const
    const command = { type: 'act', seat: 0, action, promptId: s.promptOf(0)!.id } as const
    s.do(command)
    const before = s.state
    for (let again = 0; again < 3; again += 1) assert.deepEqual(s.do(command), [])
    assert.equal(s.state, before)
  })

  test('a repetition without an id is refused: nobody can know that it is one', () => {
    const s = play({ hands: [], draws: '9t' })
    const action = { type: 'discard', tile: s.tileOf(0, '9t') } as const
    s.do({ type: 'act', seat: 0, action, promptId: null })
    refuses(s, 0, action, 'NOT_YOUR_TURN', null)
  })

  test('a hundred unsolicited answers of one seat hold nobody up (A6.6)', () => {
    const s = play({ hands: ['5t', '55t'], draws: '9t 3w' })
    for (let sent = 0; sent < 100; sent += 1) refuses(s, 3, { type: 'pass' }, 'NOT_YOUR_TURN', null)
    s.discard(0, '5t')
    s.pong(1)
    assert.equal(s.asked[1], 'discard')
  })
})

describe('phases', () => {
  test('no answer is taken before the deal, while it is shown, or between rounds (A6.5)', () => {
    const t = newTable(rulesOf('xuezhan')).seatAll()
    const tryAll = (): (RejectionCode | null)[] => [
      t.try({ type: 'act', seat: 0, action: { type: 'pass' }, promptId: null }).code,
      t.try({ type: 'swap', seat: 0, tiles: [0, 1, 2], promptId: null }).code,
      t.try({ type: 'chooseVoid', seat: 0, suit: 0, promptId: null }).code,
    ]
    const all = ['WRONG_PHASE', 'WRONG_PHASE', 'WRONG_PHASE']
    assert.deepEqual(tryAll(), all)
    for (const seat of t.seats) t.do({ type: 'ready', seat, seed: null })
    assert.deepEqual(tryAll(), all)
  })

  test('an action is no answer to a swap or a void suit, and those none to an action', () => {
    const s = new Scenario(rulesOf('xuezhan'), { hands: [], draws: '9t' })
    refuses(s, 0, { type: 'pass' }, 'ACTION_NOT_OFFERED')
    refuses(s, 0, { type: 'discard', tile: s.hand(0).tiles[0] }, 'ACTION_NOT_OFFERED')
    assert.equal(s.try({ type: 'chooseVoid', seat: 0, suit: 0, promptId: null }).code, 'WRONG_PHASE')
    const turn = play({ hands: [], draws: '9t' })
    const tiles: TileId[] = turn.hand(0).tiles.slice(0, 3)
    assert.equal(turn.try({ type: 'swap', seat: 0, tiles, promptId: null }).code, 'WRONG_PHASE')
    const promptId = turn.promptOf(0)!.id
    assert.equal(turn.try({ type: 'swap', seat: 0, tiles, promptId }).code, 'STALE_PROMPT')
    assert.equal(turn.try({ type: 'chooseVoid', seat: 0, suit: 0, promptId }).code, 'STALE_PROMPT')
  })

  test('a winner may do nothing more', () => {
    const s = play({ hands: ['5t', '67t 123456789b 99w'], draws: '9t 3w' })
    s.discard(0, '5t')
    s.win(1)
    const kind: Kind = kindOfText('6t')
    refuses(s, 1, { type: 'discard', tile: s.hand(1).tiles[0] }, 'NOT_YOUR_TURN', null)
    refuses(s, 1, { type: 'kong', kind }, 'NOT_YOUR_TURN', null)
  })
})
