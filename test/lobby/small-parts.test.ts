// The lobby's small parts, by tables.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { loadConfig } from '../../src/config/load-config.ts'
import { CardPrices } from '../../src/lobby/card-prices.ts'
import { ClientVersion } from '../../src/lobby/client-version.ts'
import { rulesOfOptions } from '../../src/lobby/desk-rules.ts'
import { freeRoomNumber } from '../../src/lobby/room-number.ts'
import { lobbySettings, roomSettings } from '../../src/lobby/settings.ts'
import { tableInfoOf } from '../../src/lobby/table-info.ts'
import { seededRng } from '../../src/lib/rng.ts'
import type { DeskOptions } from '../../src/protocol/desk-options.ts'
import type { Phase } from '../../src/table/state.ts'
import { newTable, rulesOf } from '../support/table-driver.ts'

describe('what a match costs', () => {
  const named = new CardPrices([
    { rounds: 8, cards: 5 },
    { rounds: 1, cards: 0 },
  ])
  const cases: readonly [rounds: number, named: number, unnamed: number][] = [
    [1, 0, 2],
    [3, 2, 2],
    [4, 2, 2],
    [7, 2, 2],
    [8, 5, 3],
    [16, 4, 4],
    [100, 4, 4],
  ]
  for (const [rounds, withPrice, without] of cases) {
    test(`${rounds} rounds: ${withPrice} where the configuration names prices, else ${without}`, () => {
      assert.equal(named.of(rounds), withPrice)
      assert.equal(new CardPrices([]).of(rounds), without)
    })
  }
})

describe('whether a client is new enough', () => {
  const cases: readonly [least: string, own: string | undefined, isCurrent: boolean][] = [
    ['1.9.3', '1.9.3', true],
    ['1.9.3', '1.9.2', false],
    ['1.9.3', '1.9.4', true],
    ['1.9.3', '1.10', true],
    ['1.9.3', '2', true],
    ['1.9.3', '1.9', false],
    ['1.9.3', '0.99.99', false],
    ['1.9', '1.9.0', true],
    ['1.9.3', '', false],
    ['1.9.3', 'newest', false],
    ['1.9.3', undefined, false],
  ]
  for (const [least, own, isCurrent] of cases) {
    test(`${own ?? 'no version'} against ${least}: ${isCurrent ? 'yes' : 'no'}`, () => {
      assert.equal(new ClientVersion({ force: true, version: least }).isCurrent(own), isCurrent)
      assert.equal(new ClientVersion({ force: false, version: least }).isCurrent(own), true)
    })
  }
})

describe('the rules of a table from the options of a client', () => {
  const cases: readonly [string, DeskOptions, Record<string, unknown> | string][] = [
    ['nothing: nanoserver, four players, four rounds', {}, { preset: 'nanoserver', players: 4, rounds: 4 }],
    ['three players', { mode: 3, round: 8 }, { preset: 'nanoserver', players: 3, rounds: 8, suits: 2 }],
    ['a preset alone', { preset: 'xuezhan' }, { preset: 'xuezhan', players: 4 }],
    ['a preset with mode and round', { preset: 'xuezhan', mode: 3, round: 2 }, { players: 3, rounds: 2 }],
    ['rules over mode', { preset: 'xuezhan', mode: 3, rules: { players: 4 } }, { players: 4 }],
    [
      'rules alone: nanoserver with them on top',
      { maxFan: 3, rules: { capFan: 6 } },
      { preset: 'nanoserver', capFan: 6 },
    ],
    ['nanoserver by name keeps its fields', { preset: 'nanoserver', maxFan: 2 }, { capFan: 2, rounds: 4 }],
    ['three players of another preset', { preset: 'xuezhan', mode: 3 }, { suits: 2, dingQue: false }],
    ['an unknown preset', { preset: 'x' }, 'preset'],
    ['an unknown option', { rules: { x: 1 } }, 'x'],
    ['a name that every object has', { rules: { constructor: 1 } }, 'constructor'],
    ['two players of nanoserver', { mode: 2 }, 'mode'],
    ['a bonus that does not exist', { zimo: 'gold' }, 'zimo'],
  ]
  for (const [what, options, expected] of cases) {
    test(what, () => {
      const built = rulesOfOptions(options)
      if (typeof expected === 'string') {
        assert.equal(built.ok ? null : built.error.option, expected)
        return
      }
      assert.ok(built.ok)
      const found = Object.fromEntries(
        Object.keys(expected).map((name) => [name, (built.value as Record<string, unknown>)[name]]),
      )
      assert.deepEqual(found, expected)
    })
  }
})

