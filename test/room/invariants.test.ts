// Each invariant notices its own breach, and whole tables pass.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { must } from '../../src/lib/assert.ts'
import { seededRng } from '../../src/lib/rng.ts'
import type { ViolationCode } from '../../src/room/invariants.ts'
import { violationOf } from '../../src/room/invariants.ts'
import { PRESET_NAMES } from '../../src/rules/presets.ts'
import { cloneState } from '../../src/table/clone.ts'
import type { TableState } from '../../src/table/state.ts'
import { newTable, playRandomRound, randomAnswer, rulesOf } from '../support/table-driver.ts'

/** Some way into a round: nobody has won, melds lie open. */
function midRound(): TableState {
  const table = newTable(rulesOf('nanoserver'), { seed: 11 }).seatAll('easy')
  const rng = seededRng(3)
  while (table.state.round!.next < 90 || table.state.phase.kind !== 'turn') {
    table.do(must(randomAnswer(table.state, rng), 'an answer'))
  }
  return table.state
}

const turnOf = (state: TableState): number =>
  must(state.phase.kind === 'turn' ? state.phase.seat : null, 'a turn')

type Case = {
  readonly name: string
  readonly code: ViolationCode
  readonly harm: (state: TableState) => void
}

const CASES: readonly Case[] = [
  {
    name: 'a tile lies twice',
    code: 'TILES_NOT_CONSERVED',
    harm: ({ round }) => void (round!.hands[0]!.tiles[0] = round!.hands[1]!.tiles[0]!),
  },
  {
    name: 'a discard vanishes',
    code: 'TILES_NOT_CONSERVED',
    harm: ({ round }) =>
      void must(
        round!.hands.find(({ discards }) => discards.length),
        'one',
      ).discards.pop(),
  },
  {
    name: 'a hand is a tile short',
    code: 'HAND_SIZE',
    harm: ({ round }) => {
      const [first, second] = [round!.hands[0]!, round!.hands[1]!]
      second.tiles.push(first.tiles.pop()!)
    },
  },
  {
    name: 'the counts are those of another hand',
    code: 'HAND_SIZE',
    harm: ({ round }) => {
      const { counts } = round!.hands[0]!.counts
      const held = counts.findIndex((count) => count > 0)
      counts[held]! -= 1
      counts[(held + 1) % 27]! += 1
    },
  },
  {
    name: 'a score is lost',
    code: 'NOT_ZERO_SUM',
    harm: ({ seats }) => void (seats[2]!.score -= 1),
  },
  {
    name: "the round's points do not sum to zero",
    code: 'NOT_ZERO_SUM',
    harm: ({ round }) => void (round!.deltas[1]! += 4),
  },
  {
    name: 'another seat than the one in turn is asked',
    code: 'TURN_ORDER',
    harm: (state) => {
      const seat = turnOf(state)
      const prompt = must(state.prompts[seat], 'a prompt')
      state.prompts[seat] = null
      state.prompts[(seat + 1) % 4] = { ...prompt, seat: ((seat + 1) % 4) as 0 }
    },
  },
  { name: 'nobody is asked', code: 'TURN_ORDER', harm: ({ prompts }) => void prompts.fill(null) },
]

describe('a breach is noticed', () => {
  for (const { name, code, harm } of CASES) {
    test(name, () => {
      const state = midRound()
      assert.equal(violationOf(state, null), null)
      const harmed = cloneState(state)
      harm(harmed)
      assert.equal(violationOf(harmed, state)?.code, code)
    })
  }

  test('the wall runs backwards', () => {
    const state = midRound()
    const later = cloneState(state)
    later.seq += 1
    assert.equal(violationOf(later, state), null)
    const back = cloneState(state)
    back.round!.next -= 1
    assert.ok(violationOf(back, state))
  })
})

describe('random rounds hold them after every command', () => {
  for (const preset of PRESET_NAMES) {
    test(preset, () => {
      for (let seed = 1; seed <= 15; seed += 1) {
        const table = newTable(rulesOf(preset, { rounds: 4 }), { seed }).seatAll('easy')
        let before = table.state
        playRandomRound(table, seededRng(seed), () => {
          assert.equal(violationOf(table.state, before), null, `seed ${seed}`)
          before = table.state
        })
      }
    })
  }
})
