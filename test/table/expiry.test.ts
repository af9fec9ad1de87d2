// Deadlines: what the table plays for a silent seat, 托管, and the time that a restart gives back.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { suitOfTile } from '../../src/rules/tiles.ts'
import { nextDueAtMs } from '../../src/table/decide/expiry.ts'
import { Scenario, offerOf } from '../support/scenario.ts'
import type { ScenarioOptions, Stack } from '../support/scenario.ts'
import { START_MS, newTable, rulesOf } from '../support/table-driver.ts'

const play = (
  stack: Stack,
  overrides: Record<string, unknown> = {},
  options: ScenarioOptions = {},
): Scenario => new Scenario(rulesOf('nanoserver', { dingQue: false, ...overrides }), stack, options)

/** Lets the next deadline pass. */
function expire(s: Scenario): ReturnType<Scenario['do']> {
  s.nowMs = nextDueAtMs(s.state)!
  return s.do({ type: 'expire' })
}

const WAITS_58T = '67t 123456789b 99w'

describe('a deadline', () => {
  test('before it nothing happens', () => {
    const s = play({ hands: [], draws: '9t' })
    const before = s.state
    s.nowMs = nextDueAtMs(s.state)! - 1
    assert.deepEqual(s.do({ type: 'expire' }), [])
    assert.equal(s.state, before)
  })

  test('the drawn tile is discarded', () => {
    const s = play({ hands: [], draws: '9t 3w' })
    s.discard(0, '9t')
    const drawn = s.hand(1).drawn
    expire(s)
    assert.deepEqual(s.last('discarded'), { type: 'discarded', seat: 1, tile: drawn })
    assert.equal(s.last('answered').cause, 'timeout')
  })

  test('a void tile goes before the drawn one', () => {
    const s = new Scenario(
      rulesOf('nanoserver'),
      { hands: ['9t', '6b 123456789t'], draws: '9t 3t' },
      { voids: [0, 1, 0, 0] },
    )
    s.discard(0, '9t')
    expire(s)
    assert.equal(suitOfTile(s.last('discarded').tile), 1)
  })

  test('after a pong some tile is discarded', () => {
    const s = play({ hands: ['5t', '55t'], draws: '9t' })
    s.discard(0, '5t')
    s.pong(1)
    expire(s)
    assert.equal(s.last('discarded').seat, 1)
  })

  test('claims are passed, wins are taken, as the table is set', () => {
    for (const autoWin of [true, false]) {
      const s = play({ hands: ['5t', WAITS_58T, '55t'], draws: '9t 3w' }, {}, { timing: { autoWin } })
      s.discard(0, '5t')
      expire(s)
      assert.equal(s.round.wins.length, autoWin ? 1 : 0)
      assert.equal(s.hand(2).melds.length, 0)
    }
  })

  test('a self-draw is taken, as the table is set; a kong never is', () => {
    for (const autoWin of [true, false]) {
      const s = play({ hands: ['3w', '67t 1111w 456789b 9t'], draws: '9t 5t' }, {}, { timing: { autoWin } })
      s.discard(0, '3w')
      expire(s)
      assert.equal(s.hand(1).melds.length, 0)
      const ready = play({ hands: ['3w', WAITS_58T], draws: '9t 5t' }, {}, { timing: { autoWin } })
      ready.discard(0, '3w')
      expire(ready)
      assert.equal(ready.round.wins.length, autoWin ? 1 : 0)
    }
  })

  test('a robbery is taken, as the table is set', () => {
    for (const autoWin of [true, false]) {
      const s = play(
        { hands: ['5t', '55t 1b', WAITS_58T], draws: '9t 3w 3w 3b 5t 7w' },
        { passWin: 'none' },
        { timing: { autoWin } },
      )
      s.discard(0, '5t')
      s.pass(2)
      s.pong(1)
      s.discard(1, '1b')
      for (const seat of [2, 3, 0]) s.discardDrawn(seat)
      s.kong(1, '5t')
      assert.equal(s.asked[2], 'rob')
      expire(s)
      assert.equal(s.round.wins.length, autoWin ? 1 : 0)
      assert.equal(s.hand(1).melds[0]!.type, autoWin ? 'pong' : 'added-kong')
    }
  })

  test('a swap and a void suit are chosen as suggested', () => {
    const s = new Scenario(rulesOf('xuezhan'), { hands: ['123t 456789b 1234w'], draws: '9t' })
    const swap = s.promptOf(0)
    assert.ok(swap?.kind === 'swap')
    expire(s)
    assert.deepEqual(s.all('swapChosen')[0]!.tiles, swap.suggest)
    assert.equal(s.state.phase.kind, 'choosingVoid')
    expire(s)
    assert.equal(s.state.phase.kind, 'turn')
  })

  test('a deal that is not shown in time is taken as shown', () => {
    const s = newTable(rulesOf('nanoserver')).seatAll()
    for (const seat of s.seats) s.do({ type: 'ready', seat, seed: null })
    s.after(s.state.timing.sortMs).do({ type: 'expire' })
    assert.equal(s.state.phase.kind, 'choosingVoid')
  })

  test('between rounds a silent seat is made ready', () => {
    const s = play({ hands: [], draws: '9t', isShort: true })
    s.discard(0, '9t')
    s.do({ type: 'ready', seat: 0, seed: null })
    s.after(s.state.timing.readyMs).do({ type: 'expire' })
    assert.equal(s.state.roundNo, 2)
  })

  test('before the first deal nobody is hurried', () => {
    const s = newTable(rulesOf('nanoserver')).seatAll()
    assert.equal(nextDueAtMs(s.state), null)
    s.after(1e9).do({ type: 'expire' })
    assert.equal(s.state.round, null)
  })

  test('a table that is left alone plays its match to the end', () => {
    const s = new Scenario(rulesOf('xuezhan', { rounds: 2 }), { hands: [], draws: '9t' })
    for (let due = nextDueAtMs(s.state); due !== null; due = nextDueAtMs(s.state)) {
      assert.ok(due >= s.nowMs, 'deadlines never lie in the past')
      s.nowMs = due
      s.do({ type: 'expire' })
    }
    assert.deepEqual(s.state.phase, { kind: 'ended', reason: 'finished' })
  })
})

