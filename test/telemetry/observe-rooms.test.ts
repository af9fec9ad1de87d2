// Tables that play under the real observer: what is counted is what happened.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Reason } from '../../src/protocol/refusals.ts'
import { Room } from '../../src/room/room.ts'
import { moveOf, resultOfRefusal } from '../../src/telemetry/action-words.ts'
import { ACTIONS } from '../../src/telemetry/label-values.ts'
import { Metrics } from '../../src/telemetry/metrics.ts'
import { observeRooms } from '../../src/telemetry/observe-rooms.ts'
import type { Reporting } from '../../src/telemetry/telemetry.ts'
import { seatsOf } from '../../src/table/seating.ts'
import { LiveTable } from '../room/live-table.ts'
import { rulesOf } from '../support/table-driver.ts'
import { samplesOf } from './exposition.ts'

const nothing = (): undefined => undefined
const reporting = (): Reporting => ({
  metrics: new Metrics(),
  log: { debug: nothing, info: nothing, warn: nothing, error: nothing },
})

const sumOf = (samples: ReadonlyMap<string, number>, name: RegExp): number =>
  [...samples].reduce((sum, [key, value]) => sum + (name.test(key) ? value : 0), 0)

async function playBots(): Promise<{ live: LiveTable; samples: Map<string, number> }> {
  const own = reporting()
  const observer = observeRooms(own)
  const live = await LiveTable.open(rulesOf('xuezhan'), {
    observer: { ...observer, onDecided: (decided) => both(live, decided, observer) },
  })
  await live.seatAll(['easy', 'normal', 'strong', 'easy'])
  await live.playOn()
  return { live, samples: await samplesOf(own.metrics) }
}

/** The witness of the table hears it too. */
function both(
  live: LiveTable,
  decided: Parameters<ReturnType<typeof observeRooms>['onDecided']>[0],
  observer: ReturnType<typeof observeRooms>,
): void {
  live.witness.decided.push(decided)
  observer.onDecided(decided)
}

describe('a match of bots', () => {
  test('every round is one hand with its outcome and its duration, and no bot is a player', async () => {
    const { live, samples } = await playBots()
    const rounds = live.state.finishedRounds
    assert.ok(rounds > 0)
    const outcome = (name: string): number => samples.get(`mj_hands_total{outcome="${name}"}`)!
    assert.equal(outcome('three_win') + outcome('wall_exhausted'), rounds)
    assert.equal(outcome('server_aborted') + outcome('player_abandoned'), 0)
    assert.equal(samples.get('mj_hand_duration_seconds_count'), rounds)
    assert.equal(samples.get('mj_match_wait_seconds_count{result="matched"}'), 1)
    assert.equal(sumOf(samples, /^mj_actions_total/), 0)
    assert.equal(sumOf(samples, /^mj_action_duration_seconds_count/), 0)
    const moves = live.witness.decided.filter(({ command }) => moveOf(command) !== null)
    assert.equal(sumOf(samples, /^mj_bot_moves_total/), moves.length)
    assert.equal(sumOf(samples, /^mj_table_commands_total.*"ok"/), live.witness.decided.length)
    assert.equal(samples.get('mj_push_fanout_seconds_count'), live.witness.decided.length)
    assert.ok(sumOf(samples, /^mj_answers_total/) >= moves.length)
    assert.equal(samples.get('mj_metrics_label_overflow_total'), 0)
  })
})

describe('players', () => {
  test('a move that is allowed is ok and timed, one that is not is rejected', async () => {
    const own = reporting()
    const live = await LiveTable.open(rulesOf('nanoserver'), { observer: observeRooms(own) })
    await live.seatAll([null, null, null, null])
    await live.ready(...seatsOf(live.state))
    await live.sorted(...seatsOf(live.state))
    const refused = await live.room.submit({
      type: 'act',
      seat: 0,
      action: { type: 'pong' },
      promptId: null,
    })
    assert.ok(!refused.ok)
    for (const seat of seatsOf(live.state)) {
      const taken = await live.room.submit({ type: 'chooseVoid', seat, suit: 1, promptId: null })
      assert.ok(taken.ok)
    }
    const samples = await samplesOf(own.metrics)
    assert.equal(samples.get('mj_actions_total{action="peng",result="rejected"}'), 1)
    assert.equal(samples.get('mj_actions_total{action="lack",result="ok"}'), 4)
    assert.equal(samples.get('mj_action_duration_seconds_count{action="lack"}'), 4)
    assert.equal(samples.get('mj_action_duration_seconds_count{action="peng"}'), 0)
  })
})

describe('a round that stops without an end', () => {
  const aborted = async (stop: (live: LiveTable) => Promise<void> | void): Promise<number> => {
    const own = reporting()
    const live = await LiveTable.open(rulesOf('nanoserver'), { observer: observeRooms(own) })
    await live.seatAll([null, null, null, null])
    await live.ready(...seatsOf(live.state))
    await stop(live)
    return (await samplesOf(own.metrics)).get('mj_hands_total{outcome="server_aborted"}')!
  }

  test('is ours when the table is lost, and goes on elsewhere when the process closes', async () => {
    const lost = await aborted(async (live) => {
      const records = await live.journal.read('T')
      assert.ok((await Room.recover(new LiveTable({}, live.clock, live.journal).deps, records)).ok)
      await live.room.submit({ type: 'sorted', seat: 0 })
      assert.equal(live.room.stopReason?.kind, 'lost')
    })
    assert.equal(lost, 1)
    assert.equal(await aborted((live) => live.room.close()), 0)
  })
})

describe('the words of the metrics', () => {
  test('every move has its own name', () => {
    const tile = 3
    const base = { seat: 0, promptId: null } as const
    const moves = [
      moveOf({ ...base, type: 'swap', tiles: [tile] }),
      moveOf({ ...base, type: 'chooseVoid', suit: 0 }),
      moveOf({ ...base, type: 'act', action: { type: 'discard', tile } }),
      moveOf({ ...base, type: 'act', action: { type: 'pong' } }),
      moveOf({ ...base, type: 'act', action: { type: 'kong', kind: 1 } }),
      moveOf({ ...base, type: 'act', action: { type: 'win' } }),
      moveOf({ ...base, type: 'act', action: { type: 'pass' }, byServer: true }),
    ]
    assert.deepEqual(
      moves.map((move) => move?.action),
      ACTIONS,
    )
    assert.deepEqual(
      moves.map((move) => move?.isBot),
      [false, false, false, false, false, false, true],
    )
    assert.equal(moveOf({ type: 'expire' }), null)
  })

  test('a refusal is the player’s, unless the server was late or broken', () => {
    const cases: readonly (readonly [Reason, number, string])[] = [
      ['TILE_NOT_HELD', 0, 'rejected'],
      ['STALE_PROMPT', 5, 'rejected'],
      ['STALE_PROMPT', 1500, 'timeout'],
      ['TILE_NOT_HELD', 1500, 'rejected'],
      ['SERVER_BUSY', 0, 'timeout'],
      ['JOURNAL_DOWN', 0, 'error'],
      ['DESK_FROZEN', 0, 'error'],
      ['DRAINING', 0, 'error'],
    ]
    for (const [reason, waitMs, result] of cases)
      assert.equal(resultOfRefusal(reason, waitMs), result, reason)
  })
})
