// Random play under every preset and under rule sets that nobody would choose: what always holds.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fc, LUCK_SEED } from '../support/property.ts'
import type { Rng } from '../../src/lib/rng.ts'
import { seededRng } from '../../src/lib/rng.ts'
import { balance } from '../../src/rules/ledger.ts'
import { PRESET_NAMES } from '../../src/rules/presets.ts'
import type { RuleSet } from '../../src/rules/ruleset.ts'
import { nextDueAtMs } from '../../src/table/decide/expiry.ts'
import type { Command } from '../../src/table/command.ts'
import type { Action } from '../../src/table/prompt.ts'
import { replay } from '../../src/table/replay.ts'
import { randomRules } from '../support/random-rules.ts'
import { ripeLuck } from '../support/ripe-luck.ts'
import type { TableDriver } from '../support/table-driver.ts'
import { newTable, rulesOf } from '../support/table-driver.ts'
import type { Chooser } from '../support/table-players.ts'
import { actionsOf, anything, nextAnswer, pick, towardsWin } from '../support/table-players.ts'
import { checkInvariants, deepFreeze, potOf } from './invariants.ts'

/** More commands than any round of random play needs. */
const MAX_COMMANDS = 3000
/** For each preset. */
const RIPE_DEALS = 40

/** Something other than an answer: absence, 托管, votes that fail, deadlines. */
function aside(table: TableDriver, rng: Rng): Command {
  const seat = pick(table.seats, rng)
  const due = nextDueAtMs(table.state)
  switch (rng.below(6)) {
    case 0:
      return { type: 'presence', seat, online: rng.below(2) === 0 }
    case 1:
      return { type: 'trust', seat, on: rng.below(2) === 0 }
    case 2:
      return { type: 'dissolve', seat }
    case 3:
      return { type: 'vote', seat, agree: false }
    case 4:
      return { type: 'recover', downSinceMs: table.nowMs }
    default:
      table.nowMs = Math.max(table.nowMs, due ?? 0)
      return { type: 'expire' }
  }
}

/** Mostly nonsense; now and then legal. */
function anyAction(table: TableDriver, rng: Rng): Action {
  const number = rng.below(2) === 0 ? rng.below(110) - 1 : pick([-5, 0.5, Number.NaN, 2 ** 31, Infinity], rng)
  return pick<Action>(
    [
      { type: 'discard', tile: number },
      { type: 'kong', kind: number % 27 },
      { type: 'win' },
      { type: 'pong' },
      { type: 'pass' },
      { type: 'discard', tile: table.state.round?.hands[0]?.tiles[0] ?? 0 },
    ],
    rng,
  )
}

/** An action is accepted if and only if the seat's prompt offers it. */
function probe(table: TableDriver, rng: Rng): void {
  const seat = pick(table.seats, rng)
  const prompt = table.promptOf(seat)
  const action = anyAction(table, rng)
  const offered = prompt
    ? actionsOf(prompt).some((known) => JSON.stringify(known) === JSON.stringify(action))
    : false
  const before = table.state
  const { code } = table.try({ type: 'act', seat, action, promptId: prompt?.id ?? null })
  assert.equal(code === null, offered, `${JSON.stringify(action)} on ${JSON.stringify(prompt)}: ${code}`)
  if (code !== null) assert.equal(table.state, before)
}

/** Plays a whole match and checks the table after every command; with a chooser of its own from ripe deals. */
function playMatch(rules: RuleSet, seed: number, ripe?: Chooser): TableDriver {
  const rng = seededRng(seed)
  const choose = ripe ?? (rng.below(4) === 0 ? anything : towardsWin)
  const table = newTable(rules, ripe ? { luck: ripeLuck(seed) } : { seed }).seatAll()
  let pot = 0
  let settled = 0
  for (let commands = 0; table.state.phase.kind !== 'ended'; commands += 1) {
    assert.ok(commands < MAX_COMMANDS * rules.rounds, 'the match comes to its end')
    deepFreeze(table.state)
    const { seq } = table.state
    const known = table.events.length
    const command = rng.below(12) === 0 ? aside(table, rng) : nextAnswer(unfrozen(table), choose, rng)
    if (command) table.try(command)
    else advance(table)
    if (rng.below(8) === 0) probe(table, rng)
    assert.equal(table.state.seq - seq, table.events.length - known, 'one number an event')
    checkInvariants(table.state)
    if (table.state.finishedRounds > settled) {
      settled = table.state.finishedRounds
      pot += balance(lastLedger(table), rules.players).pot
      assert.equal(potOf(table.state), pot, 'zero sum, but for the pot')
    }
  }
  return table
}

