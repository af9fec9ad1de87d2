// Bots of every level: legal under every rule set, pure, and in the order of their names.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fc } from '../support/property.ts'
import { playMatch } from '../../bench/bots.ts'
import { seededRng } from '../../src/lib/rng.ts'
import type { Rng } from '../../src/lib/rng.ts'
import { dangerOf, threatsOf } from '../../src/bot/danger.ts'
import { botAnswer } from '../../src/bot/policy.ts'
import { outlookOf } from '../../src/bot/prospects.ts'
import { lookAt } from '../../src/bot/sight.ts'
import { kindOf, suitOfTile } from '../../src/rules/tiles.ts'
import type { RuleSet } from '../../src/rules/ruleset.ts'
import { BOT_LEVELS } from '../../src/table/player.ts'
import type { BotLevel } from '../../src/table/player.ts'
import { viewFor } from '../../src/table/view.ts'
import { randomRules } from '../support/random-rules.ts'
import { Scenario, kindOfText } from '../support/scenario.ts'
import type { Stack } from '../support/scenario.ts'
import { commandOf, newTable, rulesOf } from '../support/table-driver.ts'
import { deepFreeze } from '../table/invariants.ts'

const play = (stack: Stack, overrides: Record<string, unknown> = {}): Scenario =>
  new Scenario(rulesOf('nanoserver', { dingQue: false, ...overrides }), stack)

/** What a bot would say for a seat. */
function answer(s: Scenario, seat: number, level: BotLevel): ReturnType<typeof botAnswer> {
  return botAnswer(level, deepFreeze(viewFor(s.state, seat as 0)), seededRng(1))
}

const WAITS_58T = '67t 123456789b 99w'
const THINKERS = ['normal', 'strong'] as const

describe('every level', () => {
  for (const level of BOT_LEVELS) {
    test(`${level}: its answers are taken under any rule set, and it leaves its view as it was`, () => {
      fc.assert(
        fc.property(fc.nat(), (seed) => {
          const rng = seededRng(seed)
          const rules = randomRules(rng, 1)
          playOut(rules, seed, level, rng)
        }),
        { numRuns: 30 },
      )
    })

    test(`${level}: the same view and the same luck give the same answer`, () => {
      const s = play({ hands: ['123t 456b 789w 1234t'], draws: '9t' })
      const view = viewFor(s.state, 0)
      assert.deepEqual(botAnswer(level, view, seededRng(7)), botAnswer(level, view, seededRng(7)))
    })
  }
})

function playOut(rules: RuleSet, seed: number, level: BotLevel, rng: Rng): void {
  const table = newTable(rules, { seed }).seatAll().deal()
  for (let prompt = table.prompts[0]; prompt; prompt = table.prompts[0]) {
    const view = deepFreeze(viewFor(table.state, prompt.seat))
    table.do(commandOf(prompt, botAnswer(level, view, rng)))
  }
}

