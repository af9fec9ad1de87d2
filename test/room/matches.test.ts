// Whole matches of bots, watched by four connections: every push fits its schema, no seat is shown a tile it may
// not know, and the money stays at the table.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { PRESET_NAMES } from '../../src/rules/presets.ts'
import type { BotLevel } from '../../src/table/player.ts'
import { replay } from '../../src/table/replay.ts'
import { seatsOf } from '../../src/table/seating.ts'
import { rulesOf } from '../support/table-driver.ts'
import { LiveTable } from './live-table.ts'

const TRUSTING: readonly BotLevel[] = ['easy', 'normal']

/** Persons in 托管 from the first deal on: they are connected, and the server plays for them. */
async function trustingTable(preset: string, seed: number, overrides = {}): Promise<LiveTable> {
  const rules = rulesOf(preset, { rounds: 4, ...overrides })
  const bots = TRUSTING.slice(0, rules.players - 2)
  const live = await LiveTable.open(rules, { seed })
  await live.seatAll([null, null, ...bots])
  const persons = seatsOf(live.state).filter((seat) => live.state.seats[seat]!.player.bot === null)
  await live.ready(...persons)
  for (const seat of persons) assert.ok((await live.room.submit({ type: 'trust', seat, on: true })).ok)
  return live
}

describe('whole matches', () => {
  for (const preset of PRESET_NAMES) {
    test(`${preset}: every push fits and hides, points sum to zero`, async () => {
      const live = await trustingTable(preset, 7)
      await live.playOn()
      const { state } = live
      assert.deepEqual(live.witness.violations, [])
      assert.equal(state.phase.kind === 'ended' && state.phase.reason, 'finished')
      const total = state.seats.reduce((sum, seat) => sum + seat!.score - state.rules.startScore, 0)
      if (state.rules.huaZhu === 'pot48') assert.ok(total <= 0)
      else assert.equal(total, 0)
      const end = live.connections[0]!.last('onGameEnd')
      assert.deepEqual(
        end.stats.map((entry) => entry.totalScore),
        state.seats.map((seat) => seat!.score - state.rules.startScore),
      )
      assert.ok(live.pushesChecked > 500, `${live.pushesChecked} pushes`)
      const records = await live.journal.read('T')
      assert.deepEqual(replay(records.flatMap((record) => record.events)), state)
    })
  }

  for (const overrides of [
    { players: 3, suits: 2, dingQue: false },
    { players: 2, handSize: 10 },
  ]) {
    test(`${overrides.players} players`, async () => {
      const live = await trustingTable('nanoserver', 3, overrides)
      await live.playOn()
      assert.deepEqual(live.witness.violations, [])
    })
  }
})
