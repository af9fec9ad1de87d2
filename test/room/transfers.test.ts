// Money that moves apart from kongs and wins (转雨, 退税, fines): told when it moves, with the net of every seat.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { seededRng } from '../../src/lib/rng.ts'
import type { PushOf } from '../../src/protocol/pushes.ts'
import { historyOf } from '../../src/room/history.ts'
import type { Outgoing } from '../../src/room/connection.ts'
import { pushesOf } from '../../src/room/pushes/push-events.ts'
import { roundsOf } from '../../src/room/round-log.ts'
import { initialState } from '../../src/table/evolve.ts'
import { Scenario } from '../support/scenario.ts'
import type { TableDriver } from '../support/table-driver.ts'
import { newTable, rulesOf, START_MS } from '../support/table-driver.ts'
import { nextAnswer, towardsWin } from '../support/table-players.ts'

type Transfer = PushOf<'onScoreTransfer'>

/** Everything that the whole table was told, in order. */
function toldTo({ events }: TableDriver): Outgoing[] {
  const [created, ...rest] = events
  assert.ok(created?.type === 'created')
  return pushesOf(initialState(created), rest, START_MS).flatMap(({ seats, push }) =>
    seats === null ? [push] : [],
  )
}

const transfersIn = (pushes: readonly Outgoing[]): Transfer[] =>
  pushes.filter(({ route }) => route === 'onScoreTransfer').map(({ payload }) => payload as Transfer)

/** What a push moves, by account. */
function changesOf({ route, payload }: Outgoing): readonly { acId: number; score: number }[] {
  if (route === 'onGangScoreChange') return (payload as PushOf<'onGangScoreChange'>).changes
  if (route === 'onScoreTransfer') return (payload as Transfer).changes
  if (route !== 'onHuScoreChange') return []
  const { acId, totalWinScore, scoreChange } = payload as PushOf<'onHuScoreChange'>
  return [{ acId, score: totalWinScore }, ...scoreChange]
}

function playedMatch(preset: string, seed: number): TableDriver {
  const rng = seededRng(seed)
  const table = newTable(rulesOf(preset, { rounds: 2 }), { seed }).seatAll()
  while (table.state.phase.kind !== 'ended') {
    const command = nextAnswer(table.state, towardsWin, rng)
    if (command) table.do(command)
    else table.deal()
  }
  return table
}

/** Seat 0 is paid for 1t, throws the replacement 5t, and seat 1 wins on it. */
const shotAfterKong = (overrides: Record<string, unknown> = {}): Scenario => {
  const rules = rulesOf('nanoserver', { dingQue: false, ...overrides })
  const hands = ['1111t', '46t 123456789b 99w']
  const table = new Scenario(rules, { hands, draws: '9t 5t 3w' })
  table.kong(0, '1t')
  table.discard(0, '5t')
  table.win(1)
  return table
}

describe('转雨', () => {
  test('is told behind the win, with what each seat gains or loses by it', () => {
    const pushes = toldTo(shotAfterKong())
    const [transfer] = transfersIn(pushes)
    assert.equal(transfer?.reason, 'zhuanYu')
    assert.deepEqual(transfer.changes, [
      { acId: 100, score: -6 },
      { acId: 101, score: 6 },
      { acId: 102, score: 0 },
      { acId: 103, score: 0 },
    ])
    const routes = pushes.map(({ route }) => route)
    assert.equal(routes.indexOf('onScoreTransfer'), routes.indexOf('onHuScoreChange') + 1)
  })

  test('as a refund names those who get their kong money back', () => {
    const [transfer] = transfersIn(toldTo(shotAfterKong({ zhuanYu: 'refund' })))
    assert.equal(transfer?.reason, 'zhuanYuRefund')
    assert.deepEqual(
      transfer.changes.map(({ score }) => score),
      [-6, 2, 2, 2],
    )
  })

  test('is not told where it is not played', () => {
    assert.deepEqual(transfersIn(toldTo(shotAfterKong({ zhuanYu: 'off' }))), [])
  })
})

/** Matches with a transfer of each kind, found by trying seeds. */
const MATCHES = [
  { preset: 'xuezhan', seed: 26, reasons: ['zhuanYu'] },
  { preset: 'xuezhan', seed: 2, reasons: ['tuiShui'] },
  { preset: 'sbr3', seed: 4, reasons: ['huaZhu', 'tuiShui', 'zhuanYuRefund'] },
] as const

for (const { preset, seed, reasons } of MATCHES) {
  describe(`${preset}, seed ${seed}`, () => {
    const table = playedMatch(preset, seed)
    const pushes = toldTo(table)

    test('the changes told during a round are those of its settlement', () => {
      const found = new Set(transfersIn(pushes).map(({ reason }) => reason))
      assert.deepEqual([...found].sort(), reasons)
      const told = new Map<number, number>()
      for (const push of pushes) {
        for (const { acId, score } of changesOf(push)) told.set(acId, (told.get(acId) ?? 0) + score)
        if (push.route !== 'onRoundEnd' && push.route !== 'onGameEnd') continue
        const end = push.payload as PushOf<'onRoundEnd'> | PushOf<'onGameEnd'>
        const { scoreChange } = 'roundStats' in end ? end.roundStats : end
        assert.deepEqual(
          scoreChange.map(({ acId }) => told.get(acId) ?? 0),
          scoreChange.map(({ score }) => score),
        )
        told.clear()
      }
    })

    test("a round's history keeps one entry a kong, so that a replay stays in step", () => {
      for (const record of roundsOf(table.events)) {
        const kongs = record.events.filter(({ type }) => type === 'konged')
        const { gangScoreChanges } = historyOf(record)
        assert.equal(gangScoreChanges.length, kongs.length)
      }
    })
  })
}
