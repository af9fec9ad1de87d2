// Counts from fixed seeds: how many lines of play lead so deep, and how random rounds end. Any change of
// the rules shows as a changed number; a number may only change together with the rule it stands for.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { seededRng } from '../../src/lib/rng.ts'
import type { PresetName } from '../../src/rules/presets.ts'
import { PRESET_NAMES } from '../../src/rules/presets.ts'
import type { Suit } from '../../src/rules/tiles.ts'
import type { Command } from '../../src/table/command.ts'
import { decide } from '../../src/table/decide.ts'
import type { TableState } from '../../src/table/state.ts'
import { START_MS, newTable, rulesOf, seededLuck } from '../support/table-driver.ts'
import { actionsOf, nextAnswer, towardsWin } from '../support/table-players.ts'

const CONTEXT = { nowMs: START_MS, luck: seededLuck(0) }
const SUITS: readonly Suit[] = [0, 1, 2]

/** Every legal answer of the lowest seat that is asked; a swap is answered as suggested. */
function commandsOf(state: TableState): Command[] {
  const prompt = state.prompts.find((open) => open !== null)
  if (!prompt) return []
  const { seat, id: promptId } = prompt
  if (prompt.kind === 'swap') return [{ type: 'swap', seat, tiles: prompt.suggest, promptId }]
  if (prompt.kind === 'void') return SUITS.map((suit) => ({ type: 'chooseVoid', seat, suit, promptId }))
  return actionsOf(prompt).map((action) => ({ type: 'act', seat, action, promptId }))
}

/** Lines of play of exactly `depth` answers; a line that ends earlier counts once. */
function perft(state: TableState, depth: number): number {
  const commands = commandsOf(state)
  if (depth === 0 || commands.length === 0) return 1
  let lines = 0
  for (const command of commands) {
    const decided = decide(state, command, CONTEXT)
    assert.ok(decided.ok, JSON.stringify(command))
    lines += perft(decided.value.state, depth - 1)
  }
  return lines
}

/** A round after so many answers of players who play towards a win. */
function midGame(preset: string, seed: number, answers: number): TableState {
  const table = newTable(rulesOf(preset), { seed }).seatAll().deal()
  const rng = seededRng(seed)
  for (let said = 0; said < answers; said += 1) {
    const command = nextAnswer(table.state, towardsWin, rng)
    assert.ok(command, 'the round lasts so long')
    table.do(command)
  }
  return table.state
}

describe('perft', () => {
  const cases: readonly (readonly [string, string, number, number, readonly number[]])[] = [
    ['the opening: four void suits and the first discard', 'nanoserver', 1, 0, [3, 9, 27, 81, 378, 1680]],
    ['the opening with a swap', 'xuezhan', 2, 0, [1, 1, 1, 1, 3, 9, 27, 81]],
    ['early play', 'nanoserver', 3, 12, [4, 8, 10, 22, 30, 134, 280, 716]],
    ['middle play', 'xuezhan', 4, 40, [1, 4, 4, 20, 136, 412, 620, 2292]],
    ['late play', 'sbr3', 5, 60, [11, 82, 1019, 11251]],
    ['late play', 'boyaa', 6, 60, [11, 154, 166, 322, 2840]],
    ['early play', 'm2', 7, 20, [1, 6, 12, 168, 192, 408, 2424, 22680]],
    ['middle play', 'babykylin', 8, 44, [1, 1, 2, 19, 48, 53, 261, 2147]],
    ['late play', 'majsoul', 9, 64, [2, 19, 86, 507, 1030, 4205]],
  ]
  for (const [name, preset, seed, answers, expected] of cases) {
    test(`${name}: ${preset}, seed ${seed}`, () => {
      const state = midGame(preset, seed, answers)
      const depth = expected.length
      assert.deepEqual(
        Array.from({ length: depth }, (_, at) => perft(state, at + 1)),
        expected,
      )
    })
  }
})