describe('托管', () => {
  test('two deadlines missed in a row bring it; one does not', () => {
    const s = play({ hands: [], draws: '9t 3w 3b 3w 3b 2w 2b' }, { passWin: 'none' })
    expire(s)
    assert.equal(s.state.seats[0]!.trust, false)
    for (const seat of [1, 2, 3]) s.discardDrawn(seat)
    expire(s)
    assert.deepEqual(s.last('trust'), { type: 'trust', seat: 0, on: true, cause: 'expired' })
  })

  test('an answer in between starts the count anew', () => {
    const s = play({ hands: [], draws: '9t 3w 3b 3w 3b 2w 2b 2w 5b' })
    expire(s)
    for (const seat of [1, 2, 3, 0, 1, 2, 3]) s.discardDrawn(seat)
    expire(s)
    assert.equal(s.state.seats[0]!.trust, false)
  })

  test('absence longer than the grace brings it, coming back in time does not', () => {
    const s = play({ hands: [], draws: '9t' }, {}, { timing: { turnMs: 1e6 } })
    s.do({ type: 'presence', seat: 1, online: false })
    s.after(19_999).do({ type: 'expire' })
    assert.equal(s.state.seats[1]!.trust, false)
    s.do({ type: 'presence', seat: 1, online: true })
    s.after(10_000).do({ type: 'expire' })
    assert.equal(s.state.seats[1]!.trust, false)
    s.do({ type: 'presence', seat: 1, online: false })
    s.after(20_000).do({ type: 'expire' })
    assert.deepEqual(s.last('trust'), { type: 'trust', seat: 1, on: true, cause: 'offline' })
  })

  test('an action ends it, an answer by the server does not', () => {
    const s = play({ hands: [], draws: '9t 3w 3b 3w 3b' })
    s.do({ type: 'trust', seat: 0, on: true })
    const prompt = s.promptOf(0)
    assert.ok(prompt?.kind === 'discard')
    const action = { type: 'discard', tile: prompt.discards[0]! } as const
    s.do({ type: 'act', seat: 0, action, promptId: prompt.id, byServer: true })
    assert.equal(s.state.seats[0]!.trust, true)
    assert.equal(s.last('answered').cause, 'auto')
    for (const seat of [1, 2, 3]) s.discardDrawn(seat)
    s.discardDrawn(0)
    assert.deepEqual(s.last('trust'), { type: 'trust', seat: 0, on: false, cause: 'player' })
  })

  test('a refused action does not end it', () => {
    const s = play({ hands: [], draws: '9t' })
    s.do({ type: 'trust', seat: 0, on: true })
    assert.equal(
      s.try({ type: 'act', seat: 0, action: { type: 'win' }, promptId: null }).code,
      'ACTION_NOT_OFFERED',
    )
    assert.equal(s.state.seats[0]!.trust, true)
  })

  test('a swap, a void suit and being ready end it too', () => {
    const s = new Scenario(rulesOf('xuezhan'), { hands: [], draws: '9t' })
    const ends = (command: () => void): void => {
      s.do({ type: 'trust', seat: 0, on: true })
      command()
      assert.equal(s.state.seats[0]!.trust, false)
    }
    const prompt = s.promptOf(0)
    assert.ok(prompt?.kind === 'swap')
    ends(() => s.do({ type: 'swap', seat: 0, tiles: prompt.suggest, promptId: null }))
    expire(s)
    ends(() => s.do({ type: 'chooseVoid', seat: 0, suit: 0, promptId: null }))
  })

  test('a seat in it is ready for the next round at once, and shows the deal at once', () => {
    const s = play({ hands: [], draws: '9t', isShort: true })
    for (const seat of [1, 2, 3] as const) s.do({ type: 'trust', seat, on: true })
    s.discard(0, '9t')
    assert.deepEqual(
      s.state.seats.map((seat) => seat!.ready),
      [false, true, true, true],
    )
    s.do({ type: 'ready', seat: 0, seed: null })
    s.do({ type: 'sorted', seat: 0 })
    assert.equal(s.state.phase.kind, 'turn')
  })

  test('it cannot be asked for before the first deal, and asking twice is harmless', () => {
    const fresh = newTable(rulesOf('nanoserver')).seatAll()
    assert.equal(fresh.try({ type: 'trust', seat: 0, on: true }).code, 'WRONG_PHASE')
    const s = play({ hands: [], draws: '9t' })
    s.do({ type: 'trust', seat: 0, on: true })
    assert.deepEqual(s.do({ type: 'trust', seat: 0, on: true }), [])
  })
})