describe('a room number', () => {
  test('has six digits without a leading zero', () => {
    const rng = seededRng(1)
    for (let draws = 0; draws < 1000; draws += 1) {
      assert.match(freeRoomNumber(rng, () => false)!, /^[1-9]\d{5}$/)
    }
    assert.equal(
      freeRoomNumber({ below: () => 0 }, () => false),
      '100000',
    )
    assert.equal(
      freeRoomNumber({ below: (bound) => bound - 1 }, () => false),
      '999999',
    )
  })

  test('is not one that is taken, and none is better than one that is', () => {
    const drawn = [1, 2, 3]
    const taken = new Set(['100001', '100002'])
    const no = freeRoomNumber({ below: () => drawn.shift()! }, (tried) => taken.has(tried))
    assert.equal(no, '100003')
    assert.equal(
      freeRoomNumber(seededRng(1), () => true),
      undefined,
    )
  })
})

describe('the status of a desk', () => {
  const cases: readonly [Phase, rounds: number, status: number][] = [
    [{ kind: 'waiting', dueAtMs: null }, 0, 0],
    [{ kind: 'sorting', done: [], dueAtMs: 0 }, 1, 1],
    [{ kind: 'swapping', picks: [] }, 1, 2],
    [{ kind: 'choosingVoid', picks: [] }, 1, 2],
    [{ kind: 'turn', seat: 0, afterPong: false }, 1, 3],
    [{ kind: 'claims', tile: 0, from: 0, answers: [] }, 1, 3],
    [{ kind: 'rob', tile: 0, from: 0, delayed: false, answers: [] }, 1, 3],
    [{ kind: 'waiting', dueAtMs: 1 }, 1, 7],
    [{ kind: 'ended', reason: 'finished' }, 1, 6],
    [{ kind: 'ended', reason: 'dissolved' }, 1, 6],
    [{ kind: 'ended', reason: 'destroyed' }, 0, 6],
    [{ kind: 'ended', reason: 'frozen' }, 1, 6],
  ]
  for (const [phase, roundNo, status] of cases) {
    const name = phase.kind === 'ended' ? `ended: ${phase.reason}` : phase.kind
    test(`${name} with ${roundNo} rounds begun is ${status}`, () => {
      assert.equal(tableInfoOf({ ...newTable(rulesOf('xuezhan')).state, phase, roundNo }).status, status)
    })
  }
})

test('the settings are those of the configuration, in milliseconds', () => {
  const loaded = loadConfig({
    tomlPath: null,
    env: { XUEZHAN_TABLE__BOT_FILL_SECONDS: '7', XUEZHAN_TABLE__IDLE_HOURS: '2' },
  })
  assert.ok(loaded.ok)
  const { timing, maxTables, botFillMs, idleMs } = lobbySettings(loaded.value)
  const { table, limits } = loaded.value
  assert.deepEqual([botFillMs, idleMs, maxTables], [7000, 7_200_000, limits.maxTables])
  assert.deepEqual(timing, {
    turnMs: table.turnSeconds * 1000,
    claimMs: table.claimSeconds * 1000,
    swapMs: table.swapSeconds * 1000,
    voidMs: table.dingqueSeconds * 1000,
    sortMs: table.sortSeconds * 1000,
    readyMs: table.readySeconds * 1000,
    offlineGraceMs: table.offlineGraceSeconds * 1000,
    dissolveMs: table.dissolveSeconds * 1000,
    dissolveConsentMs: table.dissolveConsentSeconds * 1000,
    autoWin: table.autoHu,
  })
  const { botThinkMs, mailboxLimit } = roomSettings(loaded.value)
  assert.deepEqual([botThinkMs, mailboxLimit], [[table.botThinkMinMs, table.botThinkMaxMs], limits.mailbox])
})
