// The proof of a history: thousands of rounds that bots played, each from its row in the database through `evolve` to
// the result that the row names.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Rng } from '../../src/lib/rng.ts'
import { seededRng } from '../../src/lib/rng.ts'
import { must } from '../../src/lib/assert.ts'
import { historyOf, type RoundHistory } from '../../src/room/history.ts'
import { roundEndOf } from '../../src/room/pushes/round-end.ts'
import { roundsOf } from '../../src/room/round-log.ts'
import { PRESET_NAMES } from '../../src/rules/presets.ts'
import type { RuleSet } from '../../src/rules/ruleset.ts'
import { openSqliteStore } from '../../src/store/open-store.ts'
import type { BySeat, Store } from '../../src/store/repositories.ts'
import { randomRules } from '../support/random-rules.ts'
import { replayStored } from '../support/stored-round.ts'
import { newTable, playRandomRound, rulesOf, type TableDriver } from '../support/table-driver.ts'
import { seedOr } from '../support/seed.ts'

const SEED = seedOr(20_261_122)
const ROUNDS = 4
const MATCHES_PER_PRESET = 50
const MATCHES_OF_RANDOM_RULES = 100
/** Of every so many matches one is given up in its last round. */
const GIVEN_UP_EVERY = 7

const bySeat = <T>(make: (seat: number) => T): BySeat<T> => [make(0), make(1), make(2), make(3)]

/** A whole match; one that is given up ends in the middle of a round. */
function playMatch(rules: RuleSet, seed: number, rng: Rng): TableDriver {
  const table = newTable(rules, { seed }).seatAll()
  for (let rounds = 0; table.state.phase.kind !== 'ended'; rounds += 1) {
    assert.ok(rounds <= rules.rounds, 'the match comes to its end')
    for (const seat of table.seats) table.try({ type: 'ready', seat, seed: null })
    const isLast = table.state.roundNo === rules.rounds
    for (const seat of table.seats) table.try({ type: 'sorted', seat })
    if (isLast && seed % GIVEN_UP_EVERY === 0) table.try({ type: 'end', reason: 'destroyed' })
    playRandomRound(table, rng)
  }
  return table
}

const isWin = ({ type }: { readonly type: string }): boolean => type === 'won'

function roundWithWin(): RoundHistory {
  for (let seed = SEED + 1; ; seed += 1) {
    const table = playMatch(rulesOf('xuezhan', { rounds: 1 }), seed, seededRng(seed))
    const told = historyOf(must(roundsOf(table.events)[0], 'the round'))
    assert.ok(seed < SEED + MATCHES_PER_PRESET, 'nobody wins')
    if (told.events.some(isWin)) return told
  }
}

describe(`histories that replay, seed ${SEED}`, () => {
  let store: Store
  let desks = 0
  before(async () => {
    store = await openSqliteStore({ file: ':memory:', busyTimeoutMs: 0, synchronous: 'normal' })
  })
  after(() => store.close())

  async function keep(told: RoundHistory): Promise<number> {
    return await store.histories.insert({
      deskId: desks,
      round: told.number,
      mode: told.rules.players,
      beginAt: Math.floor(told.startedAtMs / 1000),
      endAt: Math.floor(told.endedAtMs / 1000),
      playerNames: bySeat((seat) => `seat ${seat}`),
      scoreChanges: bySeat((seat) => told.scoreChanges[seat] ?? 0),
      snapshot: JSON.stringify(told),
    })
  }

  /** What the row says against what its events lead to. */
  async function prove(id: number): Promise<void> {
    const row = must(await store.histories.get(id), 'the row')
    const told = JSON.parse(row.snapshot) as RoundHistory
    const { before, after } = replayStored(row.snapshot)
    const round = must(after.round, 'the round')
    assert.deepEqual(round.wall, told.wall)
    const ledger = told.isAborted ? told.ledger : round.ledger
    assert.deepEqual(JSON.parse(JSON.stringify(ledger)), told.ledger)
    const gained = after.seats.map((seat, at) => seat!.score - before.seats[at]!.score)
    if (!told.isAborted) {
      assert.deepEqual(gained, [...row.scoreChanges].slice(0, gained.length))
      assert.deepEqual(gained, told.scoreChanges)
    }
    assert.deepEqual(JSON.parse(JSON.stringify(roundEndOf(after, ledger))), told.end)
  }

  async function proveMatch(rules: RuleSet, seed: number): Promise<number> {
    const table = playMatch(rules, seed, seededRng(seed))
    const rounds = roundsOf(table.events).map(historyOf)
    desks += 1
    for (const told of rounds) await prove(await keep(told))
    return rounds.length
  }

  for (const preset of PRESET_NAMES) {
    test(`${preset}: every stored round of ${MATCHES_PER_PRESET} matches`, async () => {
      let rounds = 0
      for (let match = 0; match < MATCHES_PER_PRESET; match += 1) {
        rounds += await proveMatch(rulesOf(preset, { rounds: ROUNDS }), SEED + match)
      }
      assert.ok(rounds >= MATCHES_PER_PRESET, String(rounds))
    })
  }

  test(`rules that nobody would choose: every stored round of ${MATCHES_OF_RANDOM_RULES} matches`, async () => {
    for (let match = 0; match < MATCHES_OF_RANDOM_RULES; match += 1) {
      const seed = SEED + 10_000 + match
      await proveMatch(randomRules(seededRng(seed), ROUNDS), seed)
    }
  })

  test('one changed event, or one changed point, is found', async () => {
    const told = roundWithWin()
    const proveChanged = async (changed: RoundHistory): Promise<void> => {
      desks += 1
      await prove(await keep(changed))
    }
    await proveChanged(told)
    const rows = told.ledger.map((row, at) => (at === 0 ? { ...row, points: row.points + 1 } : row))
    await assert.rejects(proveChanged({ ...told, ledger: rows }))
    const won = told.events.findIndex(isWin)
    const events = told.events.filter((_, at) => at !== won)
    await assert.rejects(proveChanged({ ...told, events }))
    const [first = 0, ...others] = told.scoreChanges
    await assert.rejects(proveChanged({ ...told, scoreChanges: [first + 1, ...others] }))
  })
})