describe('recover', () => {
  test('every deadline moves by the time that was lost', () => {
    const s = play({ hands: ['5t', '55t'], draws: '9t' })
    s.discard(0, '5t')
    s.do({ type: 'dissolve', seat: 2 })
    const before = s.state
    const downSinceMs = s.nowMs + 1000
    s.after(61_000).do({ type: 'recover', downSinceMs })
    assert.equal(s.promptOf(1)!.dueAtMs, before.prompts[1]!.dueAtMs + 60_000)
    assert.equal(s.state.vote!.dueAtMs, before.vote!.dueAtMs + 60_000)
    assert.equal(offerOf(s, 1), 'pong')
  })

  test('everyone is offline until he is back, and the grace begins at the restart', () => {
    const s = play({ hands: [], draws: '9t' }, {}, { timing: { turnMs: 1e6 } })
    s.after(60_000).do({ type: 'recover', downSinceMs: START_MS })
    assert.ok(s.state.seats.every((seat) => !seat!.online))
    s.after(19_999).do({ type: 'expire' })
    assert.ok(s.state.seats.every((seat) => !seat!.trust))
    s.after(1).do({ type: 'expire' })
    assert.ok(s.state.seats.every((seat) => seat!.trust))
  })

  test('a clock that ran backwards shortens nothing', () => {
    const s = play({ hands: [], draws: '9t' })
    const due = s.promptOf(0)!.dueAtMs
    s.do({ type: 'recover', downSinceMs: s.nowMs + 5000 })
    assert.equal(s.promptOf(0)!.dueAtMs, due)
  })

  test('the deadlines of the opening move too', () => {
    const s = newTable(rulesOf('nanoserver')).seatAll()
    for (const seat of s.seats) s.do({ type: 'ready', seat, seed: null })
    const { phase } = s.state
    assert.ok(phase.kind === 'sorting')
    const due = phase.dueAtMs
    s.after(60_000).do({ type: 'recover', downSinceMs: START_MS })
    assert.ok(s.state.phase.kind === 'sorting')
    assert.equal(s.state.phase.dueAtMs, due + 60_000)
  })
})