/** How the rounds of one preset went. */
type Outcomes = {
  /** Rounds by how many won. */
  readonly winners: readonly number[]
  readonly selfDraws: number
  readonly deals: number
  readonly robbed: number
  readonly kongs: number
  readonly commands: number
  /** Points that changed hands, summed. */
  readonly turnover: number
  readonly nextBanker: readonly number[]
}

const ROUNDS = 1000

function outcomesOf(preset: PresetName): Outcomes {
  const rules = rulesOf(preset)
  const winners = [0, 0, 0, 0]
  const nextBanker = [0, 0, 0, 0]
  const sums = { selfDraws: 0, deals: 0, robbed: 0, kongs: 0, commands: 0, turnover: 0 }
  for (let seed = 0; seed < ROUNDS; seed += 1) {
    const table = newTable(rules, { seed }).seatAll().deal()
    const rng = seededRng(seed)
    for (
      let say = nextAnswer(table.state, towardsWin, rng);
      say;
      say = nextAnswer(table.state, towardsWin, rng)
    ) {
      table.do(say)
      sums.commands += 1
    }
    const round = table.state.round!
    winners[round.wins.length]! += 1
    nextBanker[table.state.banker!]! += 1
    for (const win of round.wins) {
      if (win.source === 'wall') sums.selfDraws += 1
      if (win.source === 'discard') sums.deals += 1
      if (win.source === 'kong') sums.robbed += 1
    }
    sums.kongs += round.kongs.length
    sums.turnover += round.ledger.reduce((sum, row) => sum + row.points, 0)
  }
  return { winners, ...sums, nextBanker }
}

describe(`how ${ROUNDS} random rounds end`, () => {
  const expected: Readonly<Record<PresetName, Outcomes>> = {
    nanoserver: {
      winners: [150, 327, 308, 215],
      selfDraws: 427,
      deals: 1150,
      robbed: 11,
      kongs: 968,
      commands: 70450,
      turnover: 9489,
      nextBanker: [215, 256, 275, 254],
    },
    xuezhan: {
      winners: [144, 318, 324, 214],
      selfDraws: 459,
      deals: 1142,
      robbed: 7,
      kongs: 1037,
      commands: 73769,
      turnover: 12436,
      nextBanker: [261, 260, 231, 248],
    },
    sbr3: {
      winners: [304, 394, 225, 77],
      selfDraws: 264,
      deals: 802,
      robbed: 9,
      kongs: 990,
      commands: 71150,
      turnover: 83053,
      nextBanker: [255, 234, 239, 272],
    },
    sbr4: {
      winners: [304, 394, 225, 77],
      selfDraws: 264,
      deals: 802,
      robbed: 9,
      kongs: 990,
      commands: 71150,
      turnover: 83101,
      nextBanker: [255, 234, 239, 272],
    },
    boyaa: {
      winners: [143, 313, 325, 219],
      selfDraws: 462,
      deals: 1151,
      robbed: 7,
      kongs: 1036,
      commands: 73547,
      turnover: 12068,
      nextBanker: [261, 262, 230, 247],
    },
    m2: {
      winners: [144, 318, 324, 214],
      selfDraws: 459,
      deals: 1142,
      robbed: 7,
      kongs: 1038,
      commands: 73769,
      turnover: 15677,
      nextBanker: [262, 260, 231, 247],
    },
    babykylin: {
      winners: [153, 325, 337, 185],
      selfDraws: 415,
      deals: 1122,
      robbed: 17,
      kongs: 949,
      commands: 74542,
      turnover: 10295,
      nextBanker: [246, 251, 254, 249],
    },
    majsoul: {
      winners: [144, 318, 324, 214],
      selfDraws: 459,
      deals: 1142,
      robbed: 7,
      kongs: 1038,
      commands: 73769,
      turnover: 10521,
      nextBanker: [262, 260, 231, 247],
    },
  }
  for (const preset of PRESET_NAMES) {
    test(preset, () => assert.deepEqual(outcomesOf(preset), expected[preset]))
  }
})