describe('normal and strong', () => {
  for (const level of THINKERS) {
    test(`${level} takes a self-draw`, () => {
      const s = play({ hands: ['3w', WAITS_58T], draws: '9t 5t' })
      s.discard(0, '3w')
      assert.deepEqual(answer(s, 1, level), { type: 'act', action: { type: 'win' } })
    })

    test(`${level} takes the win on the last discard`, () => {
      const s = play({ hands: ['5t', WAITS_58T], draws: '9t', isShort: true })
      s.discard(0, '5t')
      assert.deepEqual(answer(s, 1, level), { type: 'act', action: { type: 'win' } })
    })

    test(`${level} gives up the void suit first, where the rules leave it free too`, () => {
      const s = new Scenario(
        rulesOf('nanoserver', { voidDiscard: 'free' }),
        { hands: ['123456789t 11b 5w'], draws: '9b' },
        { voids: [2, 0, 0, 0] },
      )
      const said = answer(s, 0, level)
      assert.ok(said.type === 'act' && said.action.type === 'discard')
      assert.equal(suitOfTile(said.action.tile), 2)
    })

    test(`${level} throws the tile that leaves the hand ready`, () => {
      const s = play({ hands: ['123456789t 11b 67w'], draws: '1w' })
      const said = answer(s, 0, level)
      assert.ok(said.type === 'act' && said.action.type === 'discard')
      assert.equal(kindOf(said.action.tile), kindOfText('1w'))
    })

    test(`${level} keeps the wait with more live tiles`, () => {
      // 568w: without the 8 it waits for 4 and 7, without the 5 only for 7.
      const s = play({ hands: ['345t 123789b 11w 68w'], draws: '5w' })
      const said = answer(s, 0, level)
      assert.ok(said.type === 'act' && said.action.type === 'discard')
      assert.equal(kindOf(said.action.tile), kindOfText('8w'))
    })

    test(`${level} names the suit it holds least of, one without a tile included`, () => {
      const s = new Scenario(rulesOf('nanoserver'), { hands: ['1234567t 123456w'], draws: '9t' })
      assert.deepEqual(answer(s, 0, level), { type: 'chooseVoid', suit: 1 })
    })

    test(`${level} does not pong a tile of its void suit`, () => {
      const s = new Scenario(
        rulesOf('nanoserver', { voidDiscard: 'free', voidKong: 'penalty' }),
        { hands: ['5b', '55b'], draws: '9t' },
        { voids: [2, 1, 0, 0] },
      )
      s.discard(0, '5b')
      assert.deepEqual(answer(s, 1, level), { type: 'act', action: { type: 'pass' } })
    })

    test(`${level} declares a concealed kong that costs nothing`, () => {
      const s = play({ hands: ['1111t 456b 789b 22w 5w'], draws: '9t' })
      assert.deepEqual(answer(s, 0, level), { type: 'act', action: { type: 'kong', kind: kindOfText('1t') } })
    })

    test(`${level} keeps four tiles that its sets need`, () => {
      const s = play({ hands: ['3333t 45t 123b 789b 9w'], draws: '9w' })
      assert.notDeepEqual(answer(s, 0, level), {
        type: 'act',
        action: { type: 'kong', kind: kindOfText('3t') },
      })
    })

    test(`${level} gives three of the shortest suit that can`, () => {
      const s = new Scenario(rulesOf('xuezhan'), { hands: ['123456t 456b 1379w'], draws: '9t' })
      const said = answer(s, 0, level)
      assert.ok(said.type === 'swap')
      assert.equal(new Set(said.tiles.map(suitOfTile)).size, 1)
      assert.notEqual(suitOfTile(said.tiles[0]!), 0)
    })
  }
})

test('normal pongs when that brings the hand nearer', () => {
  const s = play({ hands: ['5t', '55t 123456b 99w 78w 1t'], draws: '9t' })
  s.discard(0, '5t')
  assert.deepEqual(answer(s, 1, 'normal'), { type: 'act', action: { type: 'pong' } })
})

test('strong sees no danger in a suit that every opponent has given up', () => {
  const s = new Scenario(
    rulesOf('nanoserver', { voidDiscard: 'free' }),
    { hands: ['123456789t 1t 99w 5t'], draws: '9w' },
    { voids: [1, 2, 2, 2] },
  )
  assert.equal(dangerOfKind(s, '9w'), 0)
  assert.ok(dangerOfKind(s, '5t') > 0)
})

function dangerOfKind(s: Scenario, text: string): number {
  const outlook = outlookOf(lookAt(viewFor(s.state, 0)))
  return dangerOf(outlook, threatsOf(outlook), kindOfText(text))
}

describe('strength (fixed seeds; the bench plays more rounds)', () => {
  for (const [stronger, weaker, rounds] of [
    ['normal', 'easy', 120],
    ['strong', 'normal', 420],
  ] as const) {
    test(`two ${stronger} win from two ${weaker}`, () => {
      const { mean } = playMatch({ rules: rulesOf('xuezhan'), stronger, weaker, rounds })
      assert.ok(mean > 0, `${mean} points a round`)
    })
  }
})
