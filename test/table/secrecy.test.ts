// What leaves the table: no view and no event tells a seat what it may not know.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fc } from '../support/property.ts'
import { must } from '../../src/lib/assert.ts'
import type { Rng } from '../../src/lib/rng.ts'
import { seededRng } from '../../src/lib/rng.ts'
import { handOfTiles } from '../../src/rules/hand/counts.ts'
import type { RuleSet } from '../../src/rules/ruleset.ts'
import type { Seat, TileId } from '../../src/rules/tiles.ts'
import { shuffle } from '../../src/rules/wall.ts'
import type { TableEvent } from '../../src/table/event.ts'
import { eventFor } from '../../src/table/redact.ts'
import type { TableState } from '../../src/table/state.ts'
import { HIDDEN, viewFor } from '../../src/table/view.ts'
import { randomRules } from '../support/random-rules.ts'
import type { TableDriver } from '../support/table-driver.ts'
import { newTable, rulesOf } from '../support/table-driver.ts'
import { nextAnswer, towardsWin } from '../support/table-players.ts'

/** Fields that hold tiles, wherever they stand in a view or an event. */
const TILE_FIELDS = new Set([
  'tile',
  'tiles',
  'own',
  'wall',
  'hands',
  'in',
  'out',
  'indicators',
  'indicator',
  'drawn',
  'discards',
  'suggest',
])

/** Every tile id in a value. */
function tilesIn(value: unknown, isTile = false): TileId[] {
  if (typeof value === 'number') return isTile ? [value] : []
  if (Array.isArray(value)) return value.flatMap((part) => tilesIn(part, isTile))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, part]) => {
    // `own` is a void suit where suits are chosen; a suggestion there is one too.
    if (name === 'own' && 'kind' in value && value.kind === 'choosingVoid') return []
    if (name === 'suggest' && 'kind' in value && value.kind === 'void') return []
    return tilesIn(part, TILE_FIELDS.has(name))
  })
}

/** The tiles a seat has seen this round, worked out from the full events alone. */
class Knowledge {
  readonly seat: number
  tiles = new Set<TileId>([HIDDEN])
  isOver = false

  constructor(seat: number) {
    this.seat = seat
  }

  see(tiles: readonly (TileId | null | undefined)[]): void {
    for (const tile of tiles) if (tile != null) this.tiles.add(tile)
  }

  learn(event: TableEvent): void {
    switch (event.type) {
      case 'dealt':
        this.tiles = new Set([HIDDEN])
        this.isOver = false
        this.see(event.hands[this.seat]!)
        return
      case 'swapped':
        this.see(event.in[this.seat]!)
        return
      case 'drew':
        if (event.seat === this.seat) this.see([event.tile])
        return
      case 'discarded':
      case 'kongDeclared':
      case 'won':
        this.see([event.tile])
        return
      case 'ponged':
        this.see([...event.own, event.tile])
        return
      case 'konged':
        this.see(event.tiles)
        return
      case 'roundEnded':
      case 'roundAborted':
        this.isOver = true
        return
      default:
    }
  }
}

const SECRET = 'secret'

function checkEvent(event: TableEvent, known: Knowledge): void {
  const seen = eventFor(event, known.seat as Seat)
  if (seen === null) return
  assert.ok(!JSON.stringify(seen).includes(SECRET), `${event.type} shows a seed`)
  if (known.isOver) return
  for (const tile of tilesIn(seen))
    assert.ok(known.tiles.has(tile), `${event.type} shows tile ${tile} to seat ${known.seat}`)
}

function checkView(state: TableState, known: Knowledge): void {
  const view = viewFor(state, known.seat as Seat)
  assert.ok(!JSON.stringify(view).includes(SECRET), 'a view shows a seed')
  if (known.isOver) return
  for (const tile of tilesIn(view))
    assert.ok(known.tiles.has(tile), `the view of seat ${known.seat} shows tile ${tile}`)
}