/** The chooser tries discards on the counts it is given: they are a copy. */
const unfrozen = (table: TableDriver): TableDriver['state'] => structuredClone(table.state)

/** The ledger of the round that has just ended; a next one may have been dealt in the same step. */
function lastLedger(table: TableDriver): Parameters<typeof balance>[0] {
  const end = table.events.findLastIndex((event) => event.type === 'roundEnded')
  return replay(table.events.slice(0, end + 1)).round!.ledger
}

/** Nobody is asked anything: the table waits for seats to be ready, or to have shown the deal. */
function advance(table: TableDriver): void {
  const { kind } = table.state.phase
  for (const seat of table.seats) {
    if (kind === 'waiting') table.try({ type: 'ready', seat, seed: null })
    if (kind === 'sorting') table.try({ type: 'sorted', seat })
  }
}

function checkReplay(table: TableDriver, seed: number): void {
  assert.deepEqual(replay(table.events), table.state)
  const text = JSON.stringify(table.events)
  assert.deepEqual(JSON.parse(text), table.events, 'events survive JSON')
  assert.deepEqual(replay(JSON.parse(text) as TableDriver['events']), table.state)
  assert.deepEqual(JSON.parse(JSON.stringify(table.state)), table.state, 'so does the state')
  assert.deepEqual(
    playMatch(table.state.rules, seed).events,
    table.events,
    'the same seed plays the same match',
  )
}

describe('random matches', () => {
  for (const preset of PRESET_NAMES) {
    test(`${preset}: invariants, refusals and replay`, () => {
      fc.assert(
        fc.property(fc.nat(), (seed) => {
          checkReplay(playMatch(rulesOf(preset, { rounds: 2 }), seed), seed)
        }),
        { numRuns: 6 },
      )
    })
  }

  test('any rule set: invariants, refusals and replay', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        checkReplay(playMatch(randomRules(seededRng(seed), 2), seed), seed)
      }),
      { numRuns: 50 },
    )
  })
})

/** Lets most discards go that would win, so that kongs are added while others wait for their tile. */
const reluctant: Chooser = (state, prompt, rng) => {
  if (prompt.kind !== 'claim') return towardsWin(state, prompt, rng)
  if (prompt.win && rng.below(4) === 0) return { type: 'win' }
  return prompt.pong ? { type: 'pong' } : { type: 'pass' }
}

/** How often each thing happened that a random deal hardly ever brings. */
function countRarities(table: TableDriver, seen: Map<string, number>): void {
  const count = (what: string): void => void seen.set(what, (seen.get(what) ?? 0) + 1)
  const winners = new Map<string, number>()
  for (const event of table.events) {
    if (event.type === 'kongsTransferred') count('转雨')
    if (event.type !== 'won' || event.source === 'wall') continue
    if (event.source === 'kong') count('a robbed kong')
    const tile = `${event.order} ${event.tile}`
    winners.set(tile, (winners.get(tile) ?? 0) + 1)
  }
  for (const wins of winners.values()) count(`${wins} on one tile`)
}

test('ripe deals: several winners on one tile, robbed kongs and 转雨 keep the invariants and replay', () => {
  const seen = new Map<string, number>()
  const overrides = { rounds: 1, swap: 'none', dingQue: false, voidIndicator: false, multiWin: 'all' }
  for (const [index, preset] of PRESET_NAMES.entries()) {
    const rules = rulesOf(preset, overrides)
    for (let deal = 0; deal < RIPE_DEALS; deal += 1) {
      const table = playMatch(rules, LUCK_SEED + 100 * index + deal, deal % 2 === 0 ? towardsWin : reluctant)
      assert.deepEqual(replay(table.events), table.state)
      countRarities(table, seen)
    }
  }
  for (const rare of ['2 on one tile', '3 on one tile', 'a robbed kong', '转雨'])
    assert.ok((seen.get(rare) ?? 0) > 0, `${rare} was never played: ${JSON.stringify([...seen])}`)
})