/** The same table with every tile that the seat does not know exchanged for another such tile. */
function withOtherSecrets(state: TableState, known: Knowledge, rng: Rng): TableState {
  const other = structuredClone(state)
  const round = must(other.round, 'a round')
  const hidden = round.wall.filter((tile) => !known.tiles.has(tile))
  const mixed = shuffle(hidden, () => rng.below(2 ** 32))
  const turn = new Map(hidden.map((tile, at) => [tile, must(mixed[at], 'a tile')]))
  const swap = (tile: TileId): TileId => turn.get(tile) ?? tile
  for (const hand of round.hands) {
    hand.tiles = hand.tiles.map(swap)
    Object.assign(hand, { counts: handOfTiles(hand.tiles) })
    hand.drawn = hand.drawn === null ? null : swap(hand.drawn)
    hand.indicator = hand.indicator === null ? null : swap(hand.indicator)
  }
  Object.assign(round, { wall: round.wall.map(swap) })
  if (other.phase.kind === 'swapping')
    other.phase.picks = other.phase.picks.map((pick) => pick && pick.map(swap))
  if (other.phase.kind === 'choosingVoid')
    other.phase.picks = other.phase.picks.map((pick, seat) =>
      pick === null || seat === known.seat ? pick : (((pick + 1) % 3) as 0 | 1 | 2),
    )
  if (other.phase.kind === 'claims' || other.phase.kind === 'rob')
    other.phase.answers = other.phase.answers.map((answer) => answer && { type: 'pass' })
  for (const [seat, taken] of other.seats.entries())
    if (seat !== known.seat) must(taken, 'a seat').lastAnswer = null
  return other
}

function advance(table: TableDriver): void {
  const { kind } = table.state.phase
  for (const seat of table.seats) {
    if (kind === 'waiting') table.try({ type: 'ready', seat, seed: null })
    if (kind === 'sorting') table.try({ type: 'sorted', seat })
  }
}

function watchMatch(rules: RuleSet, seed: number): void {
  const rng = seededRng(seed)
  const table = newTable(rules, { seed }).seatAll()
  const seats = table.seats.map((seat) => new Knowledge(seat))
  let read = 0
  while (table.state.phase.kind !== 'ended') {
    const command = nextAnswer(table.state, towardsWin, rng)
    if (command) table.do(command)
    else advance(table)
    for (const known of seats) {
      for (const event of table.events.slice(read)) {
        known.learn(event)
        checkEvent(event, known)
      }
      checkView(table.state, known)
      if (!known.isOver && table.state.round) {
        const other = withOtherSecrets(table.state, known, rng)
        assert.deepEqual(viewFor(other, known.seat as Seat), viewFor(table.state, known.seat as Seat))
      }
    }
    read = table.events.length
  }
}

describe('secrets', () => {
  for (const preset of ['nanoserver', 'xuezhan', 'sbr3'] as const) {
    test(`${preset}: views and events show a seat only what it may know (A6.7)`, () => {
      fc.assert(
        fc.property(fc.nat(), (seed) => watchMatch(rulesOf(preset, { rounds: 2 }), seed)),
        { numRuns: 3 },
      )
    })
  }

  test('any rule set: the same', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => watchMatch(randomRules(seededRng(seed), 2), seed)),
      { numRuns: 25 },
    )
  })

  test('the deal: own tiles only, no wall, no seeds', () => {
    const table = newTable(rulesOf('nanoserver')).seatAll().deal()
    const dealt = must(
      table.events.find((event) => event.type === 'dealt'),
      'the deal',
    )
    const seen = eventFor(dealt, 2)
    assert.ok(seen?.type === 'dealt')
    assert.deepEqual([seen.wall, seen.seatSeeds], [[], []])
    assert.deepEqual(
      seen.hands.map((hand) => hand.every((tile) => tile === HIDDEN)),
      [true, true, false, true],
    )
  })

  test('the hands are open once the round is over', () => {
    const table = newTable(rulesOf('nanoserver', { dingQue: false }))
      .seatAll()
      .deal()
    const rng = seededRng(1)
    for (
      let say = nextAnswer(table.state, towardsWin, rng);
      say;
      say = nextAnswer(table.state, towardsWin, rng)
    )
      table.do(say)
    const view = viewFor(table.state, 0)
    assert.ok(must(view.round, 'a round').hands.every((hand) => !hand.tiles.includes(HIDDEN)))
  })

  test('a prompt, an answer and a passed win are known to their own seat alone', () => {
    const table = newTable(rulesOf('nanoserver')).seatAll().deal()
    const rng = seededRng(4)
    for (
      let say = nextAnswer(table.state, towardsWin, rng);
      say;
      say = nextAnswer(table.state, towardsWin, rng)
    )
      table.do(say)
    const own = { prompted: 0, answered: 0, voidChosen: 0 }
    for (const event of table.events) {
      if (event.type !== 'prompted' && event.type !== 'answered' && event.type !== 'voidChosen') continue
      own[event.type] += 1
      const seat = event.type === 'prompted' ? event.prompt.seat : event.seat
      assert.deepEqual(
        table.seats.filter((viewer) => eventFor(event, viewer) !== null),
        [seat],
      )
    }
    assert.ok(own.prompted > 0 && own.answered > 0 && own.voidChosen === 4)
  })
})
